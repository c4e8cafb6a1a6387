/* why_switches.c -- the mechanisms that `offramp why` can switch off, and how: data.
 *
 * Each is a list of changes under which it does nothing, in every scenario that has such paths. Those that
 * docs/behaviour/mechanisms.yaml switches off have the same name and changes there (with -off).
 */
#include "why.h"

static const why_switch switches[] = {
    /* from outside */
    {"shocks", "no shock comes by chance", "shocks.*.rate=0 per day"},
    {"drivers", "all outside drivers end and do not come back",
     "drivers.*.ends=10 per day; drivers.*.starts=0 per day"},
    {"mediation", "mediation ends no driver", "drivers.*.mediation=0"},
    {"backing", "nobody's backing ends a driver", "drivers.*.backing.*=0"},
    {"owners", "owners and backers want an end neither more nor less",
     "drivers.*.decides.*.backing=0; drivers.*.decides.*.dead=0; drivers.*.decides.*.heat=0; "
     "drivers.*.decides.*.election=0; drivers.*.decides.*.leader=0"},
    {"truces", "every end of a driver is a cease-fire", "drivers.*.truce-share=0"},
    {"leaders", "no leader dies by chance", "politics.*.leader.dies=0 per day"},
    {"elections", "no election comes near", "politics.*.elections.*.date=2040-01-01"},
    /* words and beliefs */
    {"channels", "no channel is open", "channels.*.open=never"},
    {"messages", "a message leaves no traffic and reassures nobody",
     "messages.traffic=0; messages.reassurance=0; red-lines.*.response.reassured=0"},
    {"notices", "nobody tells of an answer beforehand", "messages.notice=0"},
    {"pleas", "nobody asks for restraint", "messages.plea=0"},
    {"named-lines", "no threat names a line", "messages.names=0"},
    {"reassured", "who was just reassured answers as ever", "red-lines.*.response.reassured=0"},
    {"beliefs", "nothing changes what they think of each other",
     "beliefs.evidence=0; beliefs.clause=0; messages.reassurance=0"},
    {"misreading", "all acts are read as they are",
     "perception.misread=0; perception.alarms=0 per day"},
    {"attribution", "no act of a client is charged to its patron",
     "actors.*.backed-by.*.attribution=0"},
    {"third-parties", "nobody feels an act as meant for it but its target",
     "perception.audience=0"},
    /* memory */
    {"hostility", "hostility is forgotten within hours", "memory.half-life=0.1 days"},
    {"routine", "nobody gets used to more than today's level", "memory.adaptation=3650 days"},
    {"crisis", "deaths and hits at home make no crisis",
     "memory.per-death=0; memory.per-wounded=0; memory.homeland=0"},
    {"felt", "nobody feels what others suffer",
     "actors.*.backed-by.*.felt=0; actors.*.protects.*=0"},
    {"own-dead", "the dead in one's own acts count for nothing", "harm.own-dead=0"},
    {"emboldened", "an unanswered crossing emboldens nobody", "memory.unanswered=0"},
    /* politics and stances */
    {"heat", "nothing heats politics at home",
     "politics.*.heat-per-death=0; politics.*.heat-per-concession=0; politics.*.heat-per-leak=0"},
    {"press", "a lead in stance is worth nothing", "politics.*.press=0"},
    {"exposure", "a rival that leans harder costs nothing", "politics.*.exposure=0"},
    {"enmity", "nobody gains from enmity", "politics.*.enmity=0"},
    {"audience", "provocation may be left unanswered for nothing", "politics.*.audience=0"},
    {"face", "a visible concession costs nothing", "politics.*.face=0"},
    {"moves", "strikes and direct acts of its own cost nobody anything", "politics.*.moves=0"},
    {"fear", "nobody minds the cost of war", "politics.*.cost-of-war=0"},
    {"stances", "no stance changes", "stances.inertia=1e6"},
    {"bias", "a feared rival is read as it is", "stances.bias=0"},
    {"stance-conduct", "conduct is the same at every stance", "conduct.*.stance=0"},
    /* armed groups and their fire */
    {"control", "no client follows its patron", "actors.*.backed-by.*.control=0"},
    {"capability", "strikes cost the groups nothing", "proxies.hit=0"},
    {"answers", "no flow answers", "conduct.*.answers.acts-per-severity=0"},
    {"quiet-for-quiet", "no flow stops because nothing is done to its side",
     "conduct.*.answers.quiet-for-quiet=0"},
    {"deterrence", "punishment neither deters nor provokes", "conduct.*.deterrence=0"},
    {"heat-conduct", "heat at home moves no flow", "conduct.*.heat=0"},
    {"campaigns", "no campaign halts or wanders",
     "campaigns.*.halts=0 per day; campaigns.*.level=0"},
    {"halts", "no campaign halts", "campaigns.*.halts=0 per day"},
    {"halt-quiet", "a quiet rival moves no halt", "campaigns.*.quiet=0"},
    {"halt-cost", "punishment moves no halt", "campaigns.*.cost=0"},
    {"halt-stake", "what its patron has at stake moves no halt", "campaigns.*.stake=0"},
    {"halt-struck", "a strike on it makes no campaign resume", "campaigns.*.struck=0"},
    /* decisions */
    {"orders", "no patron asks a client to hold its fire", "orders.*.base=-30"},
    {"offers", "nobody makes an offer", "offers.*.base=-30; offers.*.made=2149-12-31"},
    {"offers-seen", "what the other side gives makes no offer likelier", "offers.*.met=0"},
    {"offers-trust", "what stands is not believed, a breach not felt",
     "offers.*.trust=0; offers.*.betrayed=0"},
    /* harm */
    {"harm", "nobody is killed or wounded",
     "theatres.*.lethality=0; theatres.*.wounding=0; conduct.*.lethality=0; conduct.*.wounding=0"},
    {"slips", "no act goes further than it was meant to", "theatres.*.slip=0"},
    {"announced", "no direct act is told beforehand", "conduct.*.announced=0"},
    {"warning", "a warning saves nobody", "harm.warning=0"},
    /* answers of principals */
    {"red-lines", "no red line is answered", "red-lines.*.response.base=-20"},
    {"readiness", "readiness to answer wanders no further, and returns",
     "red-lines.*.response.readiness=0"},
    {"line-heat", "heat at home moves no answer", "red-lines.*.response.heat=0"},
    {"line-stance", "stance moves no answer", "red-lines.*.response.stance=0"},
    {"stakes", "neither gravity nor what it may cost moves an open answer",
     "choice.gravity=0; choice.cost=0"},
    {"choice-gravity", "a graver crossing is answered openly no oftener", "choice.gravity=0"},
    {"choice-tension", "tension makes no answer open or hidden", "choice.tension=0"},
    {"choice-cost", "what an open answer may cost moves no choice", "choice.cost=0"},
    {"choice-match", "answers are not matched to what they answer", "choice.match=0"},
    {"choice-homeland", "an act on a homeland is no graver than elsewhere", "choice.homeland=x1"},
    {"choice-implacable", "an implacable rival is expected to answer as any other",
     "choice.implacable=x1"},
    {"rank", "whom an act hit does not make it graver", "conduct.*.rank=x1"},
    /* war */
    {"war", "no exchange becomes war", "war.chance=0; war.one-sided=0 per day"},
    {"closure", "no affair is closed by an answer", "war.closed=0"},
    {"war-tension", "tension makes no war likelier", "war.tension=0"},
    {"war-stances", "stances make no war likelier", "war.stances=0"},
    {"war-talk", "talk makes no war less likely", "war.talk=0"},
    {"entanglement", "another pair's exchange or war draws nobody in", "war.entangled=x1"},
    /* bargaining and deals */
    {"bargaining", "talks never gain a stage", "bargaining.hazard=0 per day"},
    {"doubt", "what is promised counts as given", "bargaining.doubt=0"},
    {"zone-heat", "heat at home moves no reservation value", "bargaining.heat=0"},
    {"zone-belief", "beliefs move no reservation value", "bargaining.belief=0"},
    {"zone-tension", "tension moves no reservation value", "bargaining.tension=0"},
    {"escrow", "what a third party can hold moves no reservation value", "bargaining.escrow=0"},
    {"credibility", "a trusted mediator moves no reservation value", "bargaining.credibility=0"},
    {"deals", "clauses of restraint hold nobody back", "deals.*.clauses.*.strength=0"},
    {"breaches", "nobody breaks a clause in force", "breach.base=0 per day"},
};

const why_switch *why_switches(size_t *ret_n)
{
    *ret_n = sizeof switches / sizeof switches[0];
    return switches;
}
