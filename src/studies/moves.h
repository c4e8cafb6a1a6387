/* moves.h -- what either side could do, as data: templates over things of a scenario, read from files, and bound to the
 * things that they fit. docs/how-to/add-a-move.md has the keys.
 *
 * A move that is bound is a list of dated changes, as of a what-if, with who must consent and what it costs whom.
 */
#ifndef OFR_MOVES_H
#define OFR_MOVES_H

#include "whatif.h"

typedef enum move_kind {
    MOVE_CHANNEL,
    MOVE_DEAL,
    MOVE_ORDER,
    MOVE_OFFER,
    MOVE_RED_LINE,
    MOVE_FLOW,
    MOVE_DRIVER,
    MOVE_THEATRE,
    MOVE_STANDOFF, /* of the scenario as a whole */
    MOVE_KINDS
} move_kind;

typedef struct ofr_move {
    const char *name;                         /* its file's, without directory and .yaml */
    const char *file, *says, *fails, *source; /* fails: "" where nothing is said */
    move_kind kind;
    const char *each; /* role for each of whose actors it is bound; NULL: once a thing */
    int32_t lead,
        lasts;    /* days from the start until it takes effect; that it holds, 0: to the end */
    double works; /* chance that it takes effect once agreed */
    const ofr_spec *spec; /* the file; its `when`, `changes`, `consent`, `principal` and `costs` */
} ofr_move;

typedef struct ofr_moves {
    ofr_arena *arena;
    ofr_move *move;
    size_t n, room;
    ofr_spec **spec; /* [n] */
} ofr_moves;

/* Zeroed, it is empty; only the arena is made here. OFR_NO_MEMORY. */
ofr_status moves_init(ofr_moves *moves, ofr_error *err);
void moves_done(ofr_moves *moves); /* takes zeroed */
/* Adds the move of a regular file, YAML with `offramp: 1`. As spec_read_found; OFR_STRUCTURE with all faults and their places: a role or a
 * placeholder that its kind does not have, nobody whose consent it needs, a prior; OFR_USAGE: a name that is there. */
ofr_status moves_add_file(ofr_moves *moves, const char *path, ofr_error *err);

/* "channel", "red-line" ...; "the scenario has no ..." takes the section. Pure. */
const char *move_kind_name(move_kind kind);
const char *move_kind_section(move_kind kind); /* "" of a standoff */

enum { MOVE_ACTORS = 16, MOVE_CHANGES = 16, MOVE_NAME = 200 };

typedef struct move_price {
    const char *actor;
    double own_deaths; /* paid once it is agreed, whether it works or not */
} move_price;

/* A move and a thing, or the scenario as a whole. */
typedef struct bound_move {
    const ofr_move *move;
    const char *name; /* "open-channel:swiss", "back-cease-fire:gaza-war:usa" */
    const char
        *thing;       /* its id; "" of a standoff, or where the scenario has no thing of the kind */
    const char *each; /* "" where it is not bound for each */
    const char *why_not;              /* it does not fit; NULL: it fits, and all below is there */
    const char *consent[MOVE_ACTORS]; /* ids of actors, in the order of its roles, each once */
    size_t n_consent;
    move_price price[MOVE_ACTORS];
    size_t n_prices;
    ofr_change change[MOVE_CHANGES];
    size_t n_changes;
    int32_t from, to; /* days; to OFR_NO_DATE: to the end */
} bound_move;

typedef struct ofr_bound {
    ofr_arena *arena;
    bound_move *item; /* in the order of moves, then of the scenario */
    size_t n, room, n_fit;
} ofr_bound;

/* Binds each move to each thing of its kind. The moves and the study must stay. OFR_PATH: a path that no scenario has, with its
 * place; OFR_LIMIT, OFR_NO_MEMORY. A path that this scenario does not have is no fault: the move does not fit, and says why. */
ofr_status moves_bind(const ofr_moves *moves, const ofr_study *study, ofr_bound *ret_bound,
                      ofr_error *err);
void bound_done(ofr_bound *bound); /* takes zeroed */

#endif
