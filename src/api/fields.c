/* fields.c -- what can be read off a world, by name: states, today's acts, and days of outcomes.
 *
 * Names of acts and outcomes have a colon, which no id and so no state has: none can stand for two.
 */
#include <stdio.h>
#include <string.h>

#include "../mechanisms/outcomes.h"
#include "api.h"

static const char *joined(ofr_arena *arena, const char *kind, const char *id)
{
    const size_t n = strlen(kind), size = n + strlen(id) + 1;
    char *text = arena_alloc(arena, size);

    if (text) snprintf(text, size, "%s%s", kind, id);
    return text;
}

/* NULL where there is no memory: then the list is not used. */
static void add(ofr_scenario *s, const char *name, const char *unit, api_field_kind kind,
                ofr_row row)
{
    s->field[s->n_fields++] = (api_field){name, unit, kind, row};
}

ofr_status api_fields_list(ofr_scenario *s, ofr_error *err)
{
    const ofr_model *m = s->study->model;
    const ofr_outcomes *outcomes = m->own->outcomes;
    bool all = true;

    s->field = arena_alloc(s->arena,
                           (m->n_fields + m->n_flows + outcomes->n + 1) * sizeof *s->field);
    if (!s->field) return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the fields");
    for (size_t i = 0; i < m->n_fields; i++)
        add(s, m->field[i].name, m->field[i].unit, m->field[i].whole ? API_WHOLE_STATE : API_STATE,
            m->field[i].row);
    for (size_t i = 0; i < m->n_flows; i++)
        add(s, joined(s->arena, "acts:", m->flow[i].id), "acts", API_ACTS,
            m->count + m->flow[i].slot);
    for (size_t i = 0; i < outcomes->n; i++)
        add(s, joined(s->arena, "outcome:", outcomes->outcome[i].id), "days", API_OUTCOME,
            outcomes->outcome[i].first);
    for (size_t i = 0; i < s->n_fields; i++) all &= s->field[i].name != NULL;
    return all ? OFR_OK : ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the names of fields");
}

ofr_status api_field_named(const ofr_scenario *s, const char *name, const api_field **ret_field,
                           ofr_error *err)
{
    for (size_t i = 0; i < s->n_fields; i++) {
        if (strcmp(s->field[i].name, name) != 0) continue;
        *ret_field = &s->field[i];
        return OFR_OK;
    }
    /* Apart: it costs a thousand times what finding does. */
    nearest_search search = nearest_begin(name);
    for (size_t i = 0; i < s->n_fields; i++) nearest_offer(&search, s->field[i].name);
    return ofr_fail(err, OFR_USAGE, "field",
                    "there is no field '%.100s'%s%s%s; OFR_TABLE_FIELDS lists them", name,
                    search.best ? "; did you mean '" : "", search.best ? search.best : "",
                    search.best ? "'?" : "");
}
