/* answer_text.c -- see answer_text.h. */
#include "answer_text.h"

#include <stdlib.h>

void answer_text_open(answer_text *t)
{
    *t = (answer_text){0};
    t->out = open_memstream(&t->text, &t->size);
}

ofr_status answer_text_keep(answer_reader *reader, answer_text *t, const char **ret_text,
                            ofr_error *err)
{
    const bool whole = t->out && fclose(t->out) == 0;
    const char *text = whole ? arena_text(reader->answer->arena, t->text, t->size) : NULL;

    free(t->text);
    if (!text) return ofr_fail(err, OFR_NO_MEMORY, reader->file.path, "out of memory in words");
    *ret_text = text;
    return OFR_OK;
}

void answer_text_percent(double percent, FILE *out)
{
    if (percent > 0 && percent < 0.5)
        fprintf(out, "<1 %%");
    else if (percent < 100 && percent >= 99.5)
        fprintf(out, ">99 %%");
    else
        fprintf(out, "%.0f %%", percent);
}
