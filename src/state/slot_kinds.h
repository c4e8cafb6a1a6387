/* slot_kinds.h -- the kinds of things that can happen, one list: enum, names, options and tests are made of it.
 *
 * A new kind is one row here; chronicle.c says it in words, and the compiler asks for both places.
 */
#ifndef OFR_SLOT_KINDS_H
#define OFR_SLOT_KINDS_H

/* X(NAME, "word"): SLOT_NAME, and how files and options spell it. BETWEEN stands between two rows; mostly empty. */
/* In three parts, a line of help each. */
/* clang-format off */
#define OFR_SLOT_KINDS_OF_ALL(X, BETWEEN) \
    X(FLOW, "flow") BETWEEN         \
    X(STANCE, "stance") BETWEEN     \
    X(ALARM, "alarm") BETWEEN       \
    X(MESSAGE, "message") BETWEEN   \
    X(TALKS, "talks") BETWEEN       \
    X(CLAUSE, "clause") BETWEEN     \
    X(DRIVER, "driver") BETWEEN     \
    X(SHOCK, "shock") BETWEEN       \
    X(ELECTION, "election") BETWEEN \
    X(EXCHANGE, "exchange") BETWEEN \
    X(WAR, "war") BETWEEN           \
    X(CROSSING, "crossing")
#define OFR_SLOT_KINDS_OF_TURNS(X, BETWEEN) \
    X(DECISION, "decision") BETWEEN \
    X(CEASEFIRE, "ceasefire") BETWEEN \
    X(HALT, "halt") BETWEEN         \
    X(RESUME, "resume") BETWEEN     \
    X(PAUSE_WORD, "pause") BETWEEN  \
    X(RESUME_WORD, "resumption") BETWEEN \
    X(ORDER, "order") BETWEEN       \
    X(REFUSAL, "refusal") BETWEEN   \
    X(LEADER, "leader")
#define OFR_SLOT_KINDS_OF_OFFERS(X, BETWEEN) \
    X(OFFER, "offer") BETWEEN \
    X(ACCEPTANCE, "acceptance") BETWEEN \
    X(REJECTION, "rejection") BETWEEN \
    X(LAPSE, "lapse") BETWEEN \
    X(BREACH, "breach")
#define OFR_SLOT_KINDS(X, BETWEEN) \
    OFR_SLOT_KINDS_OF_ALL(X, BETWEEN) BETWEEN \
    OFR_SLOT_KINDS_OF_TURNS(X, BETWEEN) BETWEEN \
    OFR_SLOT_KINDS_OF_OFFERS(X, BETWEEN)
/* clang-format on */

#endif
