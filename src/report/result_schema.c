/* result_schema.c -- the tables of a result file; docs/result-file.md tells them in words. */
#include "result_schema.h"

/* The statements are laid out by hand. */
/* clang-format off */
#define NAMES "(no INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, " \
    "iso3 TEXT NOT NULL, latitude REAL, longitude REAL) STRICT, WITHOUT ROWID"
#define WORDS "(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID"

/* name, columns and options, order, how it is summed. All are WITHOUT ROWID: such a table is found by the
 * very keys that its rows hold, so that a checksum over the rows in order also covers how they are found. */
#define TABLE(name, columns, order, slice) {#name, "CREATE TABLE " #name columns, order, slice}

const result_table result_tables[] = {
    TABLE(meta, WORDS, "key", SLICE_WHOLE),
    TABLE(clock, WORDS, "key", SLICE_WHOLE),
    TABLE(actor, NAMES, "no", SLICE_WHOLE),
    TABLE(theatre, NAMES, "no", SLICE_WHOLE),
    TABLE(principal, NAMES, "no", SLICE_WHOLE),
    TABLE(edge, "(no INTEGER PRIMARY KEY, source TEXT NOT NULL, target TEXT NOT NULL, "
        "kind TEXT NOT NULL, label TEXT NOT NULL, weight REAL) STRICT, WITHOUT ROWID", "no", SLICE_WHOLE),
    TABLE(outcome, "(no INTEGER PRIMARY KEY, id TEXT NOT NULL, says TEXT NOT NULL, "
        "headline INTEGER NOT NULL, prior_driven INTEGER NOT NULL, "
        "already REAL NOT NULL, pair TEXT NOT NULL) STRICT, WITHOUT ROWID", "no", SLICE_WHOLE),
    TABLE(series, "(no INTEGER PRIMARY KEY, id TEXT NOT NULL, says TEXT NOT NULL, "
        "unit TEXT NOT NULL, kind TEXT NOT NULL, scale REAL NOT NULL) STRICT, WITHOUT ROWID",
        "no", SLICE_WHOLE),
    TABLE(agenda, "(no INTEGER PRIMARY KEY, id TEXT NOT NULL) STRICT, WITHOUT ROWID", "no", SLICE_WHOLE),
    TABLE(parameter, "(no INTEGER PRIMARY KEY, path TEXT NOT NULL) STRICT, WITHOUT ROWID",
        "no", SLICE_WHOLE),
    TABLE(parameter_set, "(set_no INTEGER NOT NULL, parameter INTEGER NOT NULL, value REAL, "
        "PRIMARY KEY (set_no, parameter)) STRICT, WITHOUT ROWID", "set_no, parameter", SLICE_WHOLE),
    TABLE(learned_block, "(no INTEGER PRIMARY KEY, id TEXT NOT NULL, priors INTEGER NOT NULL, noise REAL NOT NULL, "
        "temperature REAL NOT NULL, effective REAL NOT NULL, kept TEXT NOT NULL) STRICT, WITHOUT ROWID",
        "no", SLICE_WHOLE),
    TABLE(learned_parameter, "(no INTEGER PRIMARY KEY, block INTEGER NOT NULL, prior_low REAL NOT NULL, "
        "prior_median REAL NOT NULL, prior_high REAL NOT NULL, low REAL NOT NULL, median REAL NOT NULL, "
        "high REAL NOT NULL) STRICT, WITHOUT ROWID", "no", SLICE_WHOLE),
    TABLE(chunk, "(no INTEGER PRIMARY KEY, first_member INTEGER NOT NULL, "
        "n INTEGER NOT NULL) STRICT, WITHOUT ROWID", "no", SLICE_CHUNK),
    TABLE(member, "(member INTEGER PRIMARY KEY, severity REAL, deaths INTEGER NOT NULL, "
        "worst_rung INTEGER NOT NULL, worst_day INTEGER NOT NULL, first_trigger INTEGER NOT NULL, "
        "misread INTEGER NOT NULL, dropped INTEGER NOT NULL, "
        "dropped_open INTEGER NOT NULL) STRICT, WITHOUT ROWID", "member", SLICE_MEMBERS),
    TABLE(member_outcome, "(member INTEGER NOT NULL, outcome INTEGER NOT NULL, "
        "day INTEGER NOT NULL, PRIMARY KEY (member, outcome)) STRICT, WITHOUT ROWID",
        "member, outcome", SLICE_MEMBERS),
    TABLE(payoff, "(member INTEGER NOT NULL, principal INTEGER NOT NULL, value REAL, "
        "PRIMARY KEY (member, principal)) STRICT, WITHOUT ROWID", "member, principal", SLICE_MEMBERS),
    TABLE(set_evidence, "(set_no INTEGER PRIMARY KEY, log_evidence REAL) STRICT, WITHOUT ROWID",
        "set_no", SLICE_SETS),
    TABLE(left_out, "(set_no INTEGER PRIMARY KEY, day INTEGER NOT NULL, source TEXT NOT NULL, "
        "seen REAL NOT NULL, expected REAL NOT NULL) STRICT, WITHOUT ROWID", "set_no", SLICE_SETS),
    TABLE(agenda_days, "(chunk INTEGER NOT NULL, agenda INTEGER NOT NULL, no_terms REAL, "
        "no_channel REAL, PRIMARY KEY (chunk, agenda)) STRICT, WITHOUT ROWID",
        "chunk, agenda", SLICE_CHUNK),
    TABLE(dropping, "(no INTEGER PRIMARY KEY, kind TEXT NOT NULL, "
        "id TEXT NOT NULL) STRICT, WITHOUT ROWID", "no", SLICE_WHOLE),
    TABLE(dropped, "(chunk INTEGER NOT NULL, dropping INTEGER NOT NULL, n INTEGER NOT NULL, "
        "members INTEGER NOT NULL, could_change INTEGER NOT NULL, PRIMARY KEY (chunk, dropping)) "
        "STRICT, WITHOUT ROWID", "chunk, dropping", SLICE_CHUNK),
    TABLE(tally, "(series INTEGER PRIMARY KEY, bins BLOB NOT NULL) STRICT, WITHOUT ROWID",
        "series", SLICE_WHOLE),
    TABLE(histogram, "(series INTEGER NOT NULL, day INTEGER NOT NULL, bin INTEGER NOT NULL, "
        "n INTEGER NOT NULL, PRIMARY KEY (series, day, bin)) STRICT, WITHOUT ROWID",
        "series, day, bin", SLICE_WHOLE),
    TABLE(history_series, "(series INTEGER NOT NULL, day INTEGER NOT NULL, low REAL, median REAL, "
        "high REAL, PRIMARY KEY (series, day)) STRICT, WITHOUT ROWID", "series, day", SLICE_WHOLE),
    TABLE(published, "(key TEXT PRIMARY KEY, value REAL NOT NULL) STRICT, WITHOUT ROWID", "key", SLICE_WHOLE),
    TABLE(pair, "(no INTEGER PRIMARY KEY, id TEXT NOT NULL, class TEXT NOT NULL, days INTEGER NOT NULL, "
        "years INTEGER NOT NULL, both_attack INTEGER NOT NULL, war INTEGER NOT NULL, "
        "unlike INTEGER NOT NULL) STRICT, WITHOUT ROWID", "no", SLICE_WHOLE),
    TABLE(pair_answer, "(pair INTEGER NOT NULL, what TEXT NOT NULL, at REAL NOT NULL, share REAL NOT NULL, "
        "PRIMARY KEY (pair, what, at)) STRICT, WITHOUT ROWID", "pair, what, at", SLICE_WHOLE),
    TABLE(model_only, "(outcome INTEGER NOT NULL, days INTEGER NOT NULL, set_no INTEGER NOT NULL, "
        "n INTEGER NOT NULL, PRIMARY KEY (outcome, days, set_no)) STRICT, WITHOUT ROWID",
        "outcome, days, set_no", SLICE_WHOLE),
    TABLE(kept, "(member INTEGER PRIMARY KEY, pick TEXT NOT NULL, "
        "acts INTEGER NOT NULL) STRICT, WITHOUT ROWID", "member", SLICE_WHOLE),
    TABLE(word, "(no INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID", "no", SLICE_WHOLE),
    TABLE(act, "(member INTEGER NOT NULL, seq INTEGER NOT NULL, number INTEGER NOT NULL, "
        "day INTEGER NOT NULL, kind INTEGER NOT NULL, id INTEGER NOT NULL, source INTEGER NOT NULL, "
        "target INTEGER NOT NULL, theatre INTEGER NOT NULL, rung INTEGER NOT NULL, "
        "count INTEGER NOT NULL, deaths_own INTEGER NOT NULL, deaths_partner INTEGER NOT NULL, "
        "deaths_attacker INTEGER NOT NULL, wounded INTEGER NOT NULL, slipped INTEGER NOT NULL, "
        "misread INTEGER NOT NULL, recorded INTEGER NOT NULL, cause INTEGER NOT NULL, "
        "cause_text INTEGER NOT NULL, says INTEGER NOT NULL, PRIMARY KEY (member, seq)) "
        "STRICT, WITHOUT ROWID", "member, seq", SLICE_KEPT),
    TABLE(eve, "(key INTEGER PRIMARY KEY, set_no INTEGER NOT NULL, day INTEGER NOT NULL, state BLOB NOT NULL, "
        "sum INTEGER NOT NULL) STRICT, WITHOUT ROWID", "key", SLICE_SHELF),
    TABLE(asked, "(key INTEGER NOT NULL, part INTEGER NOT NULL, value BLOB NOT NULL, sum INTEGER NOT NULL, "
        "PRIMARY KEY (key, part)) STRICT, WITHOUT ROWID", "key, part", SLICE_SHELF),
    TABLE(checksum, "(name TEXT NOT NULL, part INTEGER NOT NULL, n INTEGER NOT NULL, sum INTEGER NOT NULL, "
        "PRIMARY KEY (name, part)) STRICT, WITHOUT ROWID", "name, part", SLICE_NONE),
};
const size_t result_n_tables = sizeof result_tables / sizeof result_tables[0];

#define START "(SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'start_day')"
#define PER_SET "(SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'per_set')"
#define WORD(column) "(SELECT text FROM word WHERE no = " #column ")"

const char *const result_views[] = {
    "CREATE VIEW acts AS SELECT member, number, date(day * 86400, 'unixepoch') AS date, "
        WORD(kind) " AS kind, " WORD(id) " AS id, " WORD(source) " AS source, "
        WORD(target) " AS target, " WORD(theatre) " AS theatre, " WORD(rung) " AS rung, count, "
        "deaths_own, deaths_partner, deaths_attacker, wounded, slipped, misread, recorded, cause, "
        WORD(cause_text) " AS cause_text, " WORD(says) " AS text FROM act",
    "CREATE VIEW outcome_dates AS SELECT m.member, m.member / " PER_SET " AS set_no, "
        "o.id AS outcome, m.day, date((m.day + " START ") * 86400, 'unixepoch') AS date "
        "FROM member_outcome m JOIN outcome o ON o.no = m.outcome",
    "CREATE VIEW payoffs AS SELECT p.member, p.member / " PER_SET " AS set_no, n.id AS principal, "
        "p.value FROM payoff p JOIN principal n ON n.no = p.principal",
    "CREATE VIEW parameter_draws AS SELECT d.set_no, p.path, d.value "
        "FROM parameter_set d JOIN parameter p ON p.no = d.parameter",
    "CREATE VIEW histograms AS SELECT s.id AS series, "
        "date((h.day + " START ") * 86400, 'unixepoch') AS date, h.bin, h.n, "
        "CASE s.kind WHEN 'count' THEN h.bin ELSE s.scale * h.bin / (64.0 - h.bin) END AS from_value "
        "FROM histogram h JOIN series s ON s.no = h.series",
};
const size_t result_n_views = sizeof result_views / sizeof result_views[0];
