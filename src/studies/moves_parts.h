/* moves_parts.h -- what the files of moves share. */
#ifndef OFR_MOVES_PARTS_H
#define OFR_MOVES_PARTS_H

#include "moves.h"

/* Ids of actors, each once. */
typedef struct move_actors {
    const char *id[MOVE_ACTORS];
    size_t n;
    bool full; /* there were more */
} move_actors;

/* True if things of the kind have a role of that name. Pure. */
bool move_has_role(move_kind kind, const char *role);
/* Names of a kind's roles for messages: "sides, via". Pure. */
const char *move_role_names(move_kind kind);
/* Who has a role of a thing (NULL: of the scenario); ids are the scenario's. O(entries of the scenario). */
void move_role_actors(const ofr_study *study, move_kind kind, const ofr_node *thing,
                      const char *role, move_actors *ret_actors);

/* Placeholders of a text: what stands for each; NULL: it has no place there. */
typedef struct move_words {
    const char *id, *each, *day;
} move_words;
/* The text with its placeholders filled in, in the arena. A name in braces that is none, or that is NULL in words, gives NULL
 * and *ret_unknown (may be NULL) points at it; so does memory that is out, with *ret_unknown NULL. */
const char *move_fill(ofr_arena *arena, const char *text, const move_words *words,
                      const char **ret_unknown);

#endif
