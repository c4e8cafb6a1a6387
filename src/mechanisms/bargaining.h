/* bargaining.h -- what others may read of bargaining.c: files, agendas, zones. */
#ifndef OFR_BARGAINING_H
#define OFR_BARGAINING_H

#include "../state/compiler.h"

typedef struct ofr_file {
    const char *id;
    size_t end[2];
    ofr_row reserve[2], weight[2], now[2]; /* now: reservation values today */
} ofr_file;

typedef struct ofr_talks_fact {
    int32_t date, stage;
} ofr_talks_fact;

typedef struct ofr_agenda {
    const char *id;
    size_t *file;
    size_t n_files;
    size_t pair;
    size_t slot;
    uint32_t stream;
    ofr_row zone, stage, talk;        /* state z; whole 0..4; state q on its files */
    ofr_row closed_zone, closed_talk; /* state: days */
    ofr_row share[2];                 /* state: value of the terms to each end, own deaths */
    ofr_row error[2],
        estimated; /* states: what each errs by of the other's reserve; whole: 1 once drawn */
    const ofr_talks_fact *fact; /* how far talks were, from the earliest on */
    size_t n_facts;
    double escrow;  /* 1: value for it is held, or to be held, by a third party */
    double held[2]; /* share of the clauses owed to each end that a third party holds */
} ofr_agenda;

typedef struct ofr_bargaining {
    ofr_file *file;
    size_t n_files;
    ofr_agenda *agenda;
    size_t n_agendas;
    ofr_row hazard, breadth, collapse, disagreement, per_heat, per_belief, per_tension, per_escrow,
        per_credit, doubt, spread, learned, refused;
} ofr_bargaining;

#endif
