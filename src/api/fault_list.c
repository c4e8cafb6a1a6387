/* fault_list.c -- the faults of a call that failed, one by one. */
#include <stdlib.h>
#include <string.h>

#include "api.h"

/* A text whose faults are cut apart: each begins on a line that does not begin with a blank. */
struct ofr_fault_list {
    char *text; /* owned; NULL where memory was out */
    char **fault;
    size_t n;
};

static const char no_room[] = "memory is out, and was for the text of the fault";

ofr_status ofr_fault_list_new(ofr_fault_list **ret_faults)
{
    ofr_fault_list *list = ret_faults ? calloc(1, sizeof *list) : NULL;

    if (!ret_faults) return OFR_USAGE;
    if (!list) return OFR_NO_MEMORY;
    *ret_faults = list;
    return OFR_OK;
}

static void clear(ofr_fault_list *list)
{
    free(list->text);
    free(list->fault);
    *list = (ofr_fault_list){0};
}

void ofr_fault_list_free(ofr_fault_list *list)
{
    if (list) clear(list);
    free(list);
}

size_t ofr_fault_list_count(const ofr_fault_list *list)
{
    return list ? list->n : 0;
}

const char *ofr_fault_list_text(const ofr_fault_list *list, size_t fault)
{
    if (!list || fault >= list->n) return "";
    return list->fault ? list->fault[fault] : no_room;
}

static bool begins_fault(const char *text, const char *at)
{
    return at == text || (at[-1] == '\n' && *at != ' ' && *at != '\n' && *at != '\0');
}

/* Where the faults begin; the line ends between them go. */
static void cut(ofr_fault_list *list)
{
    size_t n = 0;

    for (const char *at = list->text; *at; at++) n += begins_fault(list->text, at);
    list->fault = calloc(n + 1, sizeof *list->fault);
    list->n = list->fault ? n : 1;
    if (!list->fault) return;
    n = 0;
    for (char *at = list->text; *at; at++) {
        if (begins_fault(list->text, at)) list->fault[n++] = at;
    }
    for (size_t i = 1; i < n; i++) list->fault[i][-1] = '\0';
}

/* "where: text", or the name of the code where there is neither. */
static void fill(ofr_fault_list *list, ofr_status status, const ofr_error *err)
{
    const char *text = err->text && *err->text ? err->text : ofr_status_name(status);
    const size_t size = strlen(err->where) + 2 + strlen(text) + 1;

    clear(list);
    list->text = malloc(size);
    list->n = 1;
    if (!list->text) return;
    snprintf(list->text, size, "%s%s%s", err->where, *err->where ? ": " : "", text);
    cut(list);
}

ofr_status api_end(ofr_fault_list *faults, ofr_status status, ofr_error *err)
{
    if (faults && status != OFR_OK) fill(faults, status, err);
    ofr_error_done(err);
    return status;
}
