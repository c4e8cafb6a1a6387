/* campaigns.h -- what others may read of campaigns.c: how hot a group's fire is, and whether it is halted. */
#ifndef OFR_CAMPAIGNS_H
#define OFR_CAMPAIGNS_H

#include "../state/block.h"
#include "conduct.h"
#include "driven.h"

/* What a part of a campaign does, and whether it has still to say so. */
typedef enum ofr_campaign_mode {
    CAMPAIGN_ON,
    CAMPAIGN_ON_UNSAID, /* resumed, and will say so */
    CAMPAIGN_SHORT,     /* halted for a short time */
    CAMPAIGN_SHORT_UNSAID,
    CAMPAIGN_LONG,
    CAMPAIGN_LONG_UNSAID,
    CAMPAIGN_MODES
} ofr_campaign_mode;
static inline bool campaign_on(int32_t mode)
{
    return mode < CAMPAIGN_SHORT;
}

/* Words of a day, of one part. */
enum { CAMPAIGN_PAUSE, CAMPAIGN_RESUME, CAMPAIGN_REFUSAL, CAMPAIGN_WORDS };

/* What a part may do in a day. */
typedef enum ofr_campaign_turn {
    TURN_STAYS_ON,
    TURN_HALTS_SHORT,
    TURN_HALTS_LONG,
    TURN_STAYS_SHORT,
    TURN_SHORT_ENDS,
    TURN_STAYS_LONG,
    TURN_LONG_ENDS,
    CAMPAIGN_TURNS
} ofr_campaign_turn;

/* Modes of all parts at once are one number, the joint mode: digits of base CAMPAIGN_MODES, the first part's first. They are
 * summed out in history for so many parts at most, and drawn for more. Ways of a day: see campaign_summed.h. */
enum {
    CAMPAIGN_SUMMED_PARTS = 3,
    CAMPAIGN_JOINT = 216,  /* CAMPAIGN_MODES to the power of these parts */
    CAMPAIGN_PATTERNS = 8, /* which parts are halted: a bit each */
    CAMPAIGN_WAYS = 84     /* in how many ways three parts share out among CAMPAIGN_TURNS */
};
typedef struct ofr_campaign_move {
    uint8_t from, to, way; /* joint modes; which of the campaign's ways */
} ofr_campaign_move;
typedef struct ofr_campaign_way {
    uint8_t n[CAMPAIGN_TURNS]; /* how many parts do what */
} ofr_campaign_way;

/* A part of a front that halts on its own; a campaign without parts is one. */
typedef struct ofr_campaign_part {
    const char *id; /* "<campaign>" or "<campaign>.<actor>" */
    size_t actor;
    ofr_row share;  /* parameter: share of the front's acts; OFR_NONE: what the others leave */
    ofr_row mode;   /* whole: ofr_campaign_mode */
    ofr_row since;  /* whole: day of the last halt that was drawn, or OFR_NEVER */
    ofr_row said;   /* whole: day of the last word of a pause, or OFR_NEVER */
    ofr_row halted; /* state: chance that it is halted; 0 or 1 once drawn */
    ofr_row factor; /* state: on its flows' means today */
    uint32_t stream, word_stream;
    size_t halt_slot, resume_slot, pause_word_slot, resume_word_slot;
} ofr_campaign_part;

typedef struct ofr_campaign {
    const char *id, *name;
    const ofr_node *node;
    size_t actor;
    ofr_row halts, short_ends, long_ends, long_share, leak, order; /* parameters */
    ofr_row level_sd, level_decay,
        steady; /* steady: derived, 1 / mean factor of halts in the long run */
    ofr_row quiet, cost, struck, stake;
    ofr_row stake_rest; /* state: what the patron's stake in a halt is used to be */
    size_t dyad;        /* of its side toward its target's, by which the stake is taken; OFR_NONE */
    ofr_row announced, announce_delay, false_words, refuses;
    ofr_term *term; /* of resuming */
    size_t n_terms;
    ofr_campaign_part *part;
    size_t n_parts, first_part; /* among the parts of all */
    size_t *flow;               /* that it carries */
    size_t n_flows;
    size_t memory; /* of the rival, by which it is moved; OFR_NONE */
    bool summed;   /* in history its modes are summed out, not drawn */
    ofr_row
        prob; /* state, n_joint rows: chance of each joint mode; of fronts that are not summed out
                    * CAMPAIGN_MODES rows a part, of the long run */
    size_t n_joint, n_moves, n_ways;
    ofr_campaign_move *move; /* all that the parts may do in a day */
    ofr_campaign_way way[CAMPAIGN_WAYS];
    uint8_t pattern[CAMPAIGN_JOINT]; /* of each joint mode: bit i is 1 where part i is halted */
    ofr_row level;                   /* state: Y */
    ofr_row hit;                     /* state: 1 after a strike on it, fading */
    ofr_row factor;                  /* state: on the means of the front's flows today */
    ofr_row halted;                  /* state: share of its fire that is halted: 0..1 */
    ofr_spread spread[OFR_SPREADS];  /* of running totals that are all of it */
    ofr_row begun;                   /* whole: what is drawn so far, see campaigns.c */
    ofr_row all_since;               /* whole: day since which all parts are halted, or OFR_NEVER */
    uint32_t stream;
    ofr_owned_rows rows; /* what of the state is its own, for the filter */
} ofr_campaign;

typedef struct ofr_campaigns {
    ofr_campaign *campaign;
    size_t n;
    size_t n_parts;  /* of all campaigns */
    ofr_row *factor; /* of each flow: the row that multiplies its mean, or OFR_NONE */
    size_t *of;      /* of each flow: its campaign, or OFR_NONE */
} ofr_campaigns;

/* The campaign to which all flows of a total belong, or OFR_NONE. Pure. */
static inline size_t campaign_of_total(const ofr_campaigns *own, const ofr_interval *total)
{
    const size_t one = own->of[total->flow[0]];

    for (size_t i = 1; i < total->n_flows; i++) {
        if (own->of[total->flow[i]] != one) return OFR_NONE;
    }
    return one;
}

/* What keeps count of a total: state of the campaign that all of it is of, so that it is resampled with the level and the modes
 * that spread it; else of all. Pure. */
static inline const ofr_spread *total_spread(const ofr_campaigns *own, const ofr_conduct *conduct,
                                             const ofr_interval *total)
{
    const size_t one = campaign_of_total(own, total);

    return one == OFR_NONE ? &conduct->spread[total->group]
                           : &own->campaign[one].spread[total->group];
}

/* The part that is `index`-th of all. Pure. */
static inline const ofr_campaign_part *campaign_part(const ofr_campaigns *own, size_t index)
{
    size_t i = 0;

    while (i + 1 < own->n && own->campaign[i + 1].first_part <= index) i++;
    return &own->campaign[i].part[index - own->campaign[i].first_part];
}

#endif
