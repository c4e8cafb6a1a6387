/* summary.c -- see summary.h. */
#include "summary.h"

#include <string.h>

#include "../mechanisms/bargaining.h"
#include "../mechanisms/channels.h"
#include "../mechanisms/drivers.h"
#include "../mechanisms/outcomes.h"
#include "../mechanisms/red_lines.h"
#include "../mechanisms/stances.h"

void study_counts(const ofr_study *study, study_count ret_count[STUDY_COUNTS])
{
    const ofr_model *m = study->model;
    const study_count count[STUDY_COUNTS] = {
        {"actor", m->n_actors},
        {"hostile pair", m->n_pairs},
        {"theatre", m->n_theatres},
        {"flow", m->n_flows},
        {"channel", m->own->channels->n},
        {"driver", m->own->drivers->n},
        {"red line", m->own->red_lines->n},
        {"agenda", m->own->bargaining->n_agendas},
        {"outcome", m->own->outcomes->n},
    };

    memcpy(ret_count, count, sizeof count);
}

study_days study_days_of(const ofr_study *study)
{
    return (study_days){study->model->epoch, study->model->start, study->model->horizon};
}

ofr_past_use study_past_use(const ofr_study *study)
{
    return past_use(study->past);
}

double study_severity(const ofr_study *study, const char *flow)
{
    for (size_t i = 0; i < study->model->n_flows; i++) {
        if (strcmp(study->model->flow[i].id, flow) == 0) return study->model->flow[i].severity;
    }
    return 0;
}

size_t study_n_outcomes(const ofr_study *study)
{
    return study->model->own->outcomes->n;
}

const char *study_outcome(const ofr_study *study, size_t outcome)
{
    return study->model->own->outcomes->outcome[outcome].id;
}

study_answers study_answers_of(const ofr_study *study)
{
    study_answers answers = {.hold = model_radius(study->model, 0, NULL, 0)};

    answers.punish = model_radius(study->model, 2, answers.loop, sizeof answers.loop);
    return answers;
}

size_t study_n_games(const ofr_study *study)
{
    return study->model->own->stances->play == PLAY_EQUILIBRIUM ? study->model->n_pairs : 0;
}

ofr_status study_game_of(const ofr_study *study, size_t game, study_game *ret_game, ofr_error *err)
{
    const ofr_model *m = study->model;
    double safe;
    const ofr_status status = model_safe_lambda(m, game, &safe, err);

    if (status != OFR_OK) return status;
    *ret_game = (study_game){.pair = m->pair[game].id,
                             .lambda = m->spec->parameter[m->own->stances->lambda].value,
                             .safe = safe};
    return OFR_OK;
}

ofr_status study_schema(FILE *out, ofr_error *err)
{
    ofr_keys keys[SCENARIO_TABLES];

    return schema_reference(keys, scenario_keys(keys), out, err);
}

ofr_status study_same_text(const char *path, const char *anchor, const char *text, bool *ret_same)
{
    ofr_keys keys[SCENARIO_TABLES];
    ofr_spec *spec = NULL;
    const ofr_status status = spec_read_found(path, anchor, keys, scenario_keys(keys), &spec, NULL);

    if (status == OFR_IO || status == OFR_NO_MEMORY) return status;
    *ret_same = status == OFR_OK && strcmp(spec->text, text) == 0;
    spec_free(spec);
    return OFR_OK;
}
