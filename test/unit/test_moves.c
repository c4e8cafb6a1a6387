/* Moves: read from files, bound to things of a scenario, and refused with place and cure. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "scratch.h"
#include "source_path.h"
#include "studies/moves_parts.h"

static const char *const text =
    "offramp: 1\ntitle: moves\nstart: 2024-03-01\nhorizon: 60 days\nhostile: [[a, b]]\n"
    "actors:\n"
    "  a: {name: A, kind: principal}\n"
    "  b: {name: B, kind: principal}\n"
    "  g: {name: G, kind: group, backed-by: {b: {control: 0.5}}}\n"
    "  m: {name: M, kind: mediator}\n"
    "theatres: {x: {name: X}}\n"
    "channels:\n"
    "  open: {between: [a, b], via: m, delay: 6 days, files: [f]}\n"
    "  shut: {between: [a, b], open: never, files: [f]}\n"
    "files: {f: {between: [a, b], reserve: {a: 0.4, b: 0.4}, weight: {a: 5, b: 5}}}\n"
    "agendas: {f: {files: [f]}}\n"
    "deals:\n"
    "  d:\n"
    "    agenda: f\n"
    "    clauses:\n"
    "      - {id: money, by: a, to: b, does: unfreeze, of: 1e6 USD, holder: m, due: 10 days}\n"
    "      - {id: quiet, by: b, to: a, does: restrain, restrains: [g], due: 5 days}\n"
    "drivers: {w: {owners: [a, g], ends: 0.01 per day, starts: 0.01 per day, "
    "backing: {m: 0.5, b: 0}}}\n"
    "campaigns: [{id: c, by: g, halts: 0.01 per day}]\n"
    "orders: [{by: b, to: c}]\n"
    "offers: [{id: calm, by: b, to: a, gives: {campaigns: [c]}}]\n"
    "conduct:\n"
    "  - {id: raids, from: g, to: a, in: x, act: harass, at: forces, rate: 0.1 per day}\n"
    "  - {id: reply, from: a, to: b, in: x, act: direct, at: homeland}\n"
    "red-lines: {raid: {holder: a, when: {flows: [raids], act: harass+}, response: {options: "
    "[reply]}}}\n"
    "politics: {a: {}, b: {}}\n"
    "outcomes: {war: {event: war}}\n";

typedef struct world {
    ofr_study *study;
    ofr_moves moves;
    ofr_bound bound;
} world;

static world open_with(void **state, const char *move)
{
    char path[SCRATCH_ROOM];
    ofr_error err = {0};
    world w = {0};

    if (study_open_text(text, strlen(text), "moves.yaml", NULL, &w.study, &err) != OFR_OK)
        fail_msg("%s: %s", err.where, err.text);
    assert_int_equal(moves_init(&w.moves, &err), OFR_OK);
    scratch_put(state, "move.yaml", move);
    if (moves_add_file(&w.moves, scratch_path(state, "move.yaml", path), &err) != OFR_OK)
        fail_msg("%s: %s", err.where, err.text);
    if (moves_bind(&w.moves, w.study, &w.bound, &err) != OFR_OK)
        fail_msg("%s: %s", err.where, err.text);
    return w;
}

static void close_world(world *w)
{
    bound_done(&w->bound);
    moves_done(&w->moves);
    study_close(w->study);
}

/* ---- binding ------------------------------------------------------------------------------------- */

/* Expected: by hand from the scenario above. */
static void test_each_kind_knows_who_has_which_role(void **state)
{
    static const struct {
        const char *kind, *role, *thing, *who;
    } row[] = {
        {"channel", "sides", "open", "a b"},   {"channel", "via", "open", "m"},
        {"deal", "sides", "d", "a b"},         {"deal", "holders", "d", "m"},
        {"order", "patron", "1", "b"},         {"order", "client", "1", "g"},
        {"offer", "by", "calm", "b"},          {"offer", "to", "calm", "a"},
        {"red-line", "holder", "raid", "a"},   {"flow", "from", "raids", "g"},
        {"flow", "to", "raids", "a"},          {"driver", "owners", "w", "a g"},
        {"driver", "backers", "w", "m b"},     {"theatre", "targets", "x", "a"},
        {"standoff", "principals", "", "a b"}, {"standoff", "bargainers", "", "a b"},
    };
    static const char *const path[] = {"channels.open.leak: 0.01",
                                       "deals.d.clauses.*.verify: 1 day",
                                       "orders.1.base: 20",
                                       "offers.calm.made: \"{day}\"",
                                       "red-lines.raid.response.base: 0",
                                       "conduct.raids.rate: 0 per day",
                                       "drivers.w.ends: 1 per day",
                                       "theatres.x.protection: 0.5",
                                       "bargaining.hazard: times 2"};

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        char move[512], who[64] = "";
        size_t kind = 0, n = 0;
        while (strcmp(move_kind_name((move_kind)kind), row[i].kind) != 0) kind++;
        snprintf(move, sizeof move,
                 "offramp: 1\nsays: it\nfor: %s\nconsent: [%s]\nsource: test\nchanges:\n  %s\n",
                 row[i].kind, row[i].role, path[kind]);
        world w = open_with(state, move);
        bool found = false;
        for (size_t b = 0; b < w.bound.n; b++) {
            const bound_move *m = &w.bound.item[b];
            if (strcmp(m->thing, row[i].thing) != 0) continue;
            found = true;
            if (m->why_not) fail_msg("%s %s: %s", row[i].kind, row[i].thing, m->why_not);
            for (size_t c = 0; c < m->n_consent; c++)
                n += (size_t)snprintf(who + n, sizeof who - n, "%s%s", c ? " " : "", m->consent[c]);
        }
        if (!found) fail_msg("%s has no %s", row[i].kind, row[i].thing);
        assert_string_equal(who, row[i].who);
        close_world(&w);
    }
}

/* Expected: the file's words with the thing, the actor and the day put in; 2024-03-01 and ten days. */
static void test_a_move_is_bound_with_its_changes_days_and_prices(void **state)
{
    world w = open_with(state, "offramp: 1\nsays: back it\nfor: driver\neach: backers\n"
                               "consent: [each, owners]\nlead: 10 days\nlasts: 20 days\n"
                               "works: 70 %\ncosts: {each: 2, owners: 3}\nsource: test\n"
                               "changes:\n  drivers.{id}.backing.{each}: plus 1\n");
    assert_int_equal(w.bound.n, 2);
    assert_int_equal(w.bound.n_fit, 2);
    const bound_move *m = &w.bound.item[1];
    assert_string_equal(m->name, "move:w:b");
    assert_string_equal(m->change[0].path, "drivers.w.backing.b");
    assert_string_equal(m->change[0].value, "plus 1");
    assert_int_equal(m->from, date_parse("2024-03-11"));
    assert_int_equal(m->to, date_parse("2024-03-30"));
    assert_int_equal(m->change[0].from, m->from);
    assert_int_equal(m->change[0].to, m->to);
    assert_int_equal(m->n_consent, 3);
    assert_int_equal(m->n_prices, 3);
    assert_string_equal(m->price[0].actor, "b");
    assert_true(m->price[0].own_deaths == 2 && m->price[1].own_deaths == 3);
    assert_true(m->move->works == 0.7);
    close_world(&w);
    w = open_with(state, "offramp: 1\nsays: sign\nfor: deal\nconsent: [sides]\nlead: 10 days\n"
                         "source: test\nchanges:\n  deals.{id}.struck: \"{day}\"\n");
    assert_string_equal(w.bound.item[0].change[0].value, "2024-03-11");
    close_world(&w);
}

/* Expected: the sentence that says what is missing. */
static void test_what_does_not_fit_says_why(void **state)
{
    static const struct {
        const char *move, *thing, *says; /* says NULL: it fits */
    } row[] = {
        {"for: channel\nwhen:\n  channels.{id}.open: never | in-crisis\nconsent: [sides]\n"
         "changes:\n  channels.{id}.open: always\n",
         "open", "its open is always, and the move wants never | in-crisis"},
        {"for: channel\nwhen:\n  channels.{id}.open: never | in-crisis\nconsent: [sides]\n"
         "changes:\n  channels.{id}.open: always\n",
         "shut", NULL},
        {"for: channel\nwhen:\n  channels.{id}.delay: above 1 week\nconsent: [sides]\n"
         "changes:\n  channels.{id}.delay: times 0.5\n",
         "open", "its delay is 6 days, and the move wants above 1 week"},
        {"for: channel\nwhen:\n  channels.{id}.delay: below 1 week\nconsent: [sides]\n"
         "changes:\n  channels.{id}.delay: times 0.5\n",
         "open", NULL},
        {"for: channel\nwhen:\n  channels.{id}.delay: above often\nconsent: [sides]\n"
         "changes:\n  channels.{id}.delay: times 0.5\n",
         "open", "which is no value of it"},
        {"for: channel\nwhen:\n  channels.{id}.delay: unset\nconsent: [sides]\n"
         "changes:\n  channels.{id}.delay: times 0.5\n",
         "shut", NULL},
        {"for: channel\nconsent: [via]\nchanges:\n  channels.{id}.leak: 0\n", "shut",
         "nobody has a role that must consent (via)"},
        {"for: flow\nprincipal: [from]\nconsent: [from]\nchanges:\n  conduct.{id}.rate: 0 per "
         "day\n",
         "raids", "g is no principal"},
        {"for: flow\nconsent: [from]\nlead: 60 days\nchanges:\n  conduct.{id}.rate: 0 per day\n",
         "raids", "after the horizon"},
        /* a path that other scenarios have */
        {"for: deal\nconsent: [sides]\nchanges:\n  shocks.{id}.rate: 0 per day\n", "d",
         "the scenario does not take it"},
        {"for: driver\neach: backers\nconsent: [each]\nchanges:\n  drivers.{id}.starts: much\n",
         "w", "found 'much'"},
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        char move[1024];
        bool found = false;
        snprintf(move, sizeof move, "offramp: 1\nsays: it\nsource: test\n%s", row[i].move);
        world w = open_with(state, move);
        for (size_t b = 0; b < w.bound.n && !found; b++) {
            const bound_move *m = &w.bound.item[b];
            if (strcmp(m->thing, row[i].thing) != 0) continue;
            found = true;
            if (!row[i].says && m->why_not) fail_msg("row %zu: %s", i, m->why_not);
            if (row[i].says && !m->why_not) fail_msg("row %zu fits", i);
            if (row[i].says && !strstr(m->why_not, row[i].says))
                fail_msg("'%s' is not in: %s", row[i].says, m->why_not);
        }
        assert_true(found);
        close_world(&w);
    }
}

/* ---- refusals ------------------------------------------------------------------------------------ */

/* Expected: the line and the sentence that names what to change. */
static void test_a_faulty_file_is_refused_with_its_places(void **state)
{
    static const struct {
        const char *move, *says;
    } row[] = {
        {"for: channel\nconsent: [sides]\n", "it changes nothing"},
        {"for: channel\nchanges:\n  channels.{id}.leak: 0\n", "consent"},
        {"for: channel\nconsent: []\nchanges:\n  channels.{id}.leak: 0\n", "nobody has to consent"},
        {"for: channel\nconsent: [owners]\nchanges:\n  channels.{id}.leak: 0\n",
         "move.yaml:5:11: consent.1: found 'owners'; a channel has the roles sides, via"},
        {"for: channel\nconsent: [each]\nchanges:\n  channels.{id}.leak: 0\n", "found 'each'"},
        {"for: channel\neach: holder\nconsent: [each]\nchanges:\n  channels.{id}.leak: 0\n",
         "found 'holder'"},
        {"for: channel\nconsent: [sides]\ncosts: {owners: 2}\nchanges:\n  channels.{id}.leak: 0\n",
         "found 'owners'"},
        {"for: channel\nconsent: [sides]\nchanges:\n  channels.{ids}.leak: 0\n", "found '{ids}'"},
        {"for: channel\nconsent: [sides]\nchanges:\n  channels.{each}.leak: 0\n", "found '{each}'"},
        {"for: channel\nconsent: [sides]\nchanges:\n  channels.{id.leak: 0\n", "found '{id.leak'"},
        {"for: standoff\nconsent: [principals]\nchanges:\n  channels.{id}.leak: 0\n",
         "found '{id}'"},
        {"for: channel\nconsent: [sides]\nchanges:\n"
         "  channels.{id}.leak: {value: 0, from: 2024-04-01}\n",
         "come from lead and lasts"},
        {"for: channel\nconsent: [sides]\nworks: {value: 0.5, prior: \"beta(2, 2)\"}\nchanges:\n"
         "  channels.{id}.leak: 0\n",
         "a prior is not drawn"},
        {"for: channel\nconsent: [sides]\nworks: 2\nchanges:\n  channels.{id}.leak: 0\n", "works"},
        {"for: channels\nconsent: [sides]\nchanges:\n  channels.{id}.leak: 0\n",
         "did you mean 'channel'"},
        {"for: channel\nconsent: [sides]\nlaeds: 3 days\nchanges:\n  channels.{id}.leak: 0\n",
         "laeds"},
    };
    char path[SCRATCH_ROOM];

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        char move[1024];
        ofr_moves moves;
        ofr_error err = {0};
        snprintf(move, sizeof move, "offramp: 1\nsays: it\nsource: test\n%s", row[i].move);
        scratch_put(state, "move.yaml", move);
        assert_int_equal(moves_init(&moves, &err), OFR_OK);
        if (moves_add_file(&moves, scratch_path(state, "move.yaml", path), &err) == OFR_OK)
            fail_msg("taken: %s", row[i].move);
        if (!strstr(err.text, row[i].says)) fail_msg("'%s' is not in: %s", row[i].says, err.text);
        assert_int_equal(moves.n, 0);
        ofr_error_done(&err);
        moves_done(&moves);
    }
}

/* Expected: a path that no table of keys has is the file's fault, whatever the scenario. */
static void test_a_path_that_no_scenario_has_is_refused_with_its_place(void **state)
{
    char path[SCRATCH_ROOM];
    ofr_study *study = NULL;
    ofr_moves moves;
    ofr_bound bound = {0};
    ofr_error err = {0};

    assert_int_equal(study_open_text(text, strlen(text), "moves.yaml", NULL, &study, &err), OFR_OK);
    assert_int_equal(moves_init(&moves, &err), OFR_OK);
    scratch_put(state, "move.yaml",
                "offramp: 1\nsays: it\nsource: test\nfor: channel\nconsent: [sides]\nchanges:\n"
                "  channels.{id}.leek: 0\n");
    assert_int_equal(moves_add_file(&moves, scratch_path(state, "move.yaml", path), &err), OFR_OK);
    assert_int_equal(moves_bind(&moves, study, &bound, &err), OFR_STRUCTURE);
    assert_non_null(strstr(err.text, "move.yaml:7:"));
    assert_non_null(strstr(err.text, "no scenario has such a path"));
    ofr_error_done(&err);
    /* Two of one name. */
    assert_int_equal(moves_add_file(&moves, scratch_path(state, "move.yaml", path), &err),
                     OFR_USAGE);
    assert_non_null(strstr(err.text, "there is a move of that name"));
    ofr_error_done(&err);
    moves_done(&moves);
    study_close(study);
}

/* ---- those that are shipped ---------------------------------------------------------------------- */

/* Expected: each is read, and fits something in one of the library's scenarios. */
static void test_each_shipped_move_fits_a_scenario(void **state)
{
    static const char *const scenario[] = {"scenarios/us-iran-2024.yaml",
                                           "scenarios/cuba-1962.yaml"};
    char path[8192], directory[4096];
    ofr_moves moves;
    ofr_error err = {0};
    ofr_study *study[2] = {0};
    ofr_bound bound[2] = {0};

    (void)state;
    assert_int_equal(moves_init(&moves, &err), OFR_OK);
    source_path("moves", directory, sizeof directory);
    DIR *open = opendir(directory);
    assert_non_null(open);
    for (struct dirent *entry; (entry = readdir(open)) != NULL;) {
        if (entry->d_name[0] == '.') continue;
        snprintf(path, sizeof path, "%s/%s", directory, entry->d_name);
        if (moves_add_file(&moves, path, &err) != OFR_OK) fail_msg("%s: %s", err.where, err.text);
    }
    closedir(open);
    assert_true(moves.n >= 12);
    for (size_t i = 0; i < 2; i++) {
        source_path(scenario[i], path, sizeof path);
        if (study_open(path, NULL, &study[i], &err) != OFR_OK)
            fail_msg("%s: %s", err.where, err.text);
    }
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(moves_bind(&moves, study[i], &bound[i], &err), OFR_OK);
    for (size_t m = 0; m < moves.n; m++) {
        size_t fits = 0;
        for (size_t i = 0; i < 2; i++) {
            for (size_t b = 0; b < bound[i].n; b++)
                fits += bound[i].item[b].move == &moves.move[m] && !bound[i].item[b].why_not;
        }
        if (fits == 0) fail_msg("%s fits nothing", moves.move[m].name);
        assert_true(*moves.move[m].fails != '\0');
    }
    for (size_t i = 0; i < 2; i++) {
        bound_done(&bound[i]);
        study_close(study[i]);
    }
    moves_done(&moves);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_make, scratch_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_each_kind_knows_who_has_which_role),
        TEST(test_a_move_is_bound_with_its_changes_days_and_prices),
        TEST(test_what_does_not_fit_says_why),
        TEST(test_a_faulty_file_is_refused_with_its_places),
        TEST(test_a_path_that_no_scenario_has_is_refused_with_its_place),
        cmocka_unit_test(test_each_shipped_move_fits_a_scenario),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
