/* draft_record.c -- a scenario measured from a record, written with the reasons beside the numbers. */
#include <string.h>

#include "draft_measure.h"

/* A day's share of acts that the schema takes; above half of it no prior is written. */
#define MAX_RATE 100.0

enum { EXCHANGE_WINDOW = 14 }; /* the default of war.window, which a draft leaves as it is */

/* Text inside quotes. */
static void put_escaped(const char *text, FILE *out)
{
    for (; *text; text++) {
        const unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\') fputc('\\', out);
        if (c < ' ' || c == 127)
            fprintf(out, "\\x%02X", c);
        else
            fputc(c, out);
    }
}

static void put_head(const draft_found *d, const draft_asked *asked, FILE *out)
{
    char from[OFR_DATE_TEXT], start[OFR_DATE_TEXT], last[OFR_DATE_TEXT];
    const char *const *p = d->principal;

    date_format(d->from, from);
    date_format(d->start, start);
    date_format(d->start - 1, last);
    fprintf(out,
            "# A first draft, measured from a record. Counts are facts of the record; who backs "
            "whom, what is\n"
            "# answered and what is wanted is not in it: lines with CHOOSE say where judgement is "
            "needed.\n"
            "#\n# Rows of the record from %s to %s that were public by %s:\n"
            "#   %zu became the flows below, each of %zu rows or more (or a direct act between the "
            "two)\n"
            "#   %zu are of rarer combinations of source, target, theatre and action\n"
            "#   %zu have neither %s nor %s as source or target, or are by one on itself\n",
            from, last, start, d->used, asked->least, d->rare, d->elsewhere, p[0], p[1]);
    if (d->unfit)
        fprintf(out,
                "#   %zu have a name that a scenario cannot have (lower-case letters, digits and "
                "'-'), or an\n"
                "#   action that is no rung of the default ladder: rename them in the record\n",
                d->unfit);
    if (d->late) fprintf(out, "# Rows not public by then, left out: %zu\n", d->late);
    fprintf(out, "offramp: 1\ntitle: \"%s and %s\"\n", p[0], p[1]);
    fprintf(out, "start: %s  # the day after the last that is measured\nhorizon: 180 days\n",
            start);
    if (!asked->named)
        fputs("# The record is out of this file's reach, so commands get it with --record FILE. "
              "Once it lies\n"
              "# near, name it here: record: PATH, relative to this file.\n",
              out);
    fputs(
        "# ignore: others leaves out every name of the record that is not below. CHOOSE: list the "
        "names that\n"
        "# are meant to be left out, so that a name that is spelled wrong is told.\n",
        out);
    fputs("history: {", out);
    if (asked->named) {
        fputs("record: \"", out);
        put_escaped(asked->named, out);
        fputs("\", ", out);
    }
    fprintf(out, "from: %s, information: outsider, ignore: others}\n\nhostile: [[%s, %s]]\n\n",
            from, p[0], p[1]);
}

static void put_other(const draft_found *d, const draft_actor *actor, FILE *out)
{
    const bool one = actor->strikes[0] && !actor->strikes[1],
               other = actor->strikes[1] && !actor->strikes[0];
    const bool group = actor->strikes[0] || actor->strikes[1] || actor->struck;

    fprintf(out, "  %s: {name: \"%s\", kind: %s}\n", actor->id, actor->id,
            group         ? "group"
            : actor->acts ? "mediator"
                          : "bystander");
    if (one || other) {
        fprintf(out,
                "    # uses force on %s and not on %s. CHOOSE: if %s backs it, write\n"
                "    #   backed-by: {%s: {control: {value: 0.5, prior: \"beta(5, 5)\", source: "
                "judgement}}}\n",
                d->principal[other], d->principal[one], d->principal[one], d->principal[one]);
    } else if (group) {
        fprintf(
            out,
            "    # %s. CHOOSE: a group, an ally, or a principal with hostile pairs of its own;\n"
            "    #   backed-by: {} names a patron, if it has one\n",
            actor->strikes[0] ? "uses force on both" : "suffers force and uses none on the two");
    } else if (!actor->acts) {
        fputs("    # only acted upon, without force. CHOOSE: bystander, mediator or ally\n", out);
    } else {
        fputs("    # deals in words and pressure only. CHOOSE: mediator, ally or bystander\n", out);
    }
}

static void put_actors(const draft_found *d, FILE *out)
{
    fputs("# Kinds are guesses from who uses force on whom. A group without backed-by acts for "
          "itself.\nactors:\n",
          out);
    for (size_t i = 0; i < 2; i++) {
        fprintf(out, "  %s: {name: \"%s\", kind: principal", d->principal[i], d->principal[i]);
        if (d->iso3[i][0]) fprintf(out, ", iso3: %s", d->iso3[i]);
        fputs("}\n", out);
    }
    for (size_t i = 0; i < d->n_others; i++) put_other(d, &d->other[i], out);
    fprintf(out, "\n# CHOOSE: at: [latitude, longitude] puts a theatre on the map; lethality is "
                 "the chance that an act there\n"
                 "# kills: {value: 0.01, prior: \"beta(1, 99)\", source: ...}\ntheatres:\n");
    for (size_t i = 0; i < d->n_theatres; i++)
        fprintf(out, "  %s: {name: \"%s\"}\n", d->theatre[i], d->theatre[i]);
    fprintf(out,
            "\n# Domestic politics, all at defaults, which are judgement. CHOOSE: cost-of-war, "
            "heat, elections\n"
            "politics:\n  %s: {}\n  %s: {}\n",
            d->principal[0], d->principal[1]);
}

/* How sources of numbers call the record. */
static const char *name_of(const draft_asked *asked)
{
    const char *path = asked->named ? asked->named : asked->record;
    const char *slash = strrchr(path, '/');

    if (asked->called) return asked->called;
    return slash ? slash + 1 : path;
}

static void put_rate(const draft_found *d, const draft_asked *asked, const draft_flow *flow,
                     FILE *out)
{
    const int32_t days = d->start - d->from;
    const double rate = flow->acts / (double)days;
    const double shown = rate < MAX_RATE ? rate : MAX_RATE;

    fprintf(out, ",\n     rate: {value: %.6g per day, ", shown);
    if (rate < MAX_RATE / 2)
        fprintf(out, "prior: \"gamma(%.6g, %.6g) per day\", ", flow->acts, shown);
    fprintf(out, "source: \"measured: %.6g act%s in %d days of ", flow->acts,
            flow->acts > 1 ? "s" : "", (int)days);
    put_escaped(name_of(asked), out);
    fputs("\"}", out);
}

static void put_flow(const draft_found *d, const draft_asked *asked, const draft_flow *flow,
                     FILE *out)
{
    static const char *const at[] = {"any", "proxy", "forces", "homeland", "third"};

    if (flow->rows == 0)
        fputs("  # not in the record: without a direct act of both, neither an exchange nor war "
              "can come about\n",
              out);
    fprintf(out, "  - {id: %s, from: %s, to: %s, in: %s, act: %s", flow->id, flow->source,
            flow->target, flow->theatre, flow->action);
    if (flow->at != AT_ANY) fprintf(out, ", at: %s", at[flow->at]);
    fprintf(out, ", record: %s", flow->totals ? "totals" : "full");
    if (!flow->chosen || flow->rows) put_rate(d, asked, flow, out);
    fputs("}", out);
    if (flow->chosen && flow->rows)
        fprintf(out, "  # acts in the record: %.6g; CHOOSE: lower the rate by what red lines bring",
                flow->acts);
    fputc('\n', out);
}

static void put_conduct(const draft_found *d, const draft_asked *asked, FILE *out)
{
    fputs("\n# Rates are means over the whole record, whatever the reason; the prior's shape is "
          "the count, so that its\n"
          "# spread is that of chance alone. CHOOSE: where acts answer acts, lower the rate and "
          "write\n"
          "#   answers: {to: ACTOR, acts-per-severity: 0.01}, stance: 0.3\n"
          "# and where an outside process drives them, name it in drivers and write driven-by: "
          "{PROCESS: x5}.\n"
          "# record: full says that the record holds every act; write partial, with a coverage, if "
          "it does not.\n"
          "# record: totals: a running total beside the record covers it; totals are shared out as "
          "the rows are, and\n"
          "# may hold acts of others, too, that have a flow of their own here.\n"
          "conduct:\n",
          out);
    for (size_t i = 0; i < d->n_flows; i++) put_flow(d, asked, &d->flow[i], out);
}

/* The flows of a principal that answer; direct_only: its direct acts on the other. */
static void put_options(const draft_found *d, size_t p, bool direct_only, FILE *out)
{
    size_t n = 0;

    for (size_t i = 0; i < d->n_flows && n < DRAFT_MAX_OPTIONS; i++) {
        const draft_flow *flow = &d->flow[i];
        if (!flow->chosen || flow->source != d->principal[p]) continue;
        if (direct_only &&
            (strcmp(flow->action, "direct") != 0 || flow->target != d->principal[1 - p]))
            continue;
        fprintf(out, "%s%s", n++ ? ", " : "", flow->id);
    }
}

static void put_red_lines(const draft_found *d, FILE *out)
{
    fputs(
        "\n# Strikes and direct acts of principals answer crossings, besides what they do "
        "unasked, at their rate. CHOOSE: what\n"
        "# each holds to be a red line, and base, the log-odds of an answer (0: even; 2: seven of "
        "eight).\nred-lines:\n",
        out);
    for (size_t p = 0; p < 2; p++) {
        const char *holder = d->principal[p], *rival = d->principal[1 - p];
        fprintf(
            out,
            "  line-%zu-deaths:\n    says: \"own deaths of %s\"\n    holder: %s\n"
            "    when: {to: %s, act: harass+, deaths-own: 1}\n    response: {base: 0, options: [",
            p + 1, holder, holder, holder);
        put_options(d, p, false, out);
        fprintf(out,
                "]}\n  line-%zu-direct:\n    says: \"a direct act of %s on %s\"\n    holder: %s\n"
                "    when: {to: %s, by: %s, act: direct+}\n    response: {base: 0, options: [",
                p + 1, rival, holder, holder, holder, rival);
        put_options(d, p, true, out);
        fputs("]}\n", out);
    }
}

static void put_channels(const draft_found *d, FILE *out)
{
    if (d->n_vias == 0) return;
    fputs("\n# CHOOSE: ways for words. The record names these between the two; each needs an entry "
          "in actors, too:\n"
          "#   NAME: {name: \"NAME\", kind: mediator}\n# channels:\n",
          out);
    for (size_t i = 0; i < d->n_vias; i++)
        fprintf(out, "#   %s: {between: [%s, %s], via: %s, delay: 3 days}  # rows: %zu\n",
                d->via[i].id, d->principal[0], d->principal[1], d->via[i].id, d->via[i].rows);
}

/* Is an exchange under way on the eve of the start? */
static bool in_exchange(const draft_found *d)
{
    bool open = true;

    for (size_t i = 0; i < 2; i++)
        open &= d->direct[i] != OFR_NO_DATE && d->direct[i] >= d->start - EXCHANGE_WINDOW;
    return open;
}

/* None that holds already. */
static void put_outcomes(const draft_found *d, FILE *out)
{
    const bool open = in_exchange(d);

    fputs("\n# What is asked. War and exchange hang on judged numbers, since few records hold "
          "any.\noutcomes:\n",
          out);
    fprintf(out, "  war: {says: war, event: war%s}\n", open ? ", headline: true" : "");
    if (open)
        fprintf(
            out,
            "  # An exchange is not asked about: both struck the other directly within the last "
            "%d days, so one is\n  # under way at the start. CHOOSE: an earlier start.\n",
            EXCHANGE_WINDOW);
    else
        fputs("  exchange: {says: both struck the other directly, event: exchange, headline: "
              "true}\n",
              out);
    fprintf(out,
            "  # counted from the start\n"
            "  quiet: {says: 30 days without force on either, event: quiet, for: 30 days, "
            "without: {to: [%s, %s], act: harass+}}\n",
            d->principal[0], d->principal[1]);
}

ofr_status draft_from_record(const draft_asked *asked, FILE *out, ofr_error *err)
{
    draft_found found;
    ofr_status status = draft_measure(asked, &found, err);

    if (status == OFR_OK) {
        put_head(&found, asked, out);
        put_actors(&found, out);
        put_conduct(&found, asked, out);
        put_red_lines(&found, out);
        put_channels(&found, out);
        put_outcomes(&found, out);
        if (ferror(out)) status = ofr_fail(err, OFR_IO, "", "the scenario cannot be written");
    }
    draft_found_done(&found);
    return status;
}
