/* channels.c -- words between enemies: who carries them, how slow, how garbled, how much used.
 *
 *     q = 1 - prod_c [1 - fidelity_c 2^(-delay_c / 3 days) u_c 1(open)]        on crisis traffic; on a file
 *                                                                              over the channels that serve it
 *     u <- min(1, d u + traffic x messages delivered today)
 *     P(p sends today) = logistic(base + tension e(E_p) + zone e(z) - audience ramp-raised x 1(public or leaky))
 *
 * One message is in flight per channel and direction; a second one is dropped and, in futures, counted (drops.h). It arrives
 * after floor(delay + uniform) days, so that the mean is the delay; with probability 1 - fidelity it is
 * garbled and says nothing. A message is a reassurance when its sender's stance is hold or lower or its
 * tension high, else a threat. What a reassurance is worth grows with what it costs (beliefs.c). A leak
 * heats both sides and halves the use of the channel. What counts is traffic, not existence.
 * Beside that a message may have a content, drawn when it is sent (one uniform, the first that holds): notice of an open answer that its sender has planned, with chance notice; a plea for
 * restraint of who may yet be answered, with chance plea; a threat that names its sender's line that was crossed last, with
 * chance names. Heard in clear a notice counts as a warning (harm.c), a plea takes log-odds off an open answer, a named line
 * is answered the likelier and believed to be (choice.h); each fades with the half-life remembered.
 * Tests: q by hand for two channels; mean delay; share garbled. Source: model.md 4.6.
 */
#include "channels.h"

#include "drops.h"
#include "mechanisms.h"
#include "memory.h"
#include "politics.h"
#include "red_lines.h"
#include "utility.h"
#include "war.h"

static const ofr_key channels_table[] = {
    KEY_MAP("channels", NULL, "ways for words between two actors"),
    KEY_REFS("channels.*.between", "actors", true, "the two ends"),
    KEY_REF("channels.*.via", "actors", false, "who carries the words"),
    KEY_TEXT("channels.*.says", false, "a word on it"),
    KEY_NUMBER("channels.*.delay", UNIT_DAYS, 0, 365, "3 days", ROLE_LEVEL,
               "from sending to arrival", "judgement"),
    KEY_NUMBER("channels.*.fidelity", UNIT_SHARE, 0, 1, "0.9", ROLE_LEVEL,
               "chance that a message arrives as it was meant", "judgement"),
    KEY_NUMBER("channels.*.leak", UNIT_SHARE, 0, 1, "0.02", ROLE_LEVEL,
               "chance that a message becomes public", "judgement"),
    KEY_FLAG("channels.*.public", "false", "what passes is seen by all"),
    KEY_CHOICE("channels.*.open", "always|in-crisis|never", "always", false, "when it can be used"),
    KEY_FLAG("channels.*.crisis", "true", "it carries crisis signals"),
    KEY_REFS("channels.*.files", "files", false, "the files that it serves"),
    KEY_NUMBER("channels.*.use", UNIT_SHARE, 0, 1, "0.1", ROLE_INITIAL, "use at the beginning",
               "judgement"),
    KEY_NUMBER("channels.*.use-half-life", UNIT_DAYS, 0.1, 3650, "10 days", ROLE_CONSTANT,
               "how fast use fades", "judgement"),
    KEY_RECORD("messages", "when messages are sent and what they do"),
    KEY_NUMBER("messages.base", UNIT_NONE, -20, 20, "-6", ROLE_LEVEL,
               "log-odds of sending on a quiet day", "judgement"),
    KEY_NUMBER("messages.tension", UNIT_NONE, -20, 20, "2", ROLE_LEVEL,
               "what very high tension adds", "judgement"),
    KEY_NUMBER("messages.zone", UNIT_NONE, -20, 20, "1", ROLE_LEVEL,
               "what a wide zone of possible agreement adds", "judgement"),
    KEY_NUMBER("messages.audience", UNIT_NONE, 0, 20, "1", ROLE_LEVEL,
               "what fear of an audience takes away on open or leaky channels", "judgement"),
    KEY_NUMBER("messages.crisis", UNIT_NONE, 0, 1000, "1", ROLE_CONSTANT,
               "tension of either side that opens a channel kept for crises", "judgement"),
    KEY_NUMBER("messages.traffic", UNIT_SHARE, 0, 1, "0.4", ROLE_LEVEL, "use added by one message",
               "judgement"),
    KEY_NUMBER("messages.reassurance", UNIT_NONE, 0, 8, "0.1", ROLE_LEVEL,
               "log-odds that a costly reassurance takes off the belief", "judgement"),
    KEY_NUMBER("messages.notice", UNIT_SHARE, 0, 1, "0", ROLE_LEVEL,
               "chance that a message of who has planned an open answer tells of it", "judgement"),
    KEY_NUMBER("messages.plea", UNIT_SHARE, 0, 1, "0", ROLE_LEVEL,
               "chance that a message of who may be answered asks for restraint", "judgement"),
    KEY_NUMBER("messages.names", UNIT_SHARE, 0, 1, "0", ROLE_LEVEL,
               "chance that a threat names the line of its sender that was crossed last",
               "judgement"),
    KEY_NUMBER("messages.remembered", UNIT_DAYS, 0.1, 3650, "7 days", ROLE_CONSTANT,
               "half-life of what a notice, a plea or a named line leaves", "judgement"),
    KEY_NUMBER("messages.reassured", UNIT_DAYS, 0.1, 3650, "7 days", ROLE_CONSTANT,
               "half-life of being reassured", "judgement"),
};
static const ofr_keys channels_keys = {channels_table, OFR_COUNT_OF(channels_table), "channels"};

static void compile_channel(ofr_compiler *c, const ofr_node *node, ofr_channel *ch, size_t index)
{
    const ofr_node *between = node_get(node, "between"), *via = node_get(node, "via"),
                   *files = compile_list(node, "files");
    const ofr_node *section = node_get(c->spec->root, "files");
    ofr_model *m = c->model;

    ch->id = node->id;
    ch->node = node;
    if (between->n_children != 2) {
        faults_add(c->faults, between, "a channel has two ends, found %zu", between->n_children);
        return;
    }
    for (size_t j = 0; j < 2; j++) ch->end[j] = compile_actor(c, between->child[j]);
    if (ch->end[0] == SIZE_MAX || ch->end[1] == SIZE_MAX) return;
    ch->via = via && via->stated ? compile_actor(c, via) : OFR_NONE;
    ch->open = (int)node_get(node, "open")->choice;
    ch->public = node_get(node, "public")->value != 0;
    ch->crisis = node_get(node, "crisis")->value != 0;
    const ofr_row from[] = {compile_par(node, "fidelity"), compile_par(node, "delay")};
    ch->fidelity = from[0];
    ch->delay = from[1];
    ch->weight = compile_derived(c, DERIVE_DELAY, from, 2);
    ch->leak = compile_par(node, "leak");
    ch->use_start = compile_par(node, "use");
    ch->use_decay = compile_decay(c, node, "use-half-life");
    ch->use = compile_num(c, compile_text(c, ch->id, ".", "use"), "share");
    ch->pair = OFR_NONE;
    for (size_t j = 0; j < 2; j++) {
        const char *id = compile_text(c, ch->id, j ? ".to." : ".from.", m->actor[ch->end[0]].id);
        ch->dyad[j] = model_dyad(m, ch->end[j], ch->end[1 - j]);
        if (ch->dyad[j] != OFR_NONE) ch->pair = m->dyad[ch->dyad[j]].pair;
        ch->due[j] = compile_whole(c, compile_text(c, id, ".", "due"), "day");
        ch->kind[j] = compile_wholes(c, 1);
        ch->garbled[j] = compile_wholes(c, 1);
        ch->sent_act[j] = compile_wholes(c, 1);
        ch->sent_root[j] = compile_wholes(c, 1);
        ch->content[j] = compile_whole(c, compile_text(c, id, ".", "content"), "index");
        ch->said[j] = compile_wholes(c, 1);
        ch->stream[j] = stream_of("channel", id);
        ch->slot[j] = compile_slot(c, (ofr_slot){SLOT_MESSAGE, ch->id, ch->end[j], ch->end[1 - j],
                                                 OFR_NONE, OFR_NONE, 2 * index + j});
    }
    ch->repeated = (ofr_drop){
        compile_whole(c, compile_text(c, ch->id, ".", "repeated"), "messages"), OFR_NONE};
    ch->other = (ofr_drop){compile_whole(c, compile_text(c, ch->id, ".", "crossed"), "messages"),
                           compile_wholes(c, 1)};
    if (ch->pair == OFR_NONE)
        faults_add(c->faults, between,
                   "the two ends are no hostile pair; only words between enemies are modelled");
    ch->file = compile_alloc(c, files->n_children, sizeof *ch->file);
    for (size_t j = 0; ch->file && j < files->n_children; j++) {
        const size_t file = node_index(section, files->child[j]->text);
        if (file != SIZE_MAX) ch->file[ch->n_files++] = file;
    }
}

/* A message says something of a line, over a channel. */
static void check_contents(ofr_compiler *c, const ofr_node *messages)
{
    static const char *const said[] = {"notice", "plea", "names"};
    const bool lines = node_get(c->spec->root, "red-lines")->n_children > 0,
               channels = node_get(c->spec->root, "channels")->n_children > 0;

    for (size_t i = 0; i < OFR_COUNT_OF(said); i++) {
        const ofr_node *share = node_get(messages, said[i]);
        if (!share->stated || (lines && channels)) continue;
        faults_add(c->faults, share, "there is no %s; write %s, or leave this out",
                   lines ? "channel that could carry it" : "red line that a message could speak of",
                   lines ? "channels" : "red-lines");
    }
}

static ofr_status channels_compile(ofr_compiler *c)
{
    const ofr_node *section = node_get(c->spec->root, "channels"),
                   *node = node_get(c->spec->root, "messages");
    const ofr_node *files = node_get(c->spec->root, "files");
    ofr_channels *own = compile_alloc(c, 1, sizeof *own);

    if (!own) return OFR_NO_MEMORY;
    c->own->channels = own;
    own->base = compile_par(node, "base");
    own->tension = compile_par(node, "tension");
    own->zone = compile_par(node, "zone");
    own->audience = compile_par(node, "audience");
    own->crisis = compile_par(node, "crisis");
    own->traffic = compile_par(node, "traffic");
    own->reassurance = compile_par(node, "reassurance");
    own->reassured_decay = compile_decay(c, node, "reassured");
    own->notices = compile_par(node, "notice");
    own->pleas = compile_par(node, "plea");
    own->names = compile_par(node, "names");
    own->content_decay = compile_decay(c, node, "remembered");
    check_contents(c, node);
    own->channel = compile_alloc(c, section->n_children, sizeof *own->channel);
    own->file_talk = compile_alloc(c, files->n_children, sizeof *own->file_talk);
    if (!own->channel || !own->file_talk) return OFR_NO_MEMORY;
    for (size_t i = 0; i < section->n_children; i++)
        compile_channel(c, section->child[i], &own->channel[i], i);
    own->n = section->n_children;
    own->noticed = compile_alloc(c, c->model->n_dyads, sizeof *own->noticed);
    own->pleaded = compile_alloc(c, c->model->n_dyads, sizeof *own->pleaded);
    if (!own->noticed || !own->pleaded) return OFR_NO_MEMORY;
    for (size_t i = 0; i < c->model->n_dyads; i++) {
        const char *id = c->model->dyad[i].id;
        own->noticed[i] = compile_num(c, compile_text(c, id, ".", "noticed"), "share");
        own->pleaded[i] = compile_num(c, compile_text(c, id, ".", "pleaded"), "share");
    }
    for (size_t i = 0; i < files->n_children; i++) {
        own->file_talk[i] = compile_num(c, compile_text(c, files->child[i]->id, ".", "talk"),
                                        "share");
    }
    own->n_files = files->n_children;
    return OFR_OK;
}

static void channels_start(const ofr_model *m, ofr_block *b)
{
    const ofr_channels *own = m->own->channels;

    for (size_t i = 0; i < own->n; i++) {
        for (size_t k = 0; k < LANES; k++) {
            num(b, own->channel[i].use)[k] = par(b, own->channel[i].use_start)[k];
            for (size_t j = 0; j < 2; j++) whole(b, own->channel[i].due[j])[k] = OFR_NEVER;
        }
    }
}

/* 1 where the channel can be used today. */
static void channel_open(const ofr_model *m, const ofr_block *b, const ofr_channel *ch, double *ret)
{
    const ofr_channels *own = m->own->channels;

    if (ch->open != OPEN_IN_CRISIS) {
        const double open = ch->open == OPEN_ALWAYS ? 1.0 : 0.0;
        for (size_t k = 0; k < LANES; k++) ret[k] = open; /* lanes */
        return;
    }
    const double *e = num(b, m->dyad[ch->dyad[0]].tension),
                 *f = num(b, m->dyad[ch->dyad[1]].tension), *least = par(b, own->crisis);
    for (size_t k = 0; k < LANES; k++)
        ret[k] = m_max(e[k], f[k]) > least[k] ? 1.0 : 0.0; /* lanes */
}

/* Counts a message that gave way to one under way. One of the same kind says nothing new. */
static void drop_message(const ofr_model *m, ofr_block *b, const ofr_channel *ch, size_t k,
                         bool same)
{
    if (b->given && b->given->history) return;
    drop(b, same ? &ch->repeated : &ch->other, k, !same && outcomes_open(m, b, k));
}

/* What a message from end j has to say, by what waits at the lines of both. Pure. */
static int32_t content_of(const ofr_model *m, const ofr_block *b, const ofr_channel *ch, size_t j,
                          bool threatens, size_t k, double u)
{
    const ofr_channels *own = m->own->channels;
    const ofr_red_lines *lines = m->own->red_lines;
    const size_t dyad = ch->dyad[j];
    int32_t last = OFR_NEVER, named = CONTENT_NONE;
    bool planned = false, feared = false;

    for (size_t i = 0; i < lines->n; i++) {
        const ofr_line *line = &lines->line[i];
        const int32_t judged = whole(b, line->judged)[k];
        if (line->dyad == m->dyad[dyad].back) feared |= whole(b, line->until)[k] != OFR_NEVER;
        if (line->dyad != dyad) continue;
        planned |= whole(b, line->due)[k] != OFR_NEVER && plans_openly(m, b, line, k);
        if (judged <= last) continue;
        last = judged;
        named = CONTENT_LINE + (int32_t)i;
    }
    if (planned && u < par(b, own->notices)[k]) return CONTENT_NOTICE;
    if (feared && u < par(b, own->pleas)[k]) return CONTENT_PLEA;
    return threatens && u < par(b, own->names)[k] ? named : CONTENT_NONE;
}

/* What a message that arrives in clear leaves behind. */
static void take_in(const ofr_model *m, ofr_block *b, const ofr_channel *ch, size_t j, size_t k)
{
    const ofr_channels *own = m->own->channels;
    const int32_t content = whole(b, ch->content[j])[k];

    if (content == CONTENT_NOTICE) num(b, own->noticed[ch->dyad[j]])[k] = 1.0;
    if (content == CONTENT_PLEA) num(b, own->pleaded[m->dyad[ch->dyad[j]].back])[k] = 1.0;
    if (content >= CONTENT_LINE)
        num(b, m->own->red_lines->line[content - CONTENT_LINE].named)[k] = 1.0;
}

/* What words left fades. */
static void content_fades(const ofr_model *m, ofr_block *b)
{
    const ofr_channels *own = m->own->channels;
    const ofr_red_lines *lines = m->own->red_lines;
    const double *fade = par(b, own->content_decay);

    for (size_t i = 0; i < m->n_dyads; i++) {
        double *noticed = num(b, own->noticed[i]), *pleaded = num(b, own->pleaded[i]);
        for (size_t k = 0; k < LANES; k++) noticed[k] *= fade[k]; /* lanes */
        for (size_t k = 0; k < LANES; k++) pleaded[k] *= fade[k]; /* lanes */
    }
    for (size_t i = 0; i < lines->n; i++) {
        double *named = num(b, lines->line[i].named);
        for (size_t k = 0; k < LANES; k++) named[k] *= fade[k]; /* lanes */
    }
}

/* A message of `kind` leaves end j. Words: quad 1: 0 delay, 1 garbled, 3 content. */
static void send(const ofr_model *m, ofr_block *b, int32_t day, const ofr_channel *ch, size_t j,
                 size_t k)
{
    const ofr_channels *own = m->own->channels;
    const ofr_dyad *dyad = &m->dyad[ch->dyad[j]];
    const ofr_memory *memory = &m->memory[dyad->memory];
    const ofr_words w = words_of(m, b, day, ch->stream[j], 1, k);
    const bool soothing = num(b, dyad->stance)[k] < 0.5 ||
                          (num(b, dyad->tension)[k] > par(b, own->crisis)[k] &&
                           num(b, dyad->stance)[k] < 1.5);

    if (whole(b, ch->due[j])[k] != OFR_NEVER) {
        drop_message(m, b, ch, k,
                     whole(b, ch->kind[j])[k] == (soothing ? MESSAGE_REASSURANCE : MESSAGE_THREAT));
        return;
    }
    whole(b, ch->due[j])[k] = day + (int32_t)(par(b, ch->delay)[k] + unit(w.w[0]));
    whole(b, ch->kind[j])[k] = soothing ? MESSAGE_REASSURANCE : MESSAGE_THREAT;
    whole(b, ch->garbled[j])[k] = unit(w.w[1]) >= par(b, ch->fidelity)[k];
    whole(b, ch->content[j])[k] = content_of(m, b, ch, j, !soothing, k, unit(w.w[3]));
    whole(b, ch->sent_act[j])[k] = memory_gravest(b, memory, k, &whole(b, ch->sent_root[j])[k]);
}

/* A message arrives at the other end: it moves belief and reassurance, unless garbled. */
static void arrive(const ofr_model *m, ofr_block *b, int32_t day, const ofr_channel *ch, size_t j,
                   size_t k)
{
    const ofr_channels *own = m->own->channels;
    const ofr_politics_all *politics = m->own->politics;
    const ofr_dyad *reader = &m->dyad[m->dyad[ch->dyad[j]].back];
    const ofr_politics *sender = &politics->of[m->actor[ch->end[j]].politics],
                       *receiver = &politics->of[m->actor[ch->end[1 - j]].politics];
    const ofr_words w = words_of(m, b, day, ch->stream[j], 2, k);
    const bool leaks = !ch->public && unit(w.w[0]) < par(b, ch->leak)[k];
    double *use = &num(b, ch->use)[k];

    act(m, b, ch->slot[j], k, whole(b, ch->sent_act[j])[k], whole(b, ch->sent_root[j])[k]);
    whole(b, ch->due[j])[k] = OFR_NEVER;
    *use = m_min(*use + par(b, own->traffic)[k], 1.0);
    whole(b, ch->said[j])[k] = whole(b, ch->garbled[j])[k] ? CONTENT_NONE
                                                           : whole(b, ch->content[j])[k];
    if (!whole(b, ch->garbled[j])[k]) {
        take_in(m, b, ch, j, k);
        /* Cheap talk says nothing (likelihood ratio one): what counts is the chance of paying for it. */
        const double cost = (ch->public ? 1.0 : par(b, ch->leak)[k]) *
                            (1.0 + num(b, sender->ramp)[k]) * par(b, sender->face)[k];
        const double worth = saturate(cost, 0.1);
        double *belief = &num(b, reader->belief)[k], *reassured = &num(b, reader->reassured)[k];
        if (whole(b, ch->kind[j])[k] == MESSAGE_REASSURANCE) {
            *belief = m_clamp(*belief - par(b, own->reassurance)[k] * worth, -4.0, 4.0);
            *reassured = 1.0;
        }
    }
    if (leaks) {
        *use *= 0.5;
        num(b, sender->leak)[k] += 1.0;
        num(b, receiver->leak)[k] += 1.0;
    }
}

static void send_step(const ofr_model *m, ofr_block *b, int32_t day, const ofr_channel *ch,
                      size_t j, const double *open, const double *zone)
{
    const ofr_channels *own = m->own->channels;
    const ofr_politics_all *politics = m->own->politics;
    const ofr_war *war = m->own->war;
    const double *e = num(b, m->dyad[ch->dyad[j]].tension),
                 *ramp = num(b, politics->of[m->actor[ch->end[j]].politics].ramp);
    const double *s0 = par(b, own->base), *s1 = par(b, own->tension), *s2 = par(b, own->zone),
                 *s3 = par(b, own->audience);
    const double *scale = par(b, war->tension_scale), *leak = par(b, ch->leak),
                 shown = ch->public ? 1.0 : 0.0;
    double x[LANES], u[LANES];
    int32_t sends[LANES], any = 0;
    uint8_t lane[LANES];

    for (size_t k = 0; k < LANES; k++)
        x[k] = s0[k] + s1[k] * saturate(e[k], scale[k]) + s2[k] * zone[k]; /* lanes */
    for (size_t k = 0; k < LANES; k++)
        x[k] -= s3[k] * (1.0 + ramp[k]) * m_max(shown, m_min(5.0 * leak[k], 1.0)); /* lanes */
    for (size_t k = 0; k < LANES; k++) x[k] = open[k] * m_logistic(x[k]);          /* lanes */
    uniforms(m, b, day, ch->stream[j], 0, u);
    for (size_t k = 0; k < LANES; k++) sends[k] = u[k] < x[k]; /* lanes */
    if (b->given && b->given->message) {
        const int32_t told = b->given->message[2 * (size_t)(ch - own->channel) + j];
        for (size_t k = 0; k < LANES; k++) sends[k] |= told; /* lanes */
    }
    for (size_t k = 0; k < LANES; k++) any |= sends[k]; /* lanes */
    for (size_t i = 0, n = any ? lanes_where(sends, lane) : 0; i < n; i++)
        send(m, b, day, ch, j, lane[i]);
}

static void channels_step(const ofr_model *m, ofr_block *b, int32_t day)
{
    const ofr_channels *own = m->own->channels;

    for (size_t i = 0; i < m->n_pairs; i++) {
        double *talk = num(b, m->pair[i].talk);
        for (size_t k = 0; k < LANES; k++) talk[k] = 1.0; /* lanes */
    }
    for (size_t i = 0; i < own->n_files; i++) {
        double *talk = num(b, own->file_talk[i]);
        for (size_t k = 0; k < LANES; k++) talk[k] = 1.0; /* lanes */
    }
    for (size_t i = 0; i < m->n_dyads; i++) {
        double *reassured = num(b, m->dyad[i].reassured);
        const double *fade = par(b, own->reassured_decay);
        for (size_t k = 0; k < LANES; k++) reassured[k] *= fade[k]; /* lanes */
    }
    content_fades(m, b);
    for (size_t i = 0; i < own->n; i++) {
        const ofr_channel *ch = &own->channel[i];
        double *use = num(b, ch->use), open[LANES], zone[LANES], silence[LANES];
        const double *fade = par(b, ch->use_decay), *weight = par(b, ch->weight);

        for (size_t k = 0; k < LANES; k++) use[k] *= fade[k]; /* lanes */
        channel_open(m, b, ch, open);
        widest_zone(m, b, ch->pair, zone);
        for (size_t j = 0; j < 2; j++) {
            const int32_t *due = whole(b, ch->due[j]);
            int32_t now[LANES], any = 0;
            uint8_t lane[LANES];

            send_step(m, b, day, ch, j, open, zone);
            for (size_t k = 0; k < LANES; k++)
                now[k] = (due[k] <= day) & (due[k] != OFR_NEVER); /* lanes */
            for (size_t k = 0; k < LANES; k++) any |= now[k];     /* lanes */
            for (size_t n = any ? lanes_where(now, lane) : 0, l = 0; l < n; l++)
                arrive(m, b, day, ch, j, lane[l]);
        }
        for (size_t k = 0; k < LANES; k++)
            silence[k] = 1.0 - weight[k] * use[k] * open[k]; /* lanes */
        if (ch->crisis) {
            double *talk = num(b, m->pair[ch->pair].talk);
            for (size_t k = 0; k < LANES; k++) talk[k] *= silence[k]; /* lanes */
        }
        for (size_t j = 0; j < ch->n_files; j++) {
            double *talk = num(b, own->file_talk[ch->file[j]]);
            for (size_t k = 0; k < LANES; k++) talk[k] *= silence[k]; /* lanes */
        }
    }
    for (size_t i = 0; i < m->n_pairs; i++) {
        double *talk = num(b, m->pair[i].talk);
        for (size_t k = 0; k < LANES; k++) talk[k] = 1.0 - talk[k]; /* lanes */
    }
    for (size_t i = 0; i < own->n_files; i++) {
        double *talk = num(b, own->file_talk[i]);
        for (size_t k = 0; k < LANES; k++) talk[k] = 1.0 - talk[k]; /* lanes */
    }
}

static const ofr_mechanism channels_mechanism = {
    .name = "channels",
    .keys = &channels_keys,
    .compile = channels_compile,
    .start = channels_start,
};
