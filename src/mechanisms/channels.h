/* channels.h -- what others may read of channels.c: channels, messages under way, talk on files. */
#ifndef OFR_CHANNELS_H
#define OFR_CHANNELS_H

#include "mechanisms.h"

enum { OPEN_ALWAYS, OPEN_IN_CRISIS, OPEN_NEVER };
enum { MESSAGE_NONE, MESSAGE_REASSURANCE, MESSAGE_THREAT };
/* What a message says beside that: nothing; that an open answer is on its way; that one may be spared; from CONTENT_LINE on: that the
 * sender's line of this index (among red lines) will be answered. */
enum { CONTENT_NONE, CONTENT_NOTICE, CONTENT_PLEA, CONTENT_LINE };
typedef struct ofr_channel {
    const char *id;
    const ofr_node *node;
    size_t end[2], pair, via; /* actors; hostile pair it joins, or OFR_NONE */
    int open;
    bool public, crisis;
    ofr_row weight, leak, delay, fidelity, use, use_decay, use_start;
    ofr_row due[2], kind[2], garbled[2], sent_act[2],
        sent_root[2];            /* whole: message in flight from end 0, 1 */
    ofr_row content[2], said[2]; /* whole: of the one in flight; of the last that arrived */
    size_t dyad[2];              /* of the sender toward the receiver */
    size_t slot[2];
    uint32_t stream[2];
    ofr_drop repeated,
        other; /* messages dropped: one of the same kind, of the other kind was under way */
    size_t *file;
    size_t n_files;
} ofr_channel;
typedef struct ofr_channels {
    ofr_channel *channel;
    size_t n;
    ofr_row base, tension, zone, audience, crisis, traffic, reassurance, reassured_decay;
    ofr_row notices, pleas, names, content_decay; /* parameters; derived */
    ofr_row *noticed,
        *pleaded; /* [n_dyads] state: an open answer of its holder was told; it was asked to spare. 1, fading */
    ofr_row *file_talk;
    size_t n_files; /* state: q on each file */
} ofr_channels;

/* Can the channel be used today, in one lane? Pure. */
static inline bool channel_is_open(const ofr_model *m, const ofr_block *b, const ofr_channel *ch,
                                   size_t k)
{
    const double tension = m_max(num(b, m->dyad[ch->dyad[0]].tension)[k],
                                 num(b, m->dyad[ch->dyad[1]].tension)[k]);

    return ch->open == OPEN_ALWAYS ||
           (ch->open == OPEN_IN_CRISIS && tension > par(b, m->own->channels->crisis)[k]);
}

#endif
