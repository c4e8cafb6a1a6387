/* whatif_options.h -- what-ifs that a command line brings along: of a change file, and on the line. */
#ifndef OFR_WHATIF_OPTIONS_H
#define OFR_WHATIF_OPTIONS_H

#include "../studies/whatif.h"
#include "options.h"

#define OPTION_WITH                                                                                \
    {                                                                                              \
        "with", "WHAT-IF",                                                                         \
            "one on the line: 'name: path=value from DATE to DATE; path=value'; may be repeated",  \
            OFFER_NOTHING, NULL                                                                    \
    }
#define OPTION_CHANGES                                                                             \
    {                                                                                              \
        "changes", "FILE", "a change file: YAML with a section what-ifs", OFFER_FILES, NULL        \
    }

/* Adds the file's (--changes), then those on the line (--with). The statuses of whatifs_from_file and whatifs_from_text. */
ofr_status add_whatifs(const cli_args *args, ofr_whatifs *list, ofr_error *err);

#endif
