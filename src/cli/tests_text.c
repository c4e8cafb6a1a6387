/* tests_text.c -- tested hypotheses in words and numbers that claim no more than was computed. */
#include "cli.h"

static const char *const verdicts[] = {"supported", "contradicted", "not identified"};

static double scale_of(const ofr_tested *t)
{
    return t->measure == MEASURE_OUTCOME ? 100 : 1;
}

static void put_measure(const ofr_tested *t, FILE *out)
{
    static const char *const words[] = {"", "acts a week", "messages a week",
                                        "answers and onsets from misread or unintended acts, a "
                                        "future"};

    if (t->measure == MEASURE_OUTCOME) {
        fprintf(out, "futures with: ");
        put_plain(out, t->what);
    } else {
        fputs(words[t->measure], out);
    }
}

/* In the words of the scenario, a percentage also as what it came to. */
static void put_expectation(const ofr_tested *t, const tested_claim *c, FILE *out)
{
    const bool points = t->measure == MEASURE_OUTCOME;

    put_plain(out, c->expects);
    if (c->claim.sign != CLAIM_WITHIN) fputs(" or more", out);
    if (c->no_base) {
        fprintf(out,
                ": none has any without the changes, and a percentage of 0 says nothing; write %s",
                points ? "points" : "a number");
        return;
    }
    if (c->claim.relative)
        fprintf(out, ", here %.3g%s", scale_of(t) * c->margin, points ? " points" : "");
    fprintf(out, ": so in %.0f %% of parameter sets", 100 * c->share);
    if (c->claim.sign != CLAIM_WITHIN && c->claim.margin > 0)
        fprintf(out, " (%s at all in %.0f %%)", c->claim.sign == CLAIM_LOWER ? "lower" : "higher",
                100 * c->direction);
}

static void put_claim(const ofr_tested *t, const tested_claim *c, FILE *out)
{
    const double k = scale_of(t);
    const ofr_difference *d = &c->difference;

    fputs("  ", out);
    put_plain(out, c->name);
    if (t->measure == MEASURE_OUTCOME) {
        char changed[SHARE_TEXT], base[SHARE_TEXT];
        fprintf(out, ": %s instead of %s,\n    effect", share_told_text(&c->changed_share, changed),
                share_told_text(&c->base_share, base));
    } else {
        fprintf(out, ": %.3g instead of %.3g,\n    effect", d->other, d->base);
    }
    fprintf(out,
            " %+.3g%s (95 %% interval %+.3g to %+.3g; 90 %% of sets %+.3g to %+.3g)\n"
            "    expected ",
            k * d->value, t->measure == MEASURE_OUTCOME ? " points" : "", k * d->low, k * d->high,
            k * d->set_low, k * d->set_high);
    put_expectation(t, c, out);
    fprintf(out, ", %s\n", verdicts[c->verdict]);
    for (size_t i = 0; i < c->n_hinges; i++) {
        fputs(i == 0 ? "    hangs on judged " : "    and on judged ", out);
        put_plain(out, c->hinge[i].path);
        fprintf(out, " (rank correlation %+.2f)\n", c->hinge[i].correlation);
    }
}

static void put_record(const tested_record *r, FILE *out)
{
    if (r->says == RECORD_NOT_ASKED) {
        fputs("  record: it does not hold this observable\n", out);
        return;
    }
    if (r->says == RECORD_CANNOT_SAY) {
        fputs("  record: it has no such days\n", out);
        return;
    }
    fprintf(out, "  record: %.3g a week in %.0f days ", 7 * r->rates.acts[0] / r->rates.days[0],
            r->rates.days[0]);
    if (r->after) fprintf(out, "after %zu days with the acts named ", r->n_acts);
    fprintf(out, "against %.3g in %.0f days%s", 7 * r->rates.acts[1] / r->rates.days[1],
            r->rates.days[1], r->after ? " before them" : "");
    fprintf(out, ", ratio %.2g (%.2g to %.2g by chance alone)%s\n", r->rates.ratio, r->rates.low,
            r->rates.high, r->totals ? "; running totals spread evenly" : "");
}

static void put_left_out(const ofr_tested *t, FILE *out)
{
    char text[LEFT_OUT_TEXT];

    left_out_text(&t->left_out, text);
    if (!*text) return;
    fputs("  ", out);
    put_plain(out, text);
    fputc('\n', out);
}

static void put_tested(const ofr_tested *t, FILE *out)
{
    char from[OFR_DATE_TEXT], to[OFR_DATE_TEXT];

    fputc('\n', out);
    put_plain(out, t->id);
    fputs(" | ", out);
    put_plain(out, t->says);
    if (*t->by) {
        fputs(" | ", out);
        put_plain(out, t->by);
    }
    fprintf(out, "\n  %s to %s", date_format(t->from, from), date_format(t->to, to));
    if (*t->given) {
        fputs(", given ", out);
        put_plain(out, t->given);
    }
    fputs(" | ", out);
    put_measure(t, out);
    fputc('\n', out);
    for (size_t i = 0; i < t->n_claims; i++) put_claim(t, &t->claim[i], out);
    put_left_out(t, out);
    put_record(&t->record, out);
    if (*t->note) {
        fputs("  note: ", out);
        put_plain(out, t->note);
        fputc('\n', out);
    }
    fprintf(out, "  in this model: %s\n", verdicts[t->verdict]);
}

void tests_text(const ofr_tests *tests, bool quick, FILE *out)
{
    put_plain(out, tests->title);
    fprintf(out, " | %zu parameter sets x %zu futures | seed %llu%s\n", tests->n_sets,
            tests->per_set, (unsigned long long)tests->seed, quick ? " | quick look" : "");
    for (size_t i = 0; i < tests->n; i++) put_tested(&tests->item[i], out);
    fputs("\nsupported: the expectation holds in at least 90 % of parameter sets; contradicted: it "
          "fails in at\nleast 90 %; not identified: in between. The record enters no verdict.\n",
          out);
}
