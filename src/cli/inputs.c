/* inputs.c -- the files that a command reads, by name. */
#include "cli.h"

void inputs_add(cli_inputs *inputs, const char *name)
{
    if (name && *name && inputs->n < MAX_INPUTS) inputs->name[inputs->n++] = name;
}

void inputs_add_study(cli_inputs *inputs, const ofr_study *study)
{
    for (size_t i = 0; i < study->spec->n_files; i++) inputs_add(inputs, study->spec->file_name[i]);
    if (!study->record) return;
    inputs_add(inputs, study->record->path);
    inputs_add(inputs, study->record->totals_path);
}
