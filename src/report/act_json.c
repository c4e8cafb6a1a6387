/* act_json.c -- see act_json.h. */
#include "act_json.h"

void json_act(json_writer *json, const ofr_act *act)
{
    char date[OFR_DATE_TEXT];

    json_open(json, NULL, '{');
    json_whole(json, "number", act->number);
    json_text(json, "date", date_format(act->day, date));
    json_text(json, "kind", act->kind);
    json_text(json, "id", act->id);
    json_text(json, "source", act->source);
    json_text(json, "target", act->target);
    json_text(json, "theatre", act->theatre);
    json_text(json, "rung", act->rung);
    json_whole(json, "count", act->count);
    json_whole(json, "deaths_own", act->deaths_own);
    json_whole(json, "deaths_partner", act->deaths_partner);
    json_whole(json, "deaths_attacker", act->deaths_attacker);
    json_whole(json, "wounded", act->wounded);
    json_flag(json, "slipped", act->slipped);
    json_flag(json, "misread", act->misread);
    json_flag(json, "recorded", act->recorded);
    if (act->cause >= 0)
        json_whole(json, "cause", act->cause);
    else
        json_null(json, "cause");
    json_text(json, "cause_text", act->cause_text);
    json_text(json, "text", act->text);
    json_close(json, '}');
}
