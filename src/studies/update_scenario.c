/* update_scenario.c -- see update_scenario.h. */
#include "update_scenario.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record_names.h"

enum { WHY = 200 };

/* One value in the text, and what stands there instead. */
typedef struct change {
    size_t at, n;
    char text[OFR_DATE_TEXT + 64];
} change;

static ofr_status no_memory(ofr_error *err)
{
    return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the scenario");
}

/* ---- places -------------------------------------------------------------------------------------- */

/* Byte of a place in the text; columns count characters. SIZE_MAX: there is no such place. */
static size_t byte_of(const char *text, const ofr_place *place)
{
    size_t at = 0;

    for (int line = 1; line < place->line; line++) {
        const char *end = strchr(text + at, '\n');
        if (!end) return SIZE_MAX;
        at = (size_t)(end - text) + 1;
    }
    for (int column = 1; column < place->column; column++) {
        if (!text[at] || text[at] == '\n') return SIZE_MAX;
        for (at++; ((unsigned char)text[at] & 0xc0) == 0x80;) at++;
    }
    return at;
}

/* Bytes of a scalar: to its closing quote, or, plain, to what ends it. */
static size_t scalar_size(const char *text)
{
    const char quote = text[0];
    size_t n = 0;

    if (quote == '"' || quote == '\'') {
        for (n = 1; text[n] && text[n] != quote;) n += text[n] == '\\' && quote == '"' ? 2 : 1;
        return text[n] == quote ? n + 1 : 0;
    }
    while (text[n] && !strchr("\n,}]", text[n]) && !(text[n] == '#' && n > 0 && text[n - 1] == ' '))
        n++;
    while (n > 0 && strchr(" \t\r#", text[n - 1])) n--;
    return n;
}

static ofr_status find_value(const ofr_study *study, const ofr_node *node, const char *name,
                             change *ret, ofr_error *err)
{
    const ofr_spec *spec = study->spec;

    if (!node || !node->stated || node->place.line < 1)
        return ofr_fail(err, OFR_STRUCTURE, spec->file,
                        "states no %s, so that an update has nothing to move; write one", name);
    if (strcmp(node->place.file, spec->file) != 0)
        return ofr_fail(
            err, OFR_STRUCTURE, spec->file,
            "its %s stands in %s, which it includes; an update writes the scenario itself: "
            "move the value there",
            name, node->place.file);
    ret->at = byte_of(spec->text, &node->place);
    ret->n = ret->at == SIZE_MAX ? 0 : scalar_size(spec->text + ret->at);
    if (ret->n > 0) return OFR_OK;
    return ofr_fail(err, OFR_STRUCTURE, spec->file,
                    "line %d: its %s cannot be replaced; write it on one line", node->place.line,
                    name);
}

static int by_place(const void *left, const void *right)
{
    const change *a = left, *b = right;

    return (a->at > b->at) - (a->at < b->at);
}

static char *replaced(const char *text, change *change_, size_t n, size_t *ret_size)
{
    char *made = NULL;
    FILE *out = open_memstream(&made, ret_size);
    size_t at = 0;

    if (!out) return NULL;
    qsort(change_, n, sizeof *change_, by_place);
    for (size_t i = 0; i < n; i++) {
        fwrite(text + at, 1, change_[i].at - at, out);
        fputs(change_[i].text, out);
        at = change_[i].at + change_[i].n;
    }
    fputs(text + at, out);
    if (fclose(out) == 0) return made;
    free(made);
    return NULL;
}

/* ---- flows that are silent no more --------------------------------------------------------------- */

static bool has_row(const ofr_study *study, const ofr_record *record, size_t flow)
{
    for (size_t i = 0; i < record->n_events; i++) {
        const ofr_event *e = &record->event[i];
        if (!e->inferred && past_match(study->model, e) == flow) return true;
    }
    return false;
}

/* The node of `expected: none` of a flow that has rows now; NULL: it has none, or does not say so. */
static const ofr_node *outdated(const ofr_study *study, const ofr_record *record, size_t flow)
{
    const ofr_node *expected = node_get(study->model->flow[flow].node, "expected");

    return expected && expected->stated && has_row(study, record, flow) ? expected : NULL;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* From the value to its whole entry: key and colon before it, and the comma that parts it from its neighbours, or its line. */
static bool widen_to_entry(const char *text, const char *key, change *c)
{
    const size_t n = strlen(key);
    size_t from = c->at, to = c->at + c->n;

    while (from > 0 && is_blank(text[from - 1])) from--;
    if (from <= n || text[from - 1] != ':' || memcmp(text + from - 1 - n, key, n) != 0)
        return false;
    from -= n + 1;
    while (from > 0 && is_blank(text[from - 1])) from--;
    while (is_blank(text[to])) to++;
    if (from > 0 && text[from - 1] == ',') {
        from--;
    } else if (from > 0 && text[from - 1] == '{' && text[to] == ',') {
        to++;
    } else if ((from == 0 || text[from - 1] == '\n') && (text[to] == '\n' || text[to] == '#')) {
        to += strcspn(text + to, "\n");
        to += text[to] == '\n';
    } else {
        return false;
    }
    c->at = from;
    c->n = to - from;
    return true;
}

static ofr_status take_out_entry(const ofr_study *study, const ofr_node *node, change *ret,
                                 ofr_error *err)
{
    const ofr_status status = find_value(study, node, node->path, ret, err);

    if (status != OFR_OK || widen_to_entry(study->spec->text, "expected", ret)) return status;
    return ofr_fail(
        err, OFR_STRUCTURE, study->spec->file,
        "line %d: %s must go, since the new record has rows of the flow, and cannot be taken "
        "out; write it within braces, or on a line of its own below the first",
        node->place.line, node->path);
}

ofr_status update_scenario_text(const ofr_study *study, int32_t start, const char *record,
                                const ofr_record *grown, char **ret_text, size_t *ret_size,
                                ofr_error *err)
{
    const ofr_node *root = study->spec->root, *history = node_get(root, "history"),
                   *covered = node_get(history, "covered-until");
    change *part = calloc(study->model->n_flows + 3, sizeof *part);
    size_t n = 2;
    ofr_status status = part ? find_value(study, node_get(root, "start"), "start", &part[0], err)
                             : no_memory(err);

    if (status == OFR_OK)
        status = find_value(study, node_get(history, "record"), "history.record", &part[1], err);
    if (status == OFR_OK && covered && covered->stated)
        status = find_value(study, covered, "history.covered-until", &part[n++], err);
    if (status == OFR_OK) {
        date_format(start, part[0].text);
        snprintf(part[1].text, sizeof part[1].text, "%s", record);
        if (n > 2) date_format(start - 1, part[2].text);
    }
    for (size_t f = 0; f < study->model->n_flows && status == OFR_OK; f++) {
        const ofr_node *expected = outdated(study, grown, f);
        if (expected) status = take_out_entry(study, expected, &part[n++], err);
    }
    char *made = status == OFR_OK ? replaced(study->spec->text, part, n, ret_size) : NULL;
    if (status == OFR_OK && !made) status = no_memory(err);
    if (made) *ret_text = made;
    free(part);
    return status;
}

ofr_status update_scenario_check(const ofr_study *study, int32_t start, const char *record,
                                 ofr_error *err)
{
    const ofr_node *root = study->spec->root, *history = node_get(root, "history"),
                   *named = node_get(history, "record"),
                   *covered = node_get(history, "covered-until");
    const bool fine = study->model->start == start && named && strcmp(named->text, record) == 0 &&
                      (!covered || !covered->stated || (int32_t)covered->value == start - 1);

    if (fine) return OFR_OK;
    return ofr_fail(err, OFR_STRUCTURE, study->spec->file,
                    "its start, history.record and history.covered-until cannot be replaced; write "
                    "each as a plain value on one line");
}

ofr_status update_names(const ofr_study *study, const ofr_record *newer, ofr_error *err)
{
    ofr_faults *faults = faults_new(study->spec);
    ofr_status status = faults ? record_names_unknown(study->model, newer, faults, err)
                               : no_memory(err);

    if (status == OFR_OK) status = faults_status(faults, err);
    faults_free(faults);
    return status;
}

/* ---- what to look at ----------------------------------------------------------------------------- */

typedef struct looking {
    const ofr_study *study;
    int32_t was, start;
    ofr_arena *arena;
    update_look *look;
    size_t n;
    bool failed;
} looking;

static void add_look(looking *l, const char *path, int32_t day, const char *why)
{
    if (l->n == UPDATE_LOOKS) return;
    update_look *look = &l->look[l->n];
    *look = (update_look){arena_text(l->arena, path, strlen(path)), day,
                          arena_text(l->arena, why, strlen(why))};
    if (!look->path || !look->why)
        l->failed = true;
    else
        l->n++;
}

static bool between(const looking *l, double day)
{
    return day >= l->was && day < l->start;
}

/* Sections that speak of other days than those of the run. */
static bool speaks_elsewhere(const char *path)
{
    static const char *const section[] = {"what-ifs", "hypotheses", "start", "templates"};
    const size_t n = strcspn(path, ".");

    for (size_t i = 0; i < sizeof section / sizeof section[0]; i++) {
        if (strlen(section[i]) == n && strncmp(section[i], path, n) == 0) return true;
    }
    return false;
}

static void look_at_date(looking *l, const ofr_node *node)
{
    const bool covers = strcmp(node->id, "covered-until") == 0;

    if (covers && strncmp(node->path, "conduct.", 8) == 0 && node->value < l->start - 1)
        add_look(l, node->path, (int32_t)node->value,
                 "its days after that are simulated, whatever the new record holds; move it");
    else if (!covers && between(l, node->value))
        add_look(l, node->path, (int32_t)node->value,
                 "was ahead and is past now; does the scenario say what came of it?");
}

static void look_at_dates(looking *l, const ofr_node *node)
{
    if (!node->stated || (node->path && speaks_elsewhere(node->path))) return;
    if (node->key && node->key->type == OFR_DATE) look_at_date(l, node);
    for (size_t i = 0; i < node->n_children; i++) look_at_dates(l, node->child[i]);
}

/* A clause of a deal that was struck before falls due so many days after. */
static void look_at_deals(looking *l)
{
    const ofr_node *deals = node_get(l->study->spec->root, "deals");

    for (size_t i = 0; deals && i < deals->n_children; i++) {
        const ofr_node *struck = node_get(deals->child[i], "struck"),
                       *clauses = node_get(deals->child[i], "clauses");
        for (size_t j = 0; struck && struck->stated && j < clauses->n_children; j++) {
            const ofr_node *due = node_get(clauses->child[j], "due");
            if (due && between(l, struck->value + due->value))
                add_look(l, due->path, (int32_t)(struck->value + due->value),
                         "the clause falls due; write the fact, if it was kept or broken");
        }
    }
}

/* Stated periods are facts: what is past the last of them is taken as off, and one without an end as on. */
static void look_at_drivers(looking *l)
{
    const ofr_node *drivers = node_get(l->study->spec->root, "drivers");

    for (size_t i = 0; drivers && i < drivers->n_children; i++) {
        const ofr_node *periods = node_get(drivers->child[i], "periods"), *last = NULL;
        for (size_t j = 0; periods && j < periods->n_children; j++) {
            const ofr_node *from = node_get(periods->child[j], "from");
            if (from && (!last || from->value >= node_get(last, "from")->value))
                last = periods->child[j];
        }
        if (!last) continue;
        const ofr_node *to = node_get(last, "to");
        char why[WHY];
        snprintf(why, sizeof why,
                 "its periods are facts: from the old start to the new one it is taken as %s",
                 !to || !to->stated || to->value >= l->start - 1 ? "on"
                 : to->value < l->was                            ? "off"
                                                                 : "on, then off");
        add_look(l, periods->path, OFR_NO_DATE, why);
    }
}

/* The class of a pair hangs on its last dispute and use of force, which may be others by now. */
static void look_at_classes(looking *l)
{
    const ofr_node *classes = node_get(l->study->spec->root, "classes");

    for (size_t i = 0; classes && i < classes->n_children; i++) {
        static const char *const key[] = {"last-dispute", "last-force"};
        for (size_t k = 0; k < 2; k++) {
            const ofr_node *last = node_get(classes->child[i], key[k]);
            if (last && last->stated)
                add_look(l, last->path, (int32_t)last->value,
                         "is it still the last? the class of the pair hangs on it");
        }
    }
}

static void look_at_silence(looking *l, const ofr_record *grown)
{
    for (size_t f = 0; f < l->study->model->n_flows; f++) {
        const ofr_node *expected = outdated(l->study, grown, f);
        if (expected)
            add_look(l, expected->path, OFR_NO_DATE,
                     "taken out, since the record has rows of it now; is its rate still right?");
    }
}

ofr_status update_looks(const ofr_study *study, int32_t was, int32_t start, const ofr_record *grown,
                        ofr_arena *arena, const update_look **ret_look, size_t *ret_n,
                        ofr_error *err)
{
    looking l = {.study = study, .was = was, .start = start, .arena = arena};

    l.look = arena_alloc(arena, UPDATE_LOOKS * sizeof *l.look);
    if (!l.look) return no_memory(err);
    for (size_t i = 0; start > was && i < study->spec->root->n_children; i++)
        look_at_dates(&l, study->spec->root->child[i]);
    if (start > was) look_at_deals(&l);
    if (start > was) look_at_drivers(&l);
    if (start > was) look_at_classes(&l);
    look_at_silence(&l, grown);
    if (l.failed) return no_memory(err);
    *ret_look = l.look;
    *ret_n = l.n;
    return OFR_OK;
}
