/* record_notes.c -- see record_notes.h. */
#include "record_notes.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { NOTE_ROOM = 600 };

void record_note(record_notes *notes, const char *format, ...)
{
    char room[NOTE_ROOM];
    va_list values;

    if (notes->n == RECORD_MOST_NOTES) return;
    va_start(values, format);
    vsnprintf(room, sizeof room, format, values);
    va_end(values);
    const char *text = arena_text(notes->arena, room, strlen(room));
    notes->out_of_memory |= !text;
    if (text) notes->note[notes->n++] = text;
}

/* Appends what fits; names are cut by the format. */
static void append(record_list *list, const char *format, va_list values)
{
    const size_t room = sizeof list->text - list->used;
    const int n = vsnprintf(list->text + list->used, room, format, values);

    list->used += n < 0 ? 0 : (size_t)n < room ? (size_t)n : room - 1;
}

static void append_text(record_list *list, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void append_text(record_list *list, const char *format, ...)
{
    va_list values;

    va_start(values, format);
    append(list, format, values);
    va_end(values);
}

void record_list_add(record_list *list, const char *format, ...)
{
    va_list values;

    if (++list->n > RECORD_NAMES_SHOWN) {
        if (list->n == RECORD_NAMES_SHOWN + 1) append_text(list, ", ...");
        return;
    }
    if (list->n > 1) append_text(list, ", ");
    va_start(values, format);
    append(list, format, values);
    va_end(values);
}

const char *record_plural(size_t n)
{
    return n == 1 ? "" : "s";
}
