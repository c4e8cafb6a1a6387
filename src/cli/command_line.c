/* command_line.c -- a command line as one line of text; names made from names. */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

static const char harmless[] =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=:,+@%";

/* Longest form of a word: each byte as '\'' and two quotes, and a space. */
static size_t room_of(const char *word)
{
    return 4 * strlen(word) + 3;
}

static char *put_word(char *to, const char *word)
{
    const bool plain = *word && word[strspn(word, harmless)] == '\0';

    if (plain) {
        memcpy(to, word, strlen(word));
        return to + strlen(word);
    }
    *to++ = '\'';
    for (; *word; word++) {
        if (*word == '\'') {
            memcpy(to, "'\\''", 4);
            to += 4;
        } else {
            *to++ = *word;
        }
    }
    *to++ = '\'';
    return to;
}

static bool is_among(const char *word, const char *const *list)
{
    for (; list && *list; list++) {
        if (strcmp(word, *list) == 0) return true;
    }
    return false;
}

char *command_line(int argc, char *const *argv, const char *const *without, const char *more)
{
    size_t room = sizeof "offramp" + (more ? strlen(more) + 1 : 0);
    char *line, *to;

    for (int i = 1; i < argc; i++) room += room_of(argv[i]);
    line = malloc(room);
    if (!line) return NULL;
    memcpy(line, "offramp", 7);
    to = line + 7;
    for (int i = 1; i < argc; i++) {
        if (is_among(argv[i], without)) continue;
        *to++ = ' ';
        to = put_word(to, argv[i]);
    }
    if (more) {
        *to++ = ' ';
        memcpy(to, more, strlen(more));
        to += strlen(more);
    }
    *to = '\0';
    return line;
}

char *name_with_end(const char *path, const char *end)
{
    static const char *const ends[] = {".yaml", ".yml", ".offramp", ".json"};
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    size_t n = strlen(name);
    char *text;

    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        const size_t m = strlen(ends[i]);
        if (n > m && strcmp(name + n - m, ends[i]) == 0) {
            n -= m;
            break;
        }
    }
    text = malloc(n + strlen(end) + 1);
    if (!text) return NULL;
    memcpy(text, name, n);
    memcpy(text + n, end, strlen(end) + 1);
    return text;
}
