/* ten_lines.c -- the answer as `offramp run` prints it. */
#include <math.h>
#include <string.h>

#include "answer.h"
#include "terminal.h"

enum { GAP = 2, DAYS = 10, MODEL = 16, MAX_NAME = 40 };

static const char *name_of(const answer_outcome *outcome)
{
    return *outcome->says ? outcome->says : outcome->id;
}

static void put_title(const ofr_answer *a, FILE *out)
{
    put_plain(out, a->title);
    fprintf(out, " | from ");
    put_plain(out, a->start_text);
    if (a->fixed || a->n_sets == 1) {
        fprintf(out, " | point values x %zu futures | seed ", a->n_members);
    } else {
        fprintf(out, " | %zu parameter sets x %zu futures | seed ", a->n_sets, a->per_set);
    }
    put_plain(out, a->seed);
    if (a->quick) fprintf(out, " | quick look");
    if (!a->pooled) fprintf(out, " | the model alone");
    if (!a->complete) fprintf(out, " | unfinished: %zu of %zu futures", a->passed, a->n_members);
    putc('\n', out);
}

/* Widths of the columns: the names with their mark, and the widest figure of each horizon. */
typedef struct columns {
    int name, figure[SHARE_HORIZONS], model, all; /* model: 0 where that column is not there */
    bool ranges, prior_driven;
} columns;

static columns measure(const ofr_answer *a)
{
    columns c = {.name = 12};

    for (size_t o = 0; o < a->n_outcomes; o++) {
        const answer_outcome *outcome = &a->outcome[o];
        const int name = cells_of(name_of(outcome)) + 2 * outcome->prior_driven;
        if (name > c.name) c.name = name;
        c.prior_driven |= outcome->prior_driven;
        for (size_t h = 0; h < a->n_horizons; h++) {
            const int figure = cells_of(outcome->by[h].text);
            if (figure > c.figure[h]) c.figure[h] = figure;
            c.ranges |= outcome->by[h].share.spread;
        }
    }
    c.all = c.name;
    if (a->has_model) {
        c.model = MODEL;
        c.all += GAP + MODEL;
    }
    for (size_t h = 0; h < a->n_horizons; h++) {
        if (c.figure[h] < DAYS) c.figure[h] = DAYS;
        c.all += GAP + c.figure[h];
    }
    return c;
}

static void put_name(const answer_outcome *outcome, int width, FILE *out)
{
    const int name = cells_of(name_of(outcome));

    put_plain(out, name_of(outcome));
    put_padded(out, outcome->prior_driven ? " *" : "", width - name);
}

/* What the model alone says of it at the last horizon, after a gap; nothing where gap < 0. */
static void put_model(const ofr_answer *a, const answer_outcome *outcome, int gap, FILE *out)
{
    char text[SHARE_TEXT];

    if (gap < 0) return;
    put_padded(out, "", gap);
    if (holds_already(outcome))
        put_plain(out, "already true");
    else
        put_plain(out, share_told_short(&outcome->model[a->n_horizons - 1].share, text));
}

/* One line an outcome, one column a horizon. */
static void put_table(const ofr_answer *a, const columns *c, FILE *out)
{
    put_padded(out, "", c->name);
    for (size_t h = 0; h < a->n_horizons; h++) {
        char head[24];
        snprintf(head, sizeof head, "%d days", (int)a->days[h]);
        put_padded(out, "", GAP);
        put_padded(out, head, h + 1 < a->n_horizons || c->model ? c->figure[h] : 0);
    }
    if (c->model) fprintf(out, "%*s%s", GAP, "", "model alone");
    putc('\n', out);
    for (size_t o = 0; o < a->n_outcomes; o++) {
        put_name(&a->outcome[o], c->name, out);
        for (size_t h = 0; h < a->n_horizons; h++) {
            put_padded(out, "", GAP);
            put_padded(out, a->outcome[o].by[h].text,
                       h + 1 < a->n_horizons || c->model ? c->figure[h] : 0);
        }
        put_model(a, &a->outcome[o], c->model ? GAP : -1, out);
        putc('\n', out);
    }
}

/* One line a horizon; a long name stands on a line of its own. */
static void put_list(const ofr_answer *a, const columns *c, FILE *out)
{
    const int width = c->name > MAX_NAME ? MAX_NAME : c->name;

    for (size_t o = 0; o < a->n_outcomes; o++) {
        const answer_outcome *outcome = &a->outcome[o];
        const bool apart = cells_of(name_of(outcome)) + 2 * outcome->prior_driven > width;
        if (apart) {
            put_name(outcome, 0, out);
            putc('\n', out);
        }
        for (size_t h = 0; h < a->n_horizons; h++) {
            char days[24];
            if (h == 0 && !apart)
                put_name(outcome, width, out);
            else
                put_padded(out, "", width);
            snprintf(days, sizeof days, "%d days", (int)a->days[h]);
            put_right(out, days, DAYS);
            put_padded(out, "", GAP);
            put_plain(out, outcome->by[h].text);
            putc('\n', out);
        }
        if (c->model) {
            put_padded(out, "", width);
            put_right(out, "by model", DAYS);
            put_model(a, outcome, GAP, out);
            putc('\n', out);
        }
    }
}

/* Largest half width of the simulation intervals behind what is printed, in points. */
static double simulation_error(const ofr_answer *a, size_t shown)
{
    double worst = 0;

    for (size_t o = 0; o < a->n_outcomes; o++) {
        for (size_t h = 0; h < a->n_horizons; h++) {
            const ofr_share_told *share = &a->outcome[o].by[h].share;
            if (share->high - share->low > worst) worst = share->high - share->low;
        }
    }
    for (size_t t = 0; t < shown; t++) {
        if (a->trigger[t].high - a->trigger[t].low > worst) {
            worst = a->trigger[t].high - a->trigger[t].low;
        }
    }
    return 50 * worst;
}

static size_t put_triggers(const ofr_answer *a, FILE *out)
{
    size_t shown = 0, rest = a->triggered;

    fprintf(out, "first trigger: ");
    if (a->triggered == 0) fprintf(out, "no headline outcome occurred");
    for (; shown < a->n_triggers && shown < 3; shown++) {
        const answer_trigger *row = &a->trigger[shown];
        put_plain(out, row->theatre ? row->theatre : row->name);
        fprintf(out, row->share < 0.005 ? " <1 %%" : " %.0f %%", 100 * row->share);
        fputs(shown + 1 < a->n_triggers ? ", " : "", out);
        rest -= row->n;
    }
    if (shown < a->n_triggers)
        fprintf(out, "other %.0f %%", 100 * (double)rest / (double)a->triggered);
    putc('\n', out);
    return shown;
}

static void put_foot(const ofr_answer *a, const columns *c, size_t shown, int width, FILE *out)
{
    char text[320], error_text[64] = "";
    const double error = simulation_error(a, shown);

    for (double step = 0.1; a->done > 0; step *= 10) {
        if (error <= 10 * step - step / 1e6) {
            snprintf(error_text, sizeof error_text, "; simulation error below %.*f points",
                     step < 1 ? 1 : 0, step * (double)((int)(error / step) + 1));
            break;
        }
    }
    snprintf(text, sizeof text, "share of all futures, in brackets %s%s%s",
             c->ranges ? "the 90 % range over parameter sets" : "its 95 % simulation error",
             error_text, c->prior_driven ? "; * prior-driven: assumed more than observed" : "");
    put_wrapped(out, text, width, 2);
}

/* "3.1 % (2.8-3.5)" */
static void put_class(char *text, size_t size, const class_share *share)
{
    snprintf(text, size, "%.2g %% (%.2g-%.2g)", 100 * share->share, 100 * share->low,
             100 * share->high);
}

/* One event of a pair: published, the model alone, its class. */
static void put_event(const ofr_answer *a, const answer_pair *pair, size_t which, int width,
                      FILE *out)
{
    const size_t last = a->n_horizons - 1;
    const answer_outcome *event = pair->event[which];
    char text[640], model[SHARE_TEXT], class[64] = "not known";

    if (*pair->class) put_class(class, sizeof class, &pair->by_class[which][last]);
    snprintf(text, sizeof text, "%s within %d days: published %s; by model %s; by its class %s",
             event->says, (int)a->days[last], event->by[last].text,
             share_told_short(&event->model[last].share, model), class);
    put_wrapped(out, text, width, 2);
}

/* How the figures were pooled, and how each pair stands beside its class. */
static void put_published(const ofr_answer *a, int width, FILE *out)
{
    char text[400];

    if (!a->has_model) return;
    snprintf(
        text, sizeof text,
        "published, and what we stand by: of the parameter sets %.0f %% come to open attacks and "
        "war as often as the class of each pair, and each may be off by a factor of some %.2g "
        "(both judged); by model: without either, at %d days",
        100 * a->published.share, exp(a->published.spread), (int)a->days[a->n_horizons - 1]);
    put_wrapped(out, text, width, 2);
    for (size_t i = 0; i < a->n_pairs; i++) {
        for (size_t j = 0; j < 2; j++) put_event(a, &a->pair[i], j, width, out);
        if (a->pair[i].unlike) {
            snprintf(text, sizeof text,
                     "%s: not pooled with its class, since the scenario says why it is unlike "
                     "(classes)",
                     a->pair[i].id);
            put_wrapped(out, text, width, 2);
        } else if (*a->pair[i].class && !a->pair[i].reached) {
            snprintf(text, sizeof text, "%s: no shift brings the model to its class",
                     a->pair[i].id);
            put_wrapped(out, text, width, 2);
        }
    }
}

/* What is told of the record, a sentence a line. */
static void put_notes(const ofr_answer *a, int width, FILE *out)
{
    for (const char *at = a->record_notes; at && *at;) {
        char text[420];
        const size_t n = strcspn(at, "\n");
        snprintf(text, sizeof text, "%.*s", (int)(n < 400 ? n : 400), at);
        fputs("record: ", out);
        put_wrapped(out, text, width - 8, 2);
        at += n + (at[n] == '\n');
    }
}

ofr_status answer_lines(const ofr_answer *answer, int width, FILE *out, ofr_error *err)
{
    const columns c = measure(answer);

    put_title(answer, out);
    put_wrapped(out, answer->summary, width, 2);
    fputs("trust: ", out);
    put_wrapped(out, answer->trust, width - 7, 2);
    if (answer->halted) {
        fputs("on the eve: ", out);
        put_wrapped(out, answer->halted, width - 12, 2);
    }
    put_notes(answer, width, out);
    if (c.all <= width)
        put_table(answer, &c, out);
    else
        put_list(answer, &c, out);
    put_foot(answer, &c, put_triggers(answer, out), width, out);
    put_published(answer, width, out);
    if (ferror(out)) return ofr_fail(err, OFR_IO, "", "the answer cannot be printed");
    return OFR_OK;
}
