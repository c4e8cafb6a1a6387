/* values.c -- numbers with units, ranges and priors, flags, days, choices. */
#include "values.h"

#include <math.h>
#include <string.h>

#define TAIL 1e-6         /* beyond a range: is told */
#define LEAST_WITHIN 1e-3 /* less is taken for a mistake */

typedef struct prior_form {
    const char *name;
    prior_kind kind;
    int n; /* arguments */
    const char *usage;
    bool scaled[3]; /* which arguments carry the unit */
} prior_form;

static const prior_form forms[] = {
    {"uniform", PRIOR_UNIFORM, 2, "uniform(low, high)", {true, true, false}},
    {"normal", PRIOR_NORMAL, 2, "normal(mean, sd)", {true, true, false}},
    {"lognormal", PRIOR_LOGNORMAL, 2, "lognormal(median, sigma)", {true, false, false}},
    {"beta", PRIOR_BETA, 2, "beta(a, b)", {false, false, false}},
    {"gamma", PRIOR_GAMMA, 2, "gamma(shape, mean)", {false, true, false}},
    {"triangular", PRIOR_TRIANGULAR, 3, "triangular(low, mode, high)", {true, true, true}},
};
enum { N_FORMS = sizeof forms / sizeof forms[0] };

const char *prior_name(prior_kind kind)
{
    for (size_t i = 0; i < N_FORMS; i++) {
        if (forms[i].kind == kind) return forms[i].name;
    }
    return "none";
}

bool value_within(double value, double lo, double hi)
{
    if (!(value == value)) return false;
    return lo > hi || (value >= lo && value <= hi);
}

value_text value_format(double value, ofr_unit unit, const char *word)
{
    value_text text;

    switch (unit) {
    case UNIT_DAYS:
        snprintf(text.s, sizeof text.s, "%.6g day%s", value, value == 1 ? "" : "s");
        break;
    case UNIT_PER_DAY:
        snprintf(text.s, sizeof text.s, "%.6g per day", value);
        break;
    case UNIT_FACTOR:
        snprintf(text.s, sizeof text.s, "x%.6g", value);
        break;
    case UNIT_AMOUNT:
        snprintf(text.s, sizeof text.s, "%.6g%s%.60s", value, word == NULL ? "" : " ",
                 word == NULL ? "" : word);
        break;
    default:
        snprintf(text.s, sizeof text.s, "%.6g", value);
        break;
    }
    return text;
}

value_text value_range(const ofr_key *key)
{
    const ofr_unit unit = key->type == OFR_NUMBER ? key->unit : UNIT_NONE;
    const value_text lo = value_format(key->lo, unit, NULL);
    const value_text hi = value_format(key->hi, unit, NULL);
    value_text text;

    if (isinf(key->hi) && key->hi > 0) {
        snprintf(text.s, sizeof text.s, "at least %.60s", lo.s);
    } else if (isinf(key->lo) && key->lo < 0) {
        snprintf(text.s, sizeof text.s, "at most %.60s", hi.s);
    } else {
        snprintf(text.s, sizeof text.s, "between %.60s and %.60s", lo.s, hi.s);
    }
    return text;
}

value_text prior_format(const ofr_prior *prior, ofr_unit unit, const char *word)
{
    value_text text = {""};
    const char *after = unit == UNIT_DAYS ? " days" : unit == UNIT_PER_DAY ? " per day" : "";

    if (prior->kind == PRIOR_NONE) return text;
    if (unit == UNIT_AMOUNT && word != NULL) after = word;
    snprintf(text.s, sizeof text.s, "%s(%.6g, %.6g", prior_name(prior->kind), prior->a, prior->b);
    if (prior->kind == PRIOR_TRIANGULAR) {
        snprintf(text.s + strlen(text.s), 40, ", %.6g", prior->c);
    }
    snprintf(text.s + strlen(text.s), 80, ")%s%.60s", after == word && word != NULL ? " " : "",
             after);
    return text;
}

static void skip_blanks(const char **at)
{
    while (**at == ' ' || **at == '\t') (*at)++;
}

/* One argument up to ',' or ')'. */
static bool take_argument(const char **at, char stop, double *ret_value)
{
    char text[64];
    size_t n;

    skip_blanks(at);
    n = strcspn(*at, ",)");
    if ((*at)[n] != stop || n >= sizeof text) return false;
    memcpy(text, *at, n);
    while (n > 0 && (text[n - 1] == ' ' || text[n - 1] == '\t')) n--;
    text[n] = '\0';
    if (!number_parse(text, ret_value)) return false;
    *at += strcspn(*at, ",)") + 1;
    return true;
}

static const prior_form *take_form(const char **at)
{
    for (size_t i = 0; i < N_FORMS; i++) {
        const size_t n = strlen(forms[i].name);
        if (strncmp(*at, forms[i].name, n) == 0 && (*at)[n] == '(') {
            *at += n + 1;
            return &forms[i];
        }
    }
    return NULL;
}

/* Why the arguments make no distribution, or NULL. Bounds keep quantiles computable. */
static const char *argument_fault(const ofr_prior *p)
{
    switch (p->kind) {
    case PRIOR_UNIFORM:
        return p->a < p->b ? NULL : "uniform(low, high) needs low below high";
    case PRIOR_NORMAL:
        return p->b > 0 ? NULL : "normal(mean, sd) needs sd above 0";
    case PRIOR_LOGNORMAL:
        if (!(p->a > 0)) return "lognormal(median, sigma) needs median above 0";
        return p->b > 0 && p->b <= 20 ? NULL
                                      : "lognormal(median, sigma) needs sigma above 0, at most 20";
    case PRIOR_BETA:
        return p->a >= 1e-3 && p->a <= 1e6 && p->b >= 1e-3 && p->b <= 1e6
                   ? NULL
                   : "beta(a, b) needs a and b between 0.001 and 1e6";
    case PRIOR_GAMMA:
        if (!(p->a >= 1e-3 && p->a <= 1e6))
            return "gamma(shape, mean) needs shape between 0.001 and 1e6";
        return p->b > 0 ? NULL : "gamma(shape, mean) needs mean above 0";
    case PRIOR_TRIANGULAR:
        return p->a <= p->b && p->b <= p->c && p->a < p->c
                   ? NULL
                   : "triangular(low, mode, high) needs low <= mode <= high and low below high";
    default:
        return "this is no prior";
    }
}

/* The factor from the unit behind a prior to the canonical unit. */
static bool take_scale(const char *text, ofr_unit unit, double *ret_scale, value_text *ret_why)
{
    char one[80];
    const char *hint = "";

    *ret_scale = 1;
    if (text[0] == '\0' && (unit == UNIT_NONE || unit == UNIT_SHARE || unit == UNIT_FACTOR))
        return true;
    if (text[0] != '\0' && unit != UNIT_FACTOR && strlen(text) < 60) {
        snprintf(one, sizeof one, "1 %s", text);
        if (quantity_parse(one, unit, ret_scale, NULL, &hint)) return true;
    }
    switch (unit) {
    case UNIT_DAYS:
        snprintf(ret_why->s, sizeof ret_why->s,
                 "a unit of time must follow the prior, such as gamma(4, 30) days");
        break;
    case UNIT_PER_DAY:
        snprintf(ret_why->s, sizeof ret_why->s,
                 "a unit must follow the prior, such as gamma(4, 0.4) per week");
        break;
    case UNIT_AMOUNT:
        snprintf(ret_why->s, sizeof ret_why->s,
                 "what it counts must follow the prior, such as lognormal(6e9, 0.3) USD");
        break;
    default:
        snprintf(ret_why->s, sizeof ret_why->s, "nothing may follow the closing parenthesis here%s",
                 unit == UNIT_SHARE ? " but %" : "");
        break;
    }
    return false;
}

static bool unknown_form(const char *text, value_text *ret_why)
{
    const char *name[N_FORMS];
    char word[40];
    size_t n = strcspn(text, " (");
    const char *near;

    if (n >= sizeof word) n = sizeof word - 1;
    memcpy(word, text, n);
    word[n] = '\0';
    for (size_t i = 0; i < N_FORMS; i++) name[i] = forms[i].name;
    near = nearest_name(word, name, N_FORMS);
    snprintf(
        ret_why->s, sizeof ret_why->s,
        "a prior is uniform(low, high), normal(mean, sd), lognormal(median, sigma), beta(a, b), "
        "gamma(shape, mean) or triangular(low, mode, high)%.80s",
        schema_did_you_mean(near).s);
    return false;
}

bool prior_parse(const char *text, ofr_unit unit, ofr_prior *ret_prior, value_text *ret_why)
{
    const char *at = text;
    const prior_form *form = take_form(&at);
    double argument[3] = {0, 0, 0};
    ofr_prior prior;
    double scale;
    const char *fault;

    if (form == NULL) return unknown_form(text, ret_why);
    for (int i = 0; i < form->n; i++) {
        if (take_argument(&at, i + 1 < form->n ? ',' : ')', &argument[i])) continue;
        snprintf(ret_why->s, sizeof ret_why->s, "write %s with %d plain numbers", form->usage,
                 form->n);
        return false;
    }
    prior = (ofr_prior){form->kind, argument[0], argument[1], argument[2]};
    fault = argument_fault(&prior);
    if (fault != NULL) {
        snprintf(ret_why->s, sizeof ret_why->s, "%s", fault);
        return false;
    }
    skip_blanks(&at);
    if (!take_scale(at, unit, &scale, ret_why)) return false;
    if (scale != 1 && form->kind == PRIOR_BETA) {
        snprintf(ret_why->s, sizeof ret_why->s,
                 "beta(a, b) lies between 0 and 1 and is not rescaled; use the unit '%s' or "
                 "another prior",
                 unit_name(unit));
        return false;
    }
    if (form->scaled[0]) prior.a *= scale;
    if (form->scaled[1]) prior.b *= scale;
    if (form->scaled[2]) prior.c *= scale;
    fault = isfinite(prior.a) && isfinite(prior.b) && isfinite(prior.c)
                ? argument_fault(&prior)
                : "numbers this large are refused";
    if (fault == NULL)
        *ret_prior = prior;
    else
        snprintf(ret_why->s, sizeof ret_why->s, "%s", fault);
    return fault == NULL;
}

/* Ends of what a prior can give at all. */
static void support(const ofr_prior *prior, double *ret_lo, double *ret_hi)
{
    *ret_lo = 0;
    *ret_hi = INFINITY;
    if (prior->kind == PRIOR_NORMAL) {
        *ret_lo = -INFINITY;
    } else if (prior->kind == PRIOR_BETA) {
        *ret_hi = 1;
    } else if (prior->kind == PRIOR_UNIFORM || prior->kind == PRIOR_TRIANGULAR) {
        *ret_lo = prior->a;
        *ret_hi = prior->kind == PRIOR_UNIFORM ? prior->b : prior->c;
    }
}

bool prior_fits(const ofr_prior *prior, const ofr_key *key, ofr_prior_cut *ret_cut,
                value_text *ret_why)
{
    const ofr_prior_cut cut = prior_cut(prior, key->lo, key->hi);

    if (prior_cut_within(&cut) >= LEAST_WITHIN) {
        *ret_cut = cut;
        return true;
    }
    snprintf(ret_why->s, sizeof ret_why->s,
             "hardly anything of this prior lies where the value may be: it must be %.200s; move "
             "the prior there, or take one of another form",
             value_range(key).s);
    return false;
}

value_text prior_cut_format(const ofr_prior *prior, const ofr_key *key)
{
    const ofr_prior_cut cut = prior_cut(prior, key->lo, key->hi);
    value_text text = {""};

    if (prior->kind != PRIOR_NONE && cut.below + cut.above >= TAIL)
        snprintf(text.s, sizeof text.s, "cut to %.200s", value_range(key).s);
    return text;
}

bool prior_covers(const ofr_prior *prior, double value)
{
    double least;
    double most;

    support(prior, &least, &most);
    return value >= least && value <= most;
}

static bool boolean_like(const char *text)
{
    static const char *const word[] = {"yes", "no",  "on",   "off",   "Yes",  "No",   "On",
                                       "Off", "YES", "NO",   "ON",    "OFF",  "y",    "n",
                                       "Y",   "N",   "True", "False", "TRUE", "FALSE"};
    for (size_t i = 0; i < sizeof word / sizeof word[0]; i++) {
        if (strcmp(text, word[i]) == 0) return true;
    }
    return false;
}

static bool range_fault(const ofr_key *key, double value, value_text *ret_why)
{
    if (value_within(value, key->lo, key->hi)) return true;
    snprintf(ret_why->s, sizeof ret_why->s, "it must be %.140s", value_range(key).s);
    return false;
}

static bool parse_number(const char *text, ofr_node *node, value_text *ret_why)
{
    const char *hint = "";
    const char *word = NULL;
    value_text ignored;
    ofr_prior prior;

    if (quantity_parse(text, node->key->unit, &node->value, &word, &hint)) {
        node->word = word;
        return range_fault(node->key, node->value, ret_why);
    }
    if (strchr(text, '(') != NULL && prior_parse(text, node->key->unit, &prior, &ignored)) {
        snprintf(ret_why->s, sizeof ret_why->s, "write a prior as {prior: %.100s}", text);
        return false;
    }
    snprintf(ret_why->s, sizeof ret_why->s, "%.300s", hint);
    return false;
}

static bool parse_count(const char *text, ofr_node *node, value_text *ret_why)
{
    if (!number_parse(text, &node->value) || node->value != floor(node->value) ||
        !(fabs(node->value) <= 9007199254740992.0)) {
        snprintf(ret_why->s, sizeof ret_why->s, "a whole number is expected, such as 3");
        return false;
    }
    return range_fault(node->key, node->value, ret_why);
}

static bool parse_flag(const char *text, ofr_node *node, value_text *ret_why)
{
    node->value = strcmp(text, "true") == 0;
    if (node->value != 0 || strcmp(text, "false") == 0) return true;
    snprintf(ret_why->s, sizeof ret_why->s,
             boolean_like(text) ? "write true or false" : "true or false is expected");
    return false;
}

static bool parse_date(const char *text, ofr_node *node, value_text *ret_why)
{
    const int32_t day = date_parse(text);

    node->value = day;
    if (day != OFR_NO_DATE) return true;
    snprintf(ret_why->s, sizeof ret_why->s, "%s",
             strlen(text) == 10 && strspn(text, "0123456789-") == 10 && text[4] == '-' &&
                     text[7] == '-'
                 ? "there is no such day between 1900 and 2149"
                 : "a day is written YYYY-MM-DD, such as 2024-02-08");
    return false;
}

static bool parse_choice(const char *text, ofr_node *node, value_text *ret_why)
{
    nearest_search search = nearest_begin(text);
    const char *word;
    size_t length;
    char copy[48], near[48];

    for (size_t i = 0; schema_word(node->key->refs, i, &word, &length); i++) {
        if (strlen(text) == length && memcmp(text, word, length) == 0) {
            node->choice = i;
            return true;
        }
        if (length >= sizeof copy) continue;
        memcpy(copy, word, length);
        copy[length] = '\0';
        nearest_offer(&search, copy);
        if (search.best == copy) search.best = memcpy(near, copy, sizeof near);
    }
    snprintf(ret_why->s, sizeof ret_why->s, "it must be %.200s%.100s",
             schema_choices(node->key->refs).s, schema_did_you_mean(search.best).s);
    return false;
}

bool value_parse(const char *text, ofr_node *node, value_text *ret_why)
{
    node->text = text;
    switch (node->key->type) {
    case OFR_NUMBER:
        return parse_number(text, node, ret_why);
    case OFR_COUNT:
        return parse_count(text, node, ret_why);
    case OFR_FLAG:
        return parse_flag(text, node, ret_why);
    case OFR_DATE:
        return parse_date(text, node, ret_why);
    case OFR_CHOICE:
        return parse_choice(text, node, ret_why);
    default:
        return true;
    }
}
