/* bargaining.c -- files settled together: is there a zone of possible agreement, and can they talk?
 *
 * On decision days, for each agenda B of files k between p and q, with x_k in [0, 1] the share p gets:
 *     gain_p(x) = sum_k w_pk (t_p x_k - r_pk) - D U_p,  gain_q(x) = sum_k w_qk (t_q (1 - x_k) - r_qk) - D U_q
 *     t_p = 1 - doubt (1 - held_p) logistic(l_p)        what p trusts to get of what it is promised
 *     z_B = sqrt(max of gain_p gain_q) where both gain, else max over x of min(gain_p, gain_q) < 0
 *     r = clamp(r0 + r1 (h - hbar) + r2 (l - l0) + r3 e(E) - r4 escrow - r5 credibility + breadth cost, 0, 1.5)
 * D U: share of the expected ledger without a deal, as weighed in today's decision on stances (utility.h):
 * the fear of war widens the zone. The terms
 * are the Nash solution, found along the frontier (files in order of w_p / w_q, one divided). Then, each
 * day, while no side punishes, a stage is gained (dormant, contact, talks, text, agreed) with
 *     P = 1 - exp(-hazard q_B e(z) / (1 + m |B|)),   and lost on decision days with `collapse` while z <= 0.
 * "No channel" is q = 0, "no vision" is z <= 0: days of each are counted apart, so that the tool can say
 * which binds. Tests: the logroll on two files by hand; hazard; monotone in reservation values.
 * Source: Nash 1950; Fearon 1995; Putnam 1988; model.md 4.8, 4.16.
 */
#include "bargaining.h"

#include "../core/dates.h"
#include "beliefs.h"
#include "channels.h"
#include "deals.h"
#include "mechanisms.h"
#include "own_estimates.h"
#include "politics.h"
#include "stances.h"
#include "talks_known.h"
#include "utility.h"
#include "war.h"

static const ofr_key bargaining_table[] = {
    KEY_MAP("files", NULL, "issues to bargain over, one by one"),
    KEY_TEXT("files.*.name", false, "name in reports"),
    KEY_TEXT("files.*.says", false, "a word on it"),
    KEY_REFS("files.*.between", "actors", true, "the two that bargain"),
    KEY_MAP("files.*.reserve", "actors",
            "reservation value of each: the least share it would accept"),
    KEY_NUMBER("files.*.reserve.*", UNIT_SHARE, 0, 1.5, NULL, ROLE_LEVEL,
               "least acceptable share, at rest", NULL),
    KEY_MAP("files.*.weight", "actors", "what the whole file is worth to each, own deaths"),
    KEY_NUMBER("files.*.weight.*", UNIT_NONE, 0, 1e6, NULL, ROLE_LEVEL,
               "worth of the whole file, own deaths", NULL),
    KEY_MAP("agendas", NULL, "sets of files that can be settled together"),
    KEY_REFS("agendas.*.files", "files", true, "its files"),
    KEY_TEXT("agendas.*.says", false, "a word on it"),
    KEY_LIST("agendas.*.facts", "how far talks on it were, as the record knows"),
    KEY_DATE("agendas.*.facts.*.date", true, "the day"),
    KEY_CHOICE("agendas.*.facts.*.stage", "dormant|contact|talks|text", NULL, true,
               "its stage from then on; an agreement is told by `struck` of a deal"),
    KEY_RECORD("bargaining", "how talks move"),
    KEY_NUMBER("bargaining.hazard", UNIT_PER_DAY, 0, 10, "0.4 per day", ROLE_LEVEL,
               "pace of a stage under full talk and a very wide zone", "judgement"),
    KEY_NUMBER("bargaining.breadth", UNIT_NONE, 0, 100, "0.5", ROLE_LEVEL,
               "m: how much each file slows talks", "judgement"),
    KEY_NUMBER("bargaining.collapse", UNIT_SHARE, 0, 1, "0.2", ROLE_LEVEL,
               "chance a decision day that talks lose a stage without a zone", "judgement"),
    KEY_NUMBER("bargaining.disagreement", UNIT_NONE, 0, 100, "0.5", ROLE_LEVEL,
               "D: share of the ledger without a deal that is at stake", "judgement"),
    KEY_NUMBER("bargaining.heat", UNIT_NONE, -2, 2, "0.1", ROLE_LEVEL,
               "r1, per unit of heat above rest", "judgement"),
    KEY_NUMBER("bargaining.belief", UNIT_NONE, -2, 2, "0.05", ROLE_LEVEL,
               "r2, per unit of log-odds above the prior", "judgement"),
    KEY_NUMBER("bargaining.tension", UNIT_NONE, -2, 2, "0.2", ROLE_LEVEL,
               "r3, from no tension to very much", "judgement"),
    KEY_NUMBER("bargaining.escrow", UNIT_NONE, 0, 2, "0.15", ROLE_LEVEL,
               "r4, while value for the agenda can be held by a third party", "judgement"),
    KEY_NUMBER("bargaining.credibility", UNIT_NONE, 0, 2, "0.1", ROLE_LEVEL,
               "r5, times talk on the file: a trusted mediator", "judgement"),
    KEY_NUMBER(
        "bargaining.doubt", UNIT_SHARE, 0, 0.99, "0", ROLE_LEVEL,
        "share of what is promised that an implacable rival is not expected to give, save what "
        "a third party holds",
        "judgement"),
    KEY_NUMBER("bargaining.spread", UNIT_SHARE, 0, 1.5, "0", ROLE_LEVEL,
               "standard deviation of what each takes the other's reserve for; 0: both know",
               "judgement"),
    KEY_NUMBER("bargaining.learned", UNIT_PER_DAY, 0, 10, "0.02 per day", ROLE_LEVEL,
               "how fast that error falls under full talk", "judgement"),
    KEY_NUMBER("bargaining.refused", UNIT_SHARE, 0, 1, "0.3", ROLE_LEVEL,
               "share of that error that an offer refused takes off", "judgement"),
};
static const ofr_keys bargaining_keys = {bargaining_table, OFR_COUNT_OF(bargaining_table),
                                         "bargaining"};

static void compile_file(ofr_compiler *c, const ofr_node *node, ofr_file *file)
{
    const ofr_node *between = node_get(node, "between"), *reserve = node_get(node, "reserve"),
                   *weight = node_get(node, "weight");

    file->id = node->id;
    if (between->n_children != 2) {
        faults_add(c->faults, between, "a file lies between two actors, found %zu",
                   between->n_children);
        return;
    }
    for (size_t j = 0; j < 2; j++) {
        const ofr_node *r = node_get(reserve, between->child[j]->text),
                       *w = node_get(weight, between->child[j]->text);

        file->end[j] = compile_actor(c, between->child[j]);
        if (!r || !w) {
            faults_add(c->faults, node, "needs reserve and weight of %s", between->child[j]->text);
            continue;
        }
        file->reserve[j] = (ofr_row)r->parameter;
        file->weight[j] = (ofr_row)w->parameter;
        file->now[j] = compile_num(c,
                                   compile_text(c, compile_text(c, node->id, ".", "reserve."), "",
                                                between->child[j]->text),
                                   "share");
    }
}

/* What a third party holds of an agenda's clauses. Deals are compiled before. */
static void compile_escrow(const ofr_model *m, const ofr_bargaining *own, size_t agenda,
                           ofr_agenda *a)
{
    const ofr_deals *deals = m->own->deals;
    double owed[2] = {0, 0};

    if (a->n_files == 0) return;
    for (size_t i = 0; i < deals->n_clauses; i++) {
        const ofr_clause *clause = &deals->clause[i];
        const bool held = clause->holder != OFR_NONE;
        if (deals->deal[clause->deal].agenda != agenda) continue;
        if (held) a->escrow = 1.0;
        for (size_t e = 0; e < 2; e++) {
            if (!clause_owed_to(m, clause, own->file[a->file[0]].end[e])) continue;
            owed[e] += 1.0;
            a->held[e] += held;
        }
    }
    for (size_t e = 0; e < 2; e++) a->held[e] /= m_max(owed[e], 1.0);
}

/* Who owes or is owed something by a deal that settles an agenda bargains over it. */
static void check_parties(ofr_compiler *c, const ofr_bargaining *own)
{
    static const char *const sides[] = {"by", "to"};
    const ofr_model *m = c->model;
    const ofr_deals *deals = m->own->deals;

    for (size_t i = 0; i < deals->n_clauses; i++) {
        const ofr_clause *clause = &deals->clause[i];
        const size_t agenda = clause->node ? deals->deal[clause->deal].agenda : OFR_NONE;
        if (agenda == OFR_NONE || own->agenda[agenda].n_files == 0) continue;
        const size_t *end = own->file[own->agenda[agenda].file[0]].end;
        for (size_t s = 0; s < 2; s++) {
            const ofr_node *named = node_get(clause->node, sides[s]);
            const size_t actor = compile_actor(c, named);
            if (actor == OFR_NONE || actor == end[0] || actor == end[1]) continue;
            if (end[0] == OFR_NONE || end[1] == OFR_NONE) continue;
            faults_add(c->faults, named,
                       "%s is no party of agenda %s; name %s or %s, or write a deal of its own",
                       m->actor[actor].id, own->agenda[agenda].id, m->actor[end[0]].id,
                       m->actor[end[1]].id);
        }
    }
}

/* What hangs on an agenda is signed once, all of it: two dates contradict each other. */
static void check_dates(ofr_compiler *c)
{
    const ofr_model *m = c->model;
    const ofr_node *section = node_get(c->spec->root, "deals");
    const ofr_deals *deals = m->own->deals;
    const int32_t never = date_from_ymd(2149, 12, 31);

    for (size_t i = 0; i < deals->n; i++) {
        const ofr_deal *one = &deals->deal[i];
        if (one->agenda == OFR_NONE || !signed_on(m, one->past) || one->past == never) continue;
        for (size_t j = 0; j < i; j++) {
            const ofr_deal *other = &deals->deal[j];
            char date[OFR_DATE_TEXT];
            if (other->agenda != one->agenda || !signed_on(m, other->past) ||
                other->past == never || other->past == one->past)
                continue;
            date_format(other->past, date);
            faults_add(c->faults, node_get(section->child[i], "struck"),
                       "agenda %s is signed on %s, by %s, with all that hangs on it; leave one of "
                       "the dates out, or write the same",
                       m->own->bargaining->agenda[one->agenda].id, date, other->id);
        }
    }
}

static ofr_status bargaining_compile(ofr_compiler *c)
{
    const ofr_node *root = c->spec->root, *node = node_get(root, "bargaining"),
                   *files = node_get(root, "files"), *agendas = node_get(root, "agendas");
    ofr_model *m = c->model;
    ofr_bargaining *own = compile_alloc(c, 1, sizeof *own);

    if (!own) return OFR_NO_MEMORY;
    c->own->bargaining = own;
    *own = (ofr_bargaining){
        .hazard = compile_par(node, "hazard"),
        .breadth = compile_par(node, "breadth"),
        .collapse = compile_par(node, "collapse"),
        .disagreement = compile_par(node, "disagreement"),
        .per_heat = compile_par(node, "heat"),
        .per_belief = compile_par(node, "belief"),
        .per_tension = compile_par(node, "tension"),
        .per_escrow = compile_par(node, "escrow"),
        .per_credit = compile_par(node, "credibility"),
        .doubt = compile_par(node, "doubt"),
        .spread = compile_par(node, "spread"),
        .learned = compile_par(node, "learned"),
        .refused = compile_par(node, "refused"),
    };
    own->file = compile_alloc(c, files->n_children, sizeof *own->file);
    own->agenda = compile_alloc(c, agendas->n_children, sizeof *own->agenda);
    if (!own->file || !own->agenda) return OFR_NO_MEMORY;
    for (size_t i = 0; i < files->n_children; i++) compile_file(c, files->child[i], &own->file[i]);
    own->n_files = files->n_children;
    for (size_t i = 0; i < agendas->n_children; i++) {
        const ofr_node *entry = agendas->child[i], *list = node_get(entry, "files");
        ofr_agenda *a = &own->agenda[i];

        *a = (ofr_agenda){
            .id = entry->id,
            .pair = OFR_NONE,
            .stream = stream_of("agenda", entry->id),
            .zone = compile_num(c, compile_text(c, entry->id, ".", "zone"), "own deaths"),
            .talk = compile_num(c, compile_text(c, entry->id, ".", "agenda-talk"), "share"),
            .stage = compile_whole(c, compile_text(c, entry->id, ".", "stage"), "stage"),
            .closed_zone = compile_nums(c, 1),
            .closed_talk = compile_nums(c, 1),
            .share = {compile_nums(c, 1), compile_nums(c, 1)},
            .error = {compile_num(c, compile_text(c, entry->id, ".", "error-1"), "share"),
                      compile_num(c, compile_text(c, entry->id, ".", "error-2"), "share")},
            .estimated = compile_wholes(c, 1),
        };
        compile_talks_known(c, entry, a);
        a->file = compile_alloc(c, list->n_children, sizeof *a->file);
        if (!a->file) return OFR_NO_MEMORY;
        for (size_t j = 0; j < list->n_children; j++) {
            const size_t file = node_index(files, list->child[j]->text);
            if (file == SIZE_MAX) continue;
            const size_t d = model_dyad(m, own->file[file].end[0], own->file[file].end[1]);
            if (d == OFR_NONE)
                faults_add(c->faults, list->child[j],
                           "the two ends of file '%s' are no hostile pair", files->child[file]->id);
            else if (a->n_files && own->file[a->file[0]].end[0] != own->file[file].end[0]) {
                faults_add(
                    c->faults, list->child[j],
                    "all files of an agenda lie between the same two actors, in the same order");
            } else
                a->pair = m->dyad[d].pair;
            a->file[a->n_files++] = file;
        }
        const size_t from = a->n_files ? own->file[a->file[0]].end[0] : OFR_NONE,
                     to = a->n_files ? own->file[a->file[0]].end[1] : OFR_NONE;
        a->slot = compile_slot(c,
                               (ofr_slot){SLOT_TALKS, entry->id, from, to, OFR_NONE, OFR_NONE, i});
        if (a->pair == OFR_NONE)
            faults_add(c->faults, entry, "needs at least one file between a hostile pair");
        if (list->n_children > 16)
            faults_add(c->faults, list, "an agenda has at most 16 files, found %zu",
                       list->n_children);
    }
    for (size_t i = 0; i < agendas->n_children; i++) compile_escrow(m, own, i, &own->agenda[i]);
    own->n_agendas = m->n_agendas = agendas->n_children;
    check_parties(c, own);
    check_dates(c);
    return OFR_OK;
}

static void bargaining_start(const ofr_model *m, ofr_block *b)
{
    const ofr_bargaining *own = m->own->bargaining;

    for (size_t i = 0; i < own->n_agendas; i++) talks_before(m, b, &own->agenda[i]);
}

/* Reservation value of one end of a file today. */
static double reserve_now(const ofr_model *m, const ofr_block *b, size_t file, size_t end,
                          double escrow, size_t k)
{
    const ofr_bargaining *own = m->own->bargaining;
    const ofr_file *f = &own->file[file];
    const ofr_dyad *dyad = &m->dyad[model_dyad(m, f->end[end], f->end[1 - end])];
    const ofr_politics *p = politics_of(m, f->end[end]);
    const size_t d = (size_t)(dyad - m->dyad);
    double r = par(b, f->reserve[end])[k];

    r += par(b, own->per_heat)[k] * (num(b, p->heat)[k] - par(b, p->heat_base)[k]);
    r += par(b, own->per_belief)[k] *
         (num(b, dyad->belief)[k] - par(b, m->own->beliefs->prior[d])[k]);
    r += par(b, own->per_tension)[k] *
         saturate(num(b, dyad->tension)[k], par(b, m->own->war->tension_scale)[k]);
    r -= par(b, own->per_escrow)[k] * escrow;
    r -= par(b, own->per_credit)[k] * num(b, m->own->channels->file_talk[file])[k];
    return m_clamp(r, 0.0, 1.5);
}

/* signs: it is signed today, whatever it brings; else terms that bring a side nothing will not be signed. */
static void weigh_agenda(const ofr_model *m, ofr_block *b, size_t i, size_t k, bool signs)
{
    const ofr_bargaining *own = m->own->bargaining;
    const ofr_agenda *agenda = &own->agenda[i];
    const double stake = par(b, own->disagreement)[k];
    bargain g = {.n = agenda->n_files};
    double gain[2], trust[2];

    for (size_t e = 0; e < 2; e++) {
        const size_t p = own->file[agenda->file[0]].end[e],
                     d = model_dyad(m, p, own->file[agenda->file[0]].end[1 - e]);

        trust[e] = 1.0 - par(b, own->doubt)[k] * (1.0 - agenda->held[e]) *
                             m_logistic(num(b, m->dyad[d].belief)[k]);
        g.none[e] = -stake * num(b, m->dyad[d].utility)[k] -
                    num(b, politics_of(m, p)->breadth)[k] * (double)agenda->n_files;
        for (size_t f = 0; f < agenda->n_files; f++) {
            const size_t file = agenda->file[f];
            const double r = reserve_now(m, b, file, e, agenda->escrow, k),
                         weight = par(b, own->file[file].weight[e])[k];
            g.w[e][f] = weight * trust[e];
            g.none[e] -= weight * r;
            num(b, own->file[file].now[e])[k] = r;
        }
    }
    const int32_t stage = whole(b, agenda->stage)[k];
    double zone = solve_bargain(&g, gain);
    if (par(b, own->spread)[k] > 0.0)
        zone = zone_seen_by_both(m, b, agenda, &g, stage > 0 && stage < 4 && !signs, k);
    num(b, agenda->zone)[k] = zone;
    if (stage == 4) return; /* what was signed is not weighed again */
    /* The ledger pays the terms as agreed: what was doubted of them is worth nothing only if it does not come. */
    for (size_t e = 0; e < 2; e++) {
        const double paid = trust[e] < 1.0 ? g.none[e] + (gain[e] - g.none[e]) / trust[e] : gain[e];
        num(b, agenda->share[e])[k] = gain[e] > 0.0 || signs ? paid : 0.0;
    }
}

static void gain_stage(const ofr_model *m, ofr_block *b, int32_t day, size_t i, size_t k)
{
    const ofr_agenda *agenda = &m->own->bargaining->agenda[i];
    int32_t *stage = &whole(b, agenda->stage)[k];

    act(m, b, agenda->slot, k, OFR_NO_ACT, -1);
    if (++*stage < 4) return;
    strike_deals(m, b, day, i, k, act_number(m, day, agenda->slot), -1);
}

/* An agenda that was settled can be taken up again once all its clauses are over, but where all of it is done once and some of it was:
 * who was freed is not freed again. What is promised for a time can be promised anew. */
static void reopen(const ofr_model *m, ofr_block *b, size_t i, size_t k)
{
    const ofr_deals *deals = m->own->deals;
    int32_t *stage = &whole(b, m->own->bargaining->agenda[i].stage)[k];
    bool done = false, lasting = false;

    if (*stage < 4) return;
    for (size_t j = 0; j < deals->n_clauses; j++) {
        const ofr_clause *clause = &deals->clause[j];
        const int32_t state = whole(b, clause->state)[k];
        if (deals->deal[clause->deal].agenda != i) continue;
        if (state == CLAUSE_DUE || state == CLAUSE_IN_FORCE) return;
        if (whole(b, clause->frozen_from)[k] != CLAUSE_NONE) return; /* it may be released */
        done |= state == CLAUSE_KEPT;
        lasting |= clause->does == DOES_RESTRAIN || clause->does == DOES_WITHHOLD;
    }
    if (lasting || !done) *stage = 0;
}

/* Talk of today on an agenda: the least among its files. */
static void agenda_talk(const ofr_model *m, ofr_block *b, const ofr_agenda *agenda)
{
    double *talk = num(b, agenda->talk);

    for (size_t k = 0; k < LANES; k++) talk[k] = 1.0; /* lanes */
    for (size_t f = 0; f < agenda->n_files; f++) {
        const double *q = num(b, m->own->channels->file_talk[agenda->file[f]]);
        for (size_t k = 0; k < LANES; k++) talk[k] = m_min(talk[k], q[k]); /* lanes */
    }
}

/* Hazard of gaining a stage today, written over p. */
static void stage_hazard(const ofr_model *m, const ofr_block *b, const ofr_agenda *agenda,
                         double *p)
{
    const ofr_bargaining *own = m->own->bargaining;
    const ofr_pair *pair = &m->pair[agenda->pair];
    const int32_t *at_war = whole(b, pair->at_war);
    const double *s0 = num(b, m->dyad[pair->dyad[0]].stance),
                 *s1 = num(b, m->dyad[pair->dyad[1]].stance);
    const double *pace = par(b, own->hazard), *breadth = par(b, own->breadth),
                 n = (double)agenda->n_files;
    const double *zone = num(b, agenda->zone), *talk = num(b, agenda->talk);

    for (size_t k = 0; k < LANES; k++) p[k] = m_max(zone[k], 0.0); /* lanes */
    for (size_t k = 0; k < LANES; k++)
        p[k] = pace[k] * talk[k] * saturate(p[k], 1.0) / (1.0 + breadth[k] * n);      /* lanes */
    for (size_t k = 0; k < LANES; k++) p[k] *= m_max(s0[k], s1[k]) < 1.5 ? 1.0 : 0.0; /* lanes */
    for (size_t k = 0; k < LANES; k++) p[k] *= (double)(1 - at_war[k]);               /* lanes */
}

/* A decision day: what was settled may open again, terms are weighed, and talks without a zone may fall back. */
static void weigh_and_fall_back(const ofr_model *m, ofr_block *b, int32_t day, size_t i)
{
    const ofr_bargaining *own = m->own->bargaining;
    const ofr_agenda *agenda = &own->agenda[i];
    const double *zone = num(b, agenda->zone);
    int32_t *stage = whole(b, agenda->stage);

    for (size_t k = 0; k < LANES; k++) {
        reopen(m, b, i, k);
        weigh_agenda(m, b, i, k, false);
        const bool fails = zone[k] <= 0 && stage[k] > 0 && stage[k] < 4;
        if (fails &&
            unit(words_of(m, b, day, agenda->stream, 1, k).w[0]) < par(b, own->collapse)[k])
            stage[k]--;
    }
}

static void agenda_step(const ofr_model *m, ofr_block *b, int32_t day, size_t i, bool regular)
{
    const ofr_agenda *agenda = &m->own->bargaining->agenda[i];
    double *zone = num(b, agenda->zone), *talk = num(b, agenda->talk),
           *no_zone = num(b, agenda->closed_zone), *no_talk = num(b, agenda->closed_talk);
    double p[LANES], u[LANES];
    int32_t gains[LANES], any = 0;
    const int32_t *stage = whole(b, agenda->stage);
    uint8_t lane[LANES];

    talks_told(m, b, day, agenda);
    if (regular) weigh_and_fall_back(m, b, day, i);
    agenda_talk(m, b, agenda);
    learn_by_talk(m, b, agenda);
    for (size_t k = 0; k < LANES; k++) no_zone[k] += zone[k] <= 0.0 ? 1.0 : 0.0; /* lanes */
    for (size_t k = 0; k < LANES; k++) p[k] = zone[k] > 0.0 ? 1.0 : 0.0;         /* lanes */
    for (size_t k = 0; k < LANES; k++) no_talk[k] += talk[k] < 0.1 ? p[k] : 0.0; /* lanes */
    stage_hazard(m, b, agenda, p);
    for (size_t k = 0; k < LANES; k++) p[k] = 1.0 - m_exp(-p[k]); /* lanes */
    uniforms(m, b, day, agenda->stream, 0, u);
    for (size_t k = 0; k < LANES; k++) gains[k] = (u[k] < p[k]) & (stage[k] < 4); /* lanes */
    for (size_t k = 0; k < LANES; k++) any |= gains[k];                           /* lanes */
    for (size_t j = 0, total = any ? lanes_where(gains, lane) : 0; j < total; j++)
        gain_stage(m, b, day, i, lane[j]);
}

/* Deals and stages of the past are facts; only the zone is followed, and what each takes the other for. */
static void agenda_in_history(const ofr_model *m, ofr_block *b, int32_t day, size_t i, bool regular)
{
    const ofr_agenda *agenda = &m->own->bargaining->agenda[i];
    const bool moved = talks_told(m, b, day, agenda);
    double hazard[LANES];

    for (size_t k = 0; regular && k < LANES; k++) weigh_agenda(m, b, i, k, false);
    agenda_talk(m, b, agenda);
    learn_by_talk(m, b, agenda);
    if (moved) return;
    stage_hazard(m, b, agenda, hazard);
    talks_stayed(m, b, day, i, hazard, regular);
}

/* A deal that is signed on a date, whatever the talks: all that hangs on its agenda. An agenda that was settled before is not
 * settled again. */
static void sign_deal(const ofr_model *m, ofr_block *b, int32_t day, size_t i, size_t k)
{
    const size_t agenda = m->own->deals->deal[i].agenda;
    int32_t cause = OFR_NO_ACT;

    if (agenda == OFR_NONE) {
        strike_deal(m, b, day, i, k, cause, -1);
        return;
    }
    const ofr_agenda *of = &m->own->bargaining->agenda[agenda];
    if (whole(b, of->stage)[k] == 4) return;
    weigh_agenda(m, b, agenda, k, true);
    whole(b, of->stage)[k] = 4;
    act(m, b, of->slot, k, OFR_NO_ACT, -1);
    cause = act_number(m, day, of->slot);
    strike_deals(m, b, day, agenda, k, cause, -1);
}

static void bargaining_step(const ofr_model *m, ofr_block *b, int32_t day)
{
    const ofr_bargaining *own = m->own->bargaining;
    const ofr_deals *deals = m->own->deals;
    const bool history = b->given && b->given->history;
    const bool regular = day % m->own->stances->epoch == 0;

    for (size_t i = 0; i < own->n_agendas; i++) {
        draw_estimates(m, b, day, &own->agenda[i]);
        if (history)
            agenda_in_history(m, b, day, i, regular);
        else
            agenda_step(m, b, day, i, regular);
    }
    for (size_t i = 0; i < deals->n; i++) {
        if (deals->deal[i].past != day || !signed_on(m, day)) continue;
        for (size_t k = 0; k < LANES; k++) sign_deal(m, b, day, i, k);
    }
}

static const ofr_mechanism bargaining_mechanism = {
    .name = "bargaining",
    .keys = &bargaining_keys,
    .compile = bargaining_compile,
    .start = bargaining_start,
};
