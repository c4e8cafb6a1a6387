/* whatif_options.c -- see whatif_options.h. */
#include "whatif_options.h"

ofr_status add_whatifs(const cli_args *args, ofr_whatifs *list, ofr_error *err)
{
    const size_t with = option_index(args->command, "with");
    const char *file = option_text(args, "changes"), *text;
    int at = 0;
    ofr_status status = file ? whatifs_from_file(list, file, err) : OFR_OK;

    while (status == OFR_OK && (text = option_next(args, with, &at)) != NULL)
        status = whatifs_from_text(list, text, err);
    return status;
}
