/* nearest.c -- edit distance with swaps of neighbours (optimal string alignment), on bytes. */
#include "nearest.h"

#include <string.h>

enum { LONGEST = 64 };

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Distance of two words of at most LONGEST bytes. Rows: [0] the current prefix of a, [1] the one
 * before, [2] the one before that (for swaps). */
static size_t edit_distance(const char *a, size_t n, const char *b, size_t m)
{
    size_t row[3][LONGEST + 1];

    memset(row, 0, sizeof row);
    for (size_t j = 0; j <= m; j++) row[0][j] = j;
    for (size_t i = 1; i <= n; i++) {
        memcpy(row[2], row[1], sizeof row[1]);
        memcpy(row[1], row[0], sizeof row[0]);
        row[0][0] = i;
        for (size_t j = 1; j <= m; j++) {
            const size_t replaced = row[1][j - 1] + (a[i - 1] != b[j - 1]);

            row[0][j] = smaller(replaced, smaller(row[1][j], row[0][j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[0][j] = smaller(row[0][j], row[2][j - 2] + 1);
            }
        }
    }
    return row[0][m];
}

nearest_search nearest_begin(const char *word)
{
    const size_t length = word ? strlen(word) : 0;

    return (nearest_search){word, NULL, length, length / 3 > 1 ? length / 3 + 1 : 2};
}

void nearest_offer(nearest_search *s, const char *name)
{
    const size_t other = name ? strlen(name) : 0,
                 gap = other > s->length ? other - s->length : s->length - other;

    if (s->length == 0 || s->length > LONGEST || other == 0 || other > LONGEST || gap >= s->least)
        return;
    const size_t distance = edit_distance(s->word, s->length, name, other);
    if (distance < s->least) {
        s->least = distance;
        s->best = name;
    }
}

const char *nearest_name(const char *word, const char *const *candidate, size_t n)
{
    nearest_search search = nearest_begin(word);

    for (size_t i = 0; i < n; i++) nearest_offer(&search, candidate[i]);
    return search.best;
}
