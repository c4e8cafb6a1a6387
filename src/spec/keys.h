/* keys.h -- short forms for tables of ofr_key; for lists only. */
#ifndef OFR_KEYS_H
#define OFR_KEYS_H

#include "spec.h"

#define KEY_MAP(path, refs, help)                                                                  \
    {                                                                                              \
        path, OFR_MAP, UNIT_NONE, 1, 0, NULL, refs, false, ROLE_CONSTANT, help, NULL               \
    }
#define KEY_LIST(path, help)                                                                       \
    {                                                                                              \
        path, OFR_LIST, UNIT_NONE, 1, 0, NULL, NULL, false, ROLE_CONSTANT, help, NULL              \
    }
#define KEY_RECORD(path, help)                                                                     \
    {                                                                                              \
        path, OFR_RECORD_KEY, UNIT_NONE, 1, 0, NULL, NULL, false, ROLE_CONSTANT, help, NULL        \
    }
#define KEY_PATTERN(path, needed, help)                                                            \
    {                                                                                              \
        path, OFR_PATTERN, UNIT_NONE, 1, 0, NULL, NULL, needed, ROLE_CONSTANT, help, NULL          \
    }
#define KEY_CHANGES(path, help)                                                                    \
    {                                                                                              \
        path, OFR_CHANGES, UNIT_NONE, 1, 0, NULL, NULL, false, ROLE_CONSTANT, help, NULL           \
    }
#define KEY_NUMBER(path, unit, lo, hi, def, role, help, source)                                    \
    {                                                                                              \
        path, OFR_NUMBER, unit, lo, hi, def, NULL, false, role, help, source                       \
    }
#define KEY_NUMBER_NEEDED(path, unit, lo, hi, role, help)                                          \
    {                                                                                              \
        path, OFR_NUMBER, unit, lo, hi, NULL, NULL, true, role, help, NULL                         \
    }
#define KEY_COUNT(path, lo, hi, def, help)                                                         \
    {                                                                                              \
        path, OFR_COUNT, UNIT_NONE, lo, hi, def, NULL, false, ROLE_CONSTANT, help, NULL            \
    }
#define KEY_FLAG(path, def, help)                                                                  \
    {                                                                                              \
        path, OFR_FLAG, UNIT_NONE, 1, 0, def, NULL, false, ROLE_CONSTANT, help, NULL               \
    }
#define KEY_TEXT(path, needed, help)                                                               \
    {                                                                                              \
        path, OFR_TEXT, UNIT_NONE, 1, 0, NULL, NULL, needed, ROLE_CONSTANT, help, NULL             \
    }
#define KEY_DATE(path, needed, help)                                                               \
    {                                                                                              \
        path, OFR_DATE, UNIT_NONE, 1, 0, NULL, NULL, needed, ROLE_CONSTANT, help, NULL             \
    }
/* A day that a what-if may set though nobody states it; def: the last of days for never. */
#define KEY_DATE_OR(path, def, help)                                                               \
    {                                                                                              \
        path, OFR_DATE, UNIT_NONE, 1, 0, def, NULL, false, ROLE_CONSTANT, help, NULL               \
    }
#define KEY_CHOICE(path, words, def, needed, help)                                                 \
    {                                                                                              \
        path, OFR_CHOICE, UNIT_NONE, 1, 0, def, words, needed, ROLE_CONSTANT, help, NULL           \
    }
#define KEY_REF(path, sections, needed, help)                                                      \
    {                                                                                              \
        path, OFR_REF, UNIT_NONE, 1, 0, NULL, sections, needed, ROLE_CONSTANT, help, NULL          \
    }
#define KEY_REFS(path, sections, needed, help)                                                     \
    {                                                                                              \
        path, OFR_REFS, UNIT_NONE, 1, 0, NULL, sections, needed, ROLE_CONSTANT, help, NULL         \
    }
#define KEY_PAIRS(path, sections, needed, help)                                                    \
    {                                                                                              \
        path, OFR_PAIRS, UNIT_NONE, 1, 0, NULL, sections, needed, ROLE_CONSTANT, help, NULL        \
    }
#define KEY_NUMBERS(path, help)                                                                    \
    {                                                                                              \
        path, OFR_NUMBERS, UNIT_NONE, 1, 0, NULL, NULL, false, ROLE_CONSTANT, help, NULL           \
    }

#define OFR_COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#endif
