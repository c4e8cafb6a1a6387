/* record_names.h -- the names in an event record that a scenario does not have. */
#ifndef OFR_RECORD_NAMES_H
#define OFR_RECORD_NAMES_H

#include "../events/events.h"
#include "../spec/faults.h"
#include "../state/model.h"

/* Names that a row may have. A cell that several are joined in has only known names if each of them is. */
typedef enum record_name { NAME_ACTOR, NAME_CARRIER, NAME_THEATRE, NAME_ACTION } record_name;

/* Are all names of a row the scenario's? Pure. O(names of the scenario). */
bool record_names_known(const ofr_model *model, const ofr_event *event);
/* Adds a fault for each name that neither the scenario nor its history.ignore has, with the first row and how many there
 * are, and for each name of history.ignore that the scenario has. OFR_NO_MEMORY. O(rows log rows). */
ofr_status record_names_check(const ofr_model *model, const ofr_record *record, ofr_faults *faults,
                              ofr_error *err);

/* The same of names that neither has, of a part of a record: what history.ignore leaves out may be in the other part. */
ofr_status record_names_unknown(const ofr_model *model, const ofr_record *record,
                                ofr_faults *faults, ofr_error *err);

#endif
