/* structure_keys.c -- keys of the scenario that say who and what there is; each mechanism adds its own. */
#include "../spec/keys.h"
#include "compiler.h"

static const ofr_key keys[] = {
    KEY_TEXT("title", true, "what the scenario is about, one line"),
    KEY_TEXT("says", false, "a paragraph on it: what it leaves out, whose judgement it holds"),
    KEY_DATE("start", true, "first simulated day"),
    KEY_NUMBER("horizon", UNIT_DAYS, 1, 3650, "180 days", ROLE_CONSTANT, "how far to simulate",
               "judgement"),
    KEY_PAIRS("hostile", "actors", true, "pairs of principals that are hostile to each other"),

    KEY_RECORD("history", "the record of real events that the run starts from"),
    KEY_TEXT("history.record", false, "event record (CSV), relative to the scenario file"),
    KEY_DATE("history.from", false, "first day of the record that is used"),
    KEY_CHOICE("history.information", "outsider|actor", "outsider", false,
               "outsider: only what was public on the start day; actor: all rows"),

    KEY_REFS("history.ignore", NULL, false,
             "names in the record that are left out because the scenario has no such actor, "
             "theatre or rung; others: all of them"),

    KEY_DATE("history.covered-until", false,
             "last day on which the record holds what it is to hold; later days are simulated; "
             "omitted: up to the start"),
    KEY_LIST("history.unobserved", "days on which nobody looked: they are simulated"),
    KEY_DATE("history.unobserved.*.from", true, "first day"),
    KEY_DATE("history.unobserved.*.to", true, "last day"),
    KEY_REFS("history.unobserved.*.flows", "conduct", false, "of these flows; omitted: of all"),
    KEY_NUMBER("history.reporting-delay", UNIT_DAYS, 0, 365, "0 days", ROLE_CONSTANT,
               "median days from an act to its row: of acts k days before the start a share of "
               "2^(-k / median) is not in the record yet",
               "judgement"),
    KEY_RECORD("history.weekend", "days on which less is reported"),
    KEY_CHOICE("history.weekend.days", "sat-sun|fri-sat|thu-fri", "sat-sun", false, "the two days"),
    KEY_NUMBER("history.weekend.share", UNIT_SHARE, 0.01, 1, "1", ROLE_CONSTANT,
               "share of their acts that is reported, of what is on other days", "judgement"),

    KEY_LIST("ladder", "escalation ladder from the lowest rung up; omitted: the default ladder"),
    KEY_COUNT("ladder.*.w", -10, 12, NULL,
              "order of the rung; severity is 2^(w - 7) unless stated"),
    KEY_NUMBER("ladder.*.severity", UNIT_NONE, 0, 1000, NULL, ROLE_CONSTANT,
               "severity in harass-equivalents", NULL),

    KEY_MAP("actors", NULL, "states, armed groups, mediators and bystanders"),
    KEY_TEXT("actors.*.name", true, "name in reports"),
    KEY_CHOICE("actors.*.kind", "principal|group|ally|mediator|bystander", NULL, true,
               "what it is"),
    KEY_TEXT("actors.*.iso3", false, "country code: three capital letters, ISO 3166 alpha-3"),
    KEY_REF("actors.*.part-of", "actors", false, "actor under whose name its acts are counted too"),
    KEY_TEXT("actors.*.says", false, "a word on it"),
    KEY_MAP("actors.*.backed-by", "actors",
            "its patrons; the first is the one that counts for its side"),

    KEY_MAP("theatres", NULL, "where acts happen"),
    KEY_TEXT("theatres.*.name", true, "name in reports"),
    KEY_NUMBERS("theatres.*.at", "latitude and longitude for the map, in degrees"),

    KEY_LIST("conduct", "flows: who does what to whom, where"),
    KEY_REF("conduct.*.from", "actors", true, "who acts"),
    KEY_REF("conduct.*.to", "actors", true, "on whom"),
    KEY_REF("conduct.*.in", "theatres", true, "where"),
    KEY_TEXT("conduct.*.act", true, "rung of the escalation ladder"),
    KEY_CHOICE("conduct.*.at", "any|proxy|forces|homeland|third", "any", false,
               "what kind of object it is aimed at"),
    KEY_REF("conduct.*.audience", "actors", false,
            "third party that its acts are meant to impress"),
    KEY_CHOICE("conduct.*.record", "full|partial|none|totals", "none", false,
               "how the event record covers it: every act, some, none, or running totals"),
    KEY_CHOICE("conduct.*.expected", "none", NULL, false,
               "with record: full: no act is known in the whole record, and none was expected"),
    KEY_DATE("conduct.*.covered-until", false,
             "last day on which the record covers it; omitted: history's"),
    KEY_NUMBER("conduct.*.reporting-delay", UNIT_DAYS, 0, 365, NULL, ROLE_CONSTANT,
               "median days from its acts to their rows; omitted: history's", "judgement"),
    KEY_LIST("conduct.*.coverage-periods", "days on which the record holds another share of it"),
    KEY_DATE("conduct.*.coverage-periods.*.from", true, "first day"),
    KEY_DATE("conduct.*.coverage-periods.*.to", true, "last day"),
    KEY_NUMBER_NEEDED("conduct.*.coverage-periods.*.share", UNIT_SHARE, 0.01, 1, ROLE_CONSTANT,
                      "share of its acts that the record holds on these days"),
    KEY_TEXT("conduct.*.says", false, "a word on it"),

    KEY_MAP(
        "classes", NULL,
        "history of a hostile pair before the start, which tells its class; named by the pair in "
        "either order"),
    KEY_CHOICE("classes.*.class", "dispute-10|dispute-1|force-1", NULL, false,
               "the class by its name, in place of all that follows"),
    KEY_DATE(
        "classes.*.last-dispute", false,
        "last day before the start with a threat, a display or a use of force between the two"),
    KEY_DATE("classes.*.last-force", false,
             "last day before the start with a use of force between the two"),
    KEY_TEXT("classes.*.source", false, "where class and days come from"),
    KEY_TEXT("classes.*.unlike", false,
             "why this pair may come out more than ten times its class, or less than a tenth; its "
             "futures are then not pooled with the class"),

    KEY_RECORD("published", "how the model's futures are pooled with the class of each pair"),
    KEY_NUMBER(
        "published.class-share", UNIT_SHARE, 0, 1, "0.25", ROLE_CONSTANT,
        "w: share of the parameter sets whose open acts and wars come as often as in the "
        "pair's class",
        "judgement, until enough forecasts can be scored; at most a quarter where the chance "
        "of war is the class's already"),
    KEY_NUMBER("published.spread", UNIT_NONE, 0, 5, "1", ROLE_CONSTANT,
               "s: how far each set may be off by what the model does not know, log-odds of open "
               "acts and of war",
               "judgement, until enough forecasts can be scored"),

    KEY_MAP("what-ifs", NULL,
            "changed futures that `offramp compare` runs beside the scenario's own"),
    KEY_TEXT("what-ifs.*.says", false, "what it is, one line"),
    KEY_CHANGES(
        "what-ifs.*.changes",
        "path and value, or {value, from, to}; the start and the end of the horizon where no "
        "day is given"),

    KEY_MAP("hypotheses", NULL, "claims about this standoff that `offramp test` puts to the model"),
    KEY_TEXT("hypotheses.*.says", true, "the claim, one line"),
    KEY_TEXT("hypotheses.*.by", false, "who makes it"),
    KEY_TEXT("hypotheses.*.note", false, "what the test leaves out, one line"),
    KEY_DATE("hypotheses.*.from", false,
             "first day of its futures; history ends on the day before; omitted: the start"),
    KEY_DATE("hypotheses.*.to", false, "last day; omitted: the end of the horizon"),
    KEY_TEXT("hypotheses.*.given", false,
             "flows and drivers taken from the record in those days, in all futures alike"),
    KEY_REF("hypotheses.*.outcome", "outcomes", false,
            "measure: share of futures in which it occurs"),
    KEY_REFS("hypotheses.*.acts", "conduct", false, "measure: acts of these flows, a week"),
    KEY_REFS("hypotheses.*.messages-by", "actors", false,
             "measure: messages that these send through channels, a week"),
    KEY_FLAG("hypotheses.*.misread", "false",
             "measure: answers and onsets in a future that go back to a misread or unintended act"),
    KEY_MAP("hypotheses.*.compare", NULL, "changed futures, and what the claim expects of them"),
    KEY_TEXT("hypotheses.*.compare.*.expects", true,
             "'lower by X', 'higher by X' (at least X) or 'within X' of the futures without "
             "changes; X: '20 %' of what it is there, '3 points' of a hundred futures (outcome), "
             "or a bare number (all else, in the unit of the measure)"),
    KEY_CHANGES("hypotheses.*.compare.*.changes",
                "path and value, or {value, from, to}, as in what-ifs"),
    KEY_RECORD("hypotheses.*.record", "what to read off the record: one rate against another"),
    KEY_REFS("hypotheses.*.record.acts", "conduct", false,
             "flows whose acts are counted; omitted: those of the measure"),
    KEY_REFS("hypotheses.*.record.messages-by", "actors", false,
             "in their place rows of these actors with a go-between"),
    KEY_LIST("hypotheses.*.record.during", "days of the first rate"),
    KEY_DATE("hypotheses.*.record.during.*.from", true, "first day"),
    KEY_DATE("hypotheses.*.record.during.*.to", true, "last day"),
    KEY_LIST("hypotheses.*.record.against", "days of the second rate"),
    KEY_DATE("hypotheses.*.record.against.*.from", true, "first day"),
    KEY_DATE("hypotheses.*.record.against.*.to", true, "last day"),
    KEY_REFS("hypotheses.*.record.after", "conduct", false,
             "in place of days: those after acts of these flows against those before them"),
    KEY_COUNT("hypotheses.*.record.days", 1, 60, "7", "how many days after and before"),

    KEY_REFS("@pattern.to", "actors", false,
             "target is one of these, or part of them, or protected by them"),
    KEY_REFS("@pattern.by", "actors", false, "source is one of these or part of them"),
    KEY_REF("@pattern.backed-by", "actors", false, "source is backed by this patron"),
    KEY_REFS("@pattern.in", "theatres", false, "theatre is one of these"),
    KEY_REFS("@pattern.flows", "conduct", false, "the flow is one of these"),
    KEY_REFS("@pattern.halts", "campaigns", false,
             "in place of acts: one of these halts, or a part of it"),
    KEY_REFS("@pattern.resumes", "campaigns", false,
             "in place of acts: one of these resumes, or a part of it"),
    KEY_TEXT("@pattern.act", false, "a rung (strike) or a rung and all above it (harass+)"),
    KEY_CHOICE("@pattern.at", "any|proxy|forces|homeland|third", "any", false,
               "what it is aimed at"),
    KEY_COUNT("@pattern.deaths-own", 1, 100000, NULL,
              "at least so many of the target's own people died that day"),
    KEY_COUNT("@pattern.wounded", 1, 100000, NULL,
              "at least so many of its people were wounded that day"),
    KEY_COUNT("@pattern.count", 1, 1000, "1", "at least so many such acts"),
    KEY_COUNT("@pattern.within", 1, 60, "1", "within so many days, today included"),
};

const ofr_keys structure_keys = {keys, OFR_COUNT_OF(keys), "structure"};
