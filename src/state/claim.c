/* claim.c -- reads what a hypothesis measures and expects, strictly: a size says what it is a part of.
 *
 * "lower by 3" of a share of futures could be 3 points, 3 % or, in the unit of the measure, 300 points: it is refused.
 */
#include "claim.h"

#include <stdio.h>
#include <string.h>

#include "../core/units.h"

static const char *const words[] = {"lower by", "higher by", "within"};
static const char *const units[] = {"", "acts a week", "messages a week",
                                    "answers and onsets a future"};

typedef enum size_unit { SIZE_BARE, SIZE_POINTS, SIZE_PERCENT } size_unit;

/* X: its number as written, and what that is a number of. */
typedef struct claim_size {
    char number[32];
    double value;
    size_unit unit;
} claim_size;

static bool read_unit(const char *text, size_unit *ret)
{
    if (!*text)
        *ret = SIZE_BARE;
    else if (strcmp(text, "points") == 0 || strcmp(text, "point") == 0)
        *ret = SIZE_POINTS;
    else if (strcmp(text, "%") == 0)
        *ret = SIZE_PERCENT;
    else
        return false;
    return true;
}

static bool read_size(const char *text, claim_size *ret)
{
    const size_t n = strcspn(text, " %"), spaces = strspn(text + n, " ");
    claim_size size;

    if (n >= sizeof size.number || (spaces && !text[n + spaces])) return false;
    memcpy(size.number, text, n);
    size.number[n] = '\0';
    if (!number_parse(size.number, &size.value)) return false;
    if (!read_unit(text + n + spaces, &size.unit)) return false;
    *ret = size;
    return true;
}

/* The word that text begins with, and where its size begins; NULL: none. */
static const char *read_word(const char *text, claim_sign *ret)
{
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        const size_t n = strlen(words[i]);
        if (strncmp(text, words[i], n) != 0 || text[n] != ' ') continue;
        *ret = (claim_sign)i;
        return text + n + 1;
    }
    return NULL;
}

/* The unit is none of this measure: what the writer may have meant. */
static void advise_unit(claim_sign sign, const claim_size *size, measure_kind measure, char *ret)
{
    const char *word = words[sign], *n = size->number;
    char share[96] = "";

    if (size->value > 0 && size->value <= 1)
        snprintf(share, sizeof share, "; a share of %s is %g points", n, 100 * size->value);
    if (measure == MEASURE_OUTCOME)
        snprintf(ret, CLAIM_ADVICE,
                 "found '%s %s', a number without a unit; write '%s %s points' (of a hundred "
                 "futures) or '%s %s %%' (of the share without the changes)%s",
                 word, n, word, n, word, n, share);
    else
        snprintf(ret, CLAIM_ADVICE,
                 "found '%s %s points', but points are of a hundred futures; write '%s %s' (%s) "
                 "or '%s 20 %%' (of what it is without the changes)",
                 word, n, word, n, units[measure], word);
}

/* NULL, or why no effect could have this size. */
static const char *wrong_size(const ofr_claim *claim, measure_kind measure)
{
    if (!(claim->margin >= 0 && claim->margin <= 1e9)) return "a size is from 0 to 1e9";
    if (claim->sign == CLAIM_WITHIN && !(claim->margin > 0)) return "within needs a size above 0";
    if (!claim->relative && measure == MEASURE_OUTCOME && claim->margin > 1)
        return "a share of futures moves by at most 100 points";
    if (claim->relative && claim->sign == CLAIM_LOWER && claim->margin > 1)
        return "nothing is lower by more than 100 % of what it is";
    return NULL;
}

bool claim_parse(const char *text, measure_kind measure, ofr_claim *ret_claim, char *ret_advice)
{
    claim_sign sign = CLAIM_LOWER;
    claim_size size;
    const char *at = read_word(text, &sign), *wrong;

    if (!at || !read_size(at, &size)) {
        snprintf(ret_advice, CLAIM_ADVICE,
                 "found '%.64s'; write 'lower by', 'higher by' or 'within' and a size, such as "
                 "'lower by %s' or 'lower by 20 %%'",
                 text, measure == MEASURE_OUTCOME ? "3 points" : "0.5");
        return false;
    }
    if (size.unit == (measure == MEASURE_OUTCOME ? SIZE_BARE : SIZE_POINTS)) {
        advise_unit(sign, &size, measure, ret_advice);
        return false;
    }
    const double whole = size.unit == SIZE_BARE ? 1 : 100;
    const ofr_claim claim = {sign, size.value / whole, size.unit == SIZE_PERCENT};
    wrong = wrong_size(&claim, measure);
    if (wrong) {
        snprintf(ret_advice, CLAIM_ADVICE, "found '%.64s'; %s", text, wrong);
        return false;
    }
    *ret_claim = claim;
    return true;
}

size_t claim_measures(const ofr_node *hypothesis, measure_kind *ret_measure,
                      const ofr_node **ret_node)
{
    static const char *const key[] = {"outcome", "acts", "messages-by", "misread"};
    size_t n = 0;

    for (size_t i = 0; i < sizeof key / sizeof key[0]; i++) {
        const ofr_node *node = node_get(hypothesis, key[i]);
        if (!node || !node->stated || (i == MEASURE_MISREAD && !(node->value > 0))) continue;
        n++;
        *ret_node = node;
        *ret_measure = (measure_kind)i;
    }
    return n;
}

static void check_claims(ofr_compiler *c, const ofr_node *hypothesis, measure_kind measure)
{
    const ofr_node *compare = node_get(hypothesis, "compare");
    const size_t n = compare ? compare->n_children : 0;
    char advice[CLAIM_ADVICE];
    ofr_claim claim;

    if (n < 1 || n > CLAIM_MOST)
        faults_add(c->faults, hypothesis, "needs 1 to %d changed futures under compare, found %zu",
                   CLAIM_MOST, n);
    for (size_t i = 0; i < n; i++) {
        const ofr_node *expects = node_get(compare->child[i], "expects");
        if (!claim_parse(expects->text, measure, &claim, advice))
            faults_add(c->faults, expects, "%s", advice);
    }
}

void compile_claims(ofr_compiler *c)
{
    const ofr_node *section = node_get(c->spec->root, "hypotheses"), *node;

    for (size_t i = 0; section && i < section->n_children; i++) {
        measure_kind measure;
        const size_t n = claim_measures(section->child[i], &measure, &node);
        if (n == 1)
            check_claims(c, section->child[i], measure);
        else
            faults_add(c->faults, section->child[i],
                       "needs one measure, of outcome, acts, messages-by and misread: true; "
                       "found %zu",
                       n);
    }
}
