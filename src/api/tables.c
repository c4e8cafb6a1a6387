/* tables.c -- what a scenario holds, as tables: a reader a table, and the columns that it has. */
#include <math.h>

#include "../mechanisms/outcomes.h"
#include "../mechanisms/politics.h"
#include "api.h"

static size_t parameter_rows(const ofr_scenario *s)
{
    return s->study->spec->n_parameters;
}
static size_t field_rows(const ofr_scenario *s)
{
    return s->n_fields;
}
static size_t outcome_rows(const ofr_scenario *s)
{
    return s->study->model->own->outcomes->n;
}
static size_t principal_rows(const ofr_scenario *s)
{
    return s->study->model->own->politics->n;
}
static size_t rung_rows(const ofr_scenario *s)
{
    return s->study->model->n_rungs;
}

/* Of a row that is there: the text of a column, or NULL where there is no such column. */
static const char *parameter_text(const ofr_scenario *s, size_t row, ofr_column column)
{
    const ofr_parameter *p = &s->study->spec->parameter[row];

    switch (column) {
    case OFR_COLUMN_NAME:
        return p->path;
    case OFR_COLUMN_SAYS:
        return p->node->key->help ? p->node->key->help : "";
    case OFR_COLUMN_UNIT:
        return unit_name(p->node->key->unit);
    case OFR_COLUMN_SOURCE:
        return p->source ? p->source : "";
    default:
        return NULL;
    }
}

static const char *field_text(const ofr_scenario *s, size_t row, ofr_column column)
{
    const api_field *f = &s->field[row];

    return column == OFR_COLUMN_NAME ? f->name : column == OFR_COLUMN_UNIT ? f->unit : NULL;
}

static const char *outcome_text(const ofr_scenario *s, size_t row, ofr_column column)
{
    const ofr_outcome *o = &s->study->model->own->outcomes->outcome[row];

    return column == OFR_COLUMN_NAME ? o->id : column == OFR_COLUMN_SAYS ? o->says : NULL;
}

static const char *principal_text(const ofr_scenario *s, size_t row, ofr_column column)
{
    const ofr_model *m = s->study->model;
    const ofr_actor *a = &m->actor[m->own->politics->of[row].actor];

    return column == OFR_COLUMN_NAME ? a->id : column == OFR_COLUMN_SAYS ? a->name : NULL;
}

static const char *rung_text(const ofr_scenario *s, size_t row, ofr_column column)
{
    return column == OFR_COLUMN_NAME ? s->study->model->rung[row].id : NULL;
}

/* Of a row that is there: the number of a column; false where there is no such column. */
static bool parameter_number(const ofr_scenario *s, size_t row, ofr_column column, double *ret)
{
    const ofr_parameter *p = &s->study->spec->parameter[row];
    const bool bounded = p->node->key->lo <= p->node->key->hi;

    switch (column) {
    case OFR_COLUMN_VALUE:
        *ret = p->value;
        return true;
    case OFR_COLUMN_LOWEST:
        *ret = bounded ? p->node->key->lo : -INFINITY;
        return true;
    case OFR_COLUMN_HIGHEST:
        *ret = bounded ? p->node->key->hi : INFINITY;
        return true;
    case OFR_COLUMN_JUDGED:
        *ret = p->judged;
        return true;
    case OFR_COLUMN_DRAWN:
        *ret = p->prior.kind != PRIOR_NONE;
        return true;
    default:
        return false;
    }
}

static bool field_number(const ofr_scenario *s, size_t row, ofr_column column, double *ret)
{
    *ret = s->field[row].kind != API_STATE;
    return column == OFR_COLUMN_WHOLE;
}

static bool outcome_number(const ofr_scenario *s, size_t row, ofr_column column, double *ret)
{
    *ret = s->study->model->own->outcomes->outcome[row].headline;
    return column == OFR_COLUMN_HEADLINE;
}

static bool no_number(const ofr_scenario *s, size_t row, ofr_column column, double *ret)
{
    (void)s, (void)row, (void)column, (void)ret;
    return false;
}

static bool rung_number(const ofr_scenario *s, size_t row, ofr_column column, double *ret)
{
    *ret = s->study->model->rung[row].severity;
    return column == OFR_COLUMN_VALUE;
}

static const struct {
    const char *name;
    size_t (*rows)(const ofr_scenario *s);
    const char *(*text)(const ofr_scenario *s, size_t row, ofr_column column);
    bool (*number)(const ofr_scenario *s, size_t row, ofr_column column, double *ret);
} tables[] = {
    [OFR_TABLE_PARAMETERS] = {"parameters", parameter_rows, parameter_text, parameter_number},
    [OFR_TABLE_FIELDS] = {"fields", field_rows, field_text, field_number},
    [OFR_TABLE_OUTCOMES] = {"outcomes", outcome_rows, outcome_text, outcome_number},
    [OFR_TABLE_PRINCIPALS] = {"principals", principal_rows, principal_text, no_number},
    [OFR_TABLE_LADDER] = {"ladder", rung_rows, rung_text, rung_number},
};
enum { N_TABLES = sizeof tables / sizeof tables[0] };

static ofr_status check_table(const ofr_scenario *s, ofr_table table, const void *ret,
                              ofr_error *err)
{
    ofr_status status = api_need(s, "scenario", err);

    if (status == OFR_OK) status = api_need(ret, "ret", err);
    if (status == OFR_OK && (unsigned)table >= N_TABLES)
        status = ofr_fail(err, OFR_USAGE, "table", "tables are numbered 0 to %d, got %d",
                          N_TABLES - 1, (int)table);
    return status;
}

static ofr_status check_row(const ofr_scenario *s, ofr_table table, size_t row, const void *ret,
                            ofr_error *err)
{
    const ofr_status status = check_table(s, table, ret, err);

    if (status != OFR_OK || row < tables[table].rows(s)) return status;
    return ofr_fail(err, OFR_USAGE, "row", "table %s has %zu rows, numbered from 0; got %zu",
                    tables[table].name, tables[table].rows(s), row);
}

static ofr_status no_column(ofr_table table, const char *kind, ofr_column column, ofr_error *err)
{
    return ofr_fail(err, OFR_USAGE, "column",
                    "table %s has no %s in column %d; offramp.h lists what it has",
                    tables[table].name, kind, (int)column);
}

ofr_status ofr_table_rows(const ofr_scenario *scenario, ofr_table table, size_t *ret_rows,
                          ofr_fault_list *faults)
{
    ofr_error err = {0};
    const ofr_status status = check_table(scenario, table, ret_rows, &err);

    if (status == OFR_OK) *ret_rows = tables[table].rows(scenario);
    return api_end(faults, status, &err);
}

ofr_status ofr_table_text(const ofr_scenario *scenario, ofr_table table, size_t row,
                          ofr_column column, const char **ret_text, ofr_fault_list *faults)
{
    ofr_error err = {0};
    ofr_status status = check_row(scenario, table, row, ret_text, &err);
    const char *text = status == OFR_OK ? tables[table].text(scenario, row, column) : NULL;

    if (status == OFR_OK && !text) status = no_column(table, "text", column, &err);
    if (status == OFR_OK) *ret_text = text;
    return api_end(faults, status, &err);
}

ofr_status ofr_table_number(const ofr_scenario *scenario, ofr_table table, size_t row,
                            ofr_column column, double *ret_number, ofr_fault_list *faults)
{
    ofr_error err = {0};
    double number = 0.0;
    ofr_status status = check_row(scenario, table, row, ret_number, &err);

    if (status == OFR_OK && !tables[table].number(scenario, row, column, &number))
        status = no_column(table, "number", column, &err);
    if (status == OFR_OK) *ret_number = number;
    return api_end(faults, status, &err);
}
