/* classes.c -- see classes.h. */
#include "classes.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../core/lanes.h"
#include "../core/nearest.h"
#include "../core/statistics.h"

enum { YEARS = 36, YEAR_DAYS = 365, TEN_YEARS = 3653, FAR = 10 };

const char *class_name(size_t class)
{
    static const char *const name[] = {"dispute-10", "dispute-1", "force-1"};

    return class < N_CLASSES ? name[class] : "";
}

size_t study_n_pairs(const ofr_study *study)
{
    return study->model->n_pairs;
}

/* ---- what the scenario says --------------------------------------------------------------------- */

/* Hostile pair of that name in either order; its number, or OFR_NONE. */
static size_t pair_named(const ofr_model *m, const char *name)
{
    for (size_t d = 0; d < m->n_dyads; d++) {
        if (strcmp(m->dyad[d].id, name) == 0) return m->dyad[d].pair;
    }
    return OFR_NONE;
}

static const ofr_node *entry_of(const ofr_spec *spec, const ofr_model *m, size_t pair)
{
    const ofr_node *map = node_get(spec->root, "classes");

    for (size_t i = 0; i < map->n_children; i++) {
        if (pair_named(m, map->child[i]->id) == pair) return map->child[i];
    }
    return NULL;
}

static const ofr_node *stated(const ofr_node *entry, const char *key)
{
    const ofr_node *node = entry ? node_get(entry, key) : NULL;

    return node && node->stated ? node : NULL;
}

static const char *text_of(const ofr_node *entry, const char *key)
{
    const ofr_node *node = stated(entry, key);

    return node ? node->text : "";
}

/* A stated day, if it lies before the start. */
static int32_t day_of(const ofr_node *entry, const char *key, int32_t start)
{
    const ofr_node *node = stated(entry, key);

    return node && (int32_t)node->value < start ? (int32_t)node->value : OFR_NO_DATE;
}

static void check_name(ofr_faults *faults, const ofr_model *m, const ofr_node *entry)
{
    nearest_search search = nearest_begin(entry->id);

    for (size_t d = 0; d < m->n_dyads; d++) nearest_offer(&search, m->dyad[d].id);
    faults_add(faults, entry, "'%s' is no hostile pair; write it as in '%s'%s%s%s", entry->id,
               m->n_dyads ? m->dyad[0].id : "a-b", search.best ? " (did you mean '" : "",
               search.best ? search.best : "", search.best ? "'?)" : "");
}

static void check_days(ofr_faults *faults, const ofr_model *m, const ofr_node *entry)
{
    static const char *const key[] = {"last-dispute", "last-force"};
    char start[OFR_DATE_TEXT];

    for (size_t i = 0; i < 2; i++) {
        const ofr_node *day = stated(entry, key[i]);
        if (!day || (int32_t)day->value < m->written_start) continue;
        faults_add(faults, day,
                   "%s is not before the start (%s); write the last day that was before it",
                   day->text, date_format(m->written_start, start));
    }
}

static void check_entry(ofr_faults *faults, const ofr_spec *spec, const ofr_model *m,
                        const ofr_node *entry)
{
    static const char *const key[] = {"class", "last-dispute", "last-force", "source", "unlike"};
    const size_t pair = pair_named(m, entry->id);
    bool any = false;

    for (size_t i = 0; i < sizeof key / sizeof key[0]; i++) any |= stated(entry, key[i]) != NULL;
    if (pair == OFR_NONE)
        check_name(faults, m, entry);
    else if (entry_of(spec, m, pair) != entry)
        faults_add(faults, entry, "this pair is there already, as '%s'; keep one of the two",
                   entry_of(spec, m, pair)->id);
    if (!any)
        faults_add(faults, entry,
                   "says nothing; write class, or last-dispute and last-force, and a source");
    check_days(faults, m, entry);
}

ofr_status classes_check(const ofr_spec *spec, const ofr_model *model, ofr_error *err)
{
    const ofr_node *map = node_get(spec->root, "classes");
    ofr_faults *faults = faults_new(spec);
    ofr_status status;

    if (!faults) return ofr_fail(err, OFR_NO_MEMORY, "", "no memory");
    for (size_t i = 0; i < map->n_children; i++) check_entry(faults, spec, model, map->child[i]);
    status = faults_status(faults, err);
    faults_free(faults);
    return status;
}

/* ---- which class -------------------------------------------------------------------------------- */

static int32_t year_of(int32_t day)
{
    char text[OFR_DATE_TEXT];
    int year = 0;

    date_format(day, text);
    return sscanf(text, "%d", &year) == 1 ? year : 0;
}

/* By days before the start; OFR_NO_DATE is none. */
static size_t class_by_days(int32_t start, int32_t dispute, int32_t force)
{
    if (force != OFR_NO_DATE && start - force <= YEAR_DAYS) return CLASS_FORCE_1;
    if (dispute != OFR_NO_DATE && start - dispute <= YEAR_DAYS) return CLASS_DISPUTE_1;
    return dispute != OFR_NO_DATE && start - dispute <= TEN_YEARS ? (size_t)CLASS_DISPUTE_10
                                                                  : (size_t)CLASS_OLD;
}

static const class_pair *pair_of_codes(const char *a, const char *b)
{
    char name[8];

    if (strlen(a) != 3 || strlen(b) != 3) return NULL;
    snprintf(name, sizeof name, "%s-%s", strcmp(a, b) < 0 ? a : b, strcmp(a, b) < 0 ? b : a);
    for (size_t i = 0; i < n_class_pairs; i++) {
        if (strcmp(class_pairs[i].name, name) == 0) return &class_pairs[i];
    }
    return NULL;
}

/* The last marked year before `year`, ten back at most; 0: none. */
static int32_t last_before(const uint64_t word[2], int32_t year)
{
    for (int32_t y = year - 1; y >= year - 10; y--) {
        const int32_t at = y - CLASS_PAIRS_FROM;
        if (at >= 0 && at < 128 && (word[at / 64] >> (at % 64) & 1)) return y;
    }
    return 0;
}

/* What the table says of a pair whose actors have codes; SIZE_MAX where it does not hold the ten years before the start. */
static size_t look_up(const ofr_model *m, size_t pair, int32_t *ret_dispute, int32_t *ret_force)
{
    const ofr_dyad *dyad = &m->dyad[m->pair[pair].dyad[0]];
    const char *a = m->actor[dyad->holder].iso3, *b = m->actor[dyad->rival].iso3;
    const int32_t year = year_of(m->start), last = class_years[n_class_years - 1].year;
    const class_pair *row = pair_of_codes(a, b);

    *ret_dispute = *ret_force = 0;
    if (!*a || !*b || year < CLASS_PAIRS_FROM + 10 || year > last + 1) return SIZE_MAX;
    if (row) {
        *ret_dispute = last_before(row->dispute, year);
        *ret_force = last_before(row->force, year);
    }
    if (*ret_force == year - 1) return CLASS_FORCE_1;
    if (*ret_dispute == year - 1) return CLASS_DISPUTE_1;
    return *ret_dispute ? (size_t)CLASS_DISPUTE_10 : (size_t)CLASS_OLD;
}

double class_within(double year_share, int32_t days)
{
    return year_share < 1.0 ? 1.0 - m_exp((double)days / YEAR_DAYS * m_log1p(-year_share)) : 1.0;
}

class_share class_share_within(uint32_t k, uint32_t n, int32_t days)
{
    const int32_t told = days < YEAR_DAYS ? days : YEAR_DAYS;
    double low, high;

    jeffreys_interval(k, n, &low, &high);
    return (class_share){k, n, class_within((double)k / n, told), class_within(low, told),
                         class_within(high, told)};
}

/* Pair-years of the class before the start: of the last 36 years that there are. */
static void count_years(pair_class *c, int32_t year)
{
    const int32_t last = class_years[n_class_years - 1].year;

    c->to = year - 1 < last ? year - 1 : last;
    c->from = c->to - YEARS + 1;
    if (c->from < class_years[0].year) c->from = class_years[0].year;
    for (size_t i = 0; i < n_class_years; i++) {
        const class_year *y = &class_years[i];
        if (y->year < c->from || y->year > c->to) continue;
        c->both_attack.n += y->of[c->class].n;
        c->both_attack.k += y->of[c->class].both_attack;
        c->war.k += y->of[c->class].war;
    }
    c->war.n = c->both_attack.n;
    if (c->both_attack.n == 0 || year < CLASS_PAIRS_FROM + 10) {
        c->from = c->to + 1;
        return;
    }
    c->both_attack = class_share_within(c->both_attack.k, c->both_attack.n, c->days);
    c->war = class_share_within(c->war.k, c->war.n, c->days);
}

pair_class study_class(const ofr_study *study, size_t i)
{
    const ofr_model *m = study->model;
    const ofr_node *entry = entry_of(study->spec, m, i), *named = stated(entry, "class");
    int32_t dispute = day_of(entry, "last-dispute", m->start), years[2];
    pair_class c = {.pair = m->pair[i].id,
                    .class = CLASS_OLD,
                    .dispute = OFR_NO_DATE,
                    .force = OFR_NO_DATE,
                    .source = text_of(entry, "source"),
                    .unlike = text_of(entry, "unlike"),
                    .from = 1,
                    .days = m->horizon < YEAR_DAYS ? m->horizon : YEAR_DAYS};

    const int32_t force = day_of(entry, "last-force", m->start);
    if (force != OFR_NO_DATE && (dispute == OFR_NO_DATE || force > dispute)) dispute = force;
    c.listed = look_up(m, i, &years[0], &years[1]);
    if (named) {
        c.found = CLASS_NAMED;
        c.class = named->choice;
    } else if (dispute != OFR_NO_DATE) {
        c.found = CLASS_DATED;
        c.class = class_by_days(m->start, dispute, force);
        c.dispute = dispute;
        c.force = force;
    } else if (c.listed != SIZE_MAX) {
        c.found = CLASS_LISTED;
        c.class = c.listed;
        c.dispute = years[0];
        c.force = years[1];
    }
    if (c.class < N_CLASSES) count_years(&c, year_of(m->start));
    return c;
}

class_verdict class_compare(const ofr_share_told *futures, const class_share *class)
{
    if (futures->low > FAR * class->share) return CLASS_ABOVE;
    return futures->high < class->share / FAR ? CLASS_BELOW : CLASS_FITS;
}

double study_class_chance(const ofr_study *study, size_t pair, bool war, int32_t days)
{
    double none = 1.0;

    for (size_t p = 0; p < study->model->n_pairs; p++) {
        if (pair != OFR_NONE && pair != p) continue;
        const pair_class c = study_class(study, p);
        const class_share *share = war ? &c.war : &c.both_attack;
        if (c.found == CLASS_UNKNOWN || c.class == CLASS_OLD || c.from > c.to || share->n == 0)
            return NAN;
        none *= pow(1.0 - (double)share->k / share->n, (double)days / YEAR_DAYS);
    }
    return 1.0 - none;
}
