/* day.c -- one day of one block: the mechanisms in order, each reading what earlier ones wrote today and
 * the state of yesterday. Included by kernel.c.
 */

/* Clears what happened yesterday. */
static void open_day(const ofr_model *m, ofr_block *b)
{
    static const size_t per_flow = 7;
    const ofr_row first[] = {m->deaths_own, m->deaths_partner, m->deaths_attacker, m->wounded,
                             m->slipped,    m->read_up,        m->charged};
    int32_t *cause = whole(b, m->cause), *root = whole(b, m->root);

    memset(num(b, m->count), 0, m->n_slots * LANES * sizeof(double));
    for (size_t i = 0; i < per_flow; i++)
        memset(num(b, first[i]), 0, m->n_flows * LANES * sizeof(double));
    for (size_t i = 0; i < m->n_slots * LANES; i++) cause[i] = OFR_NO_ACT;
    for (size_t i = 0; i < m->n_slots * LANES; i++) root[i] = -1;
    if (b->given) memset(b->density, 0, density_rows(m) * LANES * sizeof(double));
}

/* What the record says of today weighs the particles: each source, in the order of its rows. */
static void weigh(const ofr_model *m, ofr_block *b)
{
    double *weight = b->log_weight;

    for (size_t r = 0; r < density_rows(m); r++) {
        const double *density = b->density + r * LANES;
        for (size_t k = 0; k < LANES; k++) weight[k] += density[k]; /* lanes */
    }
    if (m->n_sources) sources_weigh(m, b);
}

static void one_day(const ofr_model *m, ofr_block *b, int32_t day)
{
    open_day(m, b);
    calendar_step(m, b, day);   /* shocks from outside */
    drivers_step(m, b, day);    /* wars and truces elsewhere */
    channels_step(m, b, day);   /* words sent and delivered */
    beliefs_step(m, b);         /* what each thinks the other is */
    orders_step(m, b, day);     /* who asks a client to hold its fire */
    stances_step(m, b, day);    /* how hard each leans */
    bargaining_step(m, b, day); /* is there a zone, do talks move */
    deals_step(m, b, day);      /* clauses kept, broken, frozen */
    offers_step(m, b, day);     /* what is held back on a condition */
    campaigns_step(m, b, day);  /* who keeps up fire, who halts */
    if (b->given && b->given->history) answers_expect(m, b, day); /* what is due, perhaps */
    conduct_step(m, b, day);                                      /* who does what to whom */
    red_lines_answer(m, b, day); /* answers that are due become acts */
    harm_step(m, b, day);        /* who is hurt */
    perception_step(m, b, day);  /* what the victim reads into it */
    memory_step(m, b, day);      /* what is remembered, and how tense it is */
    red_lines_step(m, b, day);   /* which lines were crossed */
    campaigns_close(m, b, day);  /* what the day says of halts */
    proxies_step(m, b);          /* control and capability */
    politics_step(m, b, day);    /* heat, factions, elections */
    drivers_close(m, b, day);    /* how its owners look at each war now */
    war_step(m, b, day);         /* exchanges, onset, end of war */
    offers_close(m, b, day);     /* what the day means to offers */
    ledger_step(m, b, day);      /* what each has got */
    outcomes_step(m, b, day);    /* what came true */
    series_step(m, b, day);      /* what reports follow */
    if (b->given) weigh(m, b);   /* how likely the record is */
}

static void first_day(const ofr_model *m, ofr_block *b, int32_t day)
{
    (void)day;
    for (size_t i = 0; i < N_MECHANISMS; i++) {
        if (table[i]->start) table[i]->start(m, b);
    }
}
