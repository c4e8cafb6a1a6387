// Reads the result out of the page and gives every part a shape that can be drawn. A key may be
// missing, null or of another type (an older or newer program wrote it): it then becomes an empty
// list, an empty text or null here, so that nothing below has to ask again.
import { isNumber } from './format.js';
import { shareText } from './share.js';

export const list = (x) => (Array.isArray(x) ? x : []);
export const objects = (x) => list(x).filter((e) => e !== null && typeof e === 'object');
export const record = (x) => (x !== null && typeof x === 'object' && !Array.isArray(x) ? x : {});
export const text = (x) => (typeof x === 'string' ? x : isNumber(x) ? String(x) : '');
export const num = (x) => (isNumber(x) ? x : null);
export const numbers = (x) => list(x).map(num);
export const pair = (x) => (list(x).length === 2 && x.every(isNumber) ? [x[0], x[1]] : null);

/** The JSON of the page's data element: {value}, or {problem} where it cannot be read. */
export function embedded(id = 'offramp-data') {
  const element = document.getElementById(id);
  if (!element) return { value: null };
  try {
    return { value: JSON.parse(element.textContent) };
  } catch (error) {
    return { value: null, problem: String(error.message ?? error) };
  }
}

function readPlace(place) {
  const at = pair(place.at);
  const inRange = at && Math.abs(at[0]) <= 90 && Math.abs(at[1]) <= 180;
  return {
    id: text(place.id),
    name: text(place.name) || text(place.id),
    kind: text(place.kind),
    at: inRange ? at : null,
  };
}

/** A share as lib/share.js takes it. Its words are the program's own; data of another version may mean something else by
 * them, and then they are made here. */
export function readShare(entry, range, familiar) {
  const share = {
    occurred: num(entry.occurred),
    members: num(entry.members),
    probability: num(entry.probability),
    simulation: pair(entry.simulation),
    effective: num(entry.effective),
    range,
  };
  return { ...share, text: (familiar && text(entry.text)) || shareText(share) };
}

function readBy(entry, familiar) {
  const sets = record(entry.sets);
  return {
    days: num(entry.days),
    ...readShare(entry, sets.spread === true ? pair(sets.range) : null, familiar),
  };
}

function readOutcome(outcome, familiar) {
  return {
    id: text(outcome.id),
    says: text(outcome.says) || text(outcome.id),
    headline: outcome.headline === true,
    priorDriven: outcome.prior_driven === true,
    already: (num(outcome.already) ?? 0) >= 0.5, // true at the start: no share of it is told
    by: objects(outcome.by).map((b) => readBy(b, familiar)).filter((b) => b.days !== null)
      .sort((a, b) => a.days - b.days),
    model: objects(outcome.model).map((b) => readBy(b, familiar)).filter((b) => b.days !== null),
    curve: numbers(outcome.curve),
  };
}

/* How it was pooled; null where the model stands alone, or the run is not complete. */
function readPublished(raw, familiar) {
  if (!raw || num(raw.class_share) === null) return null;
  const shares = (list) => objects(list).map((b) => readBy(b, familiar)).filter((b) => b.days !== null);
  return {
    share: num(raw.class_share),
    spread: num(raw.spread) ?? 0,
    pairs: objects(raw.pairs).map((p) => ({
      id: text(p.id), class: text(p.class), reached: p.reached === true, unlike: p.unlike === true,
      events: objects(p.events).map((e) => ({
        id: text(e.id), says: text(e.says) || text(e.id), by: shares(e.by), model: shares(e.model),
        class: objects(e.class).map((c) => ({
          probability: num(c.probability), range: pair(c.range) ?? [null, null],
          occurred: num(c.occurred), pairYears: num(c.pair_years),
        })),
      })),
    })),
  };
}

/* What the record taught; null where the sets are drawn from the priors. Parameters that moved most come first: by the largest shift of
   a quantile, as a part of the prior range. */
function readLearned(raw) {
  if (!raw || num(raw.sets) === null) return null;
  const range = (x) => (list(x).length === 3 && x.every(isNumber) ? x : null);
  const moved = ({ prior, posterior }) => {
    const shift = Math.max(...prior.map((p, i) => Math.abs(posterior[i] - p)));
    return shift > 0 ? shift / Math.max(prior[2] - prior[0], Number.MIN_VALUE) : 0;
  };
  const parameters = objects(raw.parameters).map((p) => ({
    path: text(p.path), block: text(p.block), prior: range(p.prior), posterior: range(p.posterior),
  })).filter((p) => p.prior && p.posterior);
  return {
    hash: text(raw.hash),
    sets: num(raw.sets),
    possible: num(raw.possible),
    blocks: objects(raw.blocks).map((b) => ({
      id: text(b.id), priors: num(b.priors), noise: num(b.noise), temperature: num(b.temperature),
      effective: num(b.effective), kept: text(b.kept),
    })),
    parameters: parameters.map((p) => ({ ...p, moved: moved(p) })).sort((a, b) => b.moved - a.moved),
  };
}

function readSeries(series) {
  const history = series.history ? record(series.history) : null;
  const forecast = series.forecast ? record(series.forecast) : null;
  return {
    id: text(series.id),
    says: text(series.says) || text(series.id),
    unit: text(series.unit),
    counts: series.kind === 'count',
    share: series.kind === 'share',
    history: history && {
      first: text(history.first),
      low: numbers(history.low),
      median: numbers(history.median),
      high: numbers(history.high),
    },
    forecast: forecast && {
      first: text(forecast.first),
      quantiles: list(forecast.quantiles).map(numbers),
      capped: forecast.capped === true,
    },
  };
}

function readAct(act) {
  return {
    number: num(act.number),
    date: text(act.date),
    kind: text(act.kind) || 'act',
    rung: text(act.rung),
    theatre: text(act.theatre),
    slipped: act.slipped === true,
    misread: act.misread === true,
    recorded: act.recorded === true,
    cause: num(act.cause),
    causeText: text(act.cause_text),
    text: text(act.text),
  };
}

function readChronicle(chronicle) {
  return {
    member: num(chronicle.member),
    pick: text(chronicle.pick),
    severity: num(chronicle.severity),
    deaths: num(chronicle.deaths),
    acts: objects(chronicle.acts).map(readAct),
  };
}

function readParameter(parameter) {
  return {
    path: text(parameter.path),
    quantiles: numbers(parameter.quantiles),
    correlation: new Map(
      objects(parameter.correlation).map((c) => [text(c.outcome), num(c.value)])),
  };
}

function readSummary(summary) {
  return { mean: num(record(summary).mean), quantiles: numbers(record(summary).quantiles) };
}

function readDropped(raw) {
  const dropped = record(raw);
  return {
    share: num(dropped.share),
    couldChange: num(dropped.share_could_change),
    by: objects(dropped.by).map((d) => ({
      kind: text(d.kind), id: text(d.id), n: num(d.n), members: num(d.members), couldChange: num(d.could_change),
    })),
  };
}

function readMembers(raw) {
  const members = record(raw);
  return {
    deaths: readSummary(members.deaths),
    severity: readSummary(members.severity),
    misread: { share: num(record(members.misread).share), mean: num(record(members.misread).mean) },
    dropped: readDropped(members.dropped),
    evidence: {
      sets: num(record(members.evidence).sets),
      effective: num(record(members.evidence).effective),
    },
  };
}

function readMeta(raw) {
  const meta = record(raw);
  const texts = ['title', 'command', 'program_version', 'scenario_file', 'scenario_text',
    'scenario_hash', 'record_hash', 'result_hash', 'seed', 'history_from', 'start'];
  const whole = ['horizon_days', 'sets', 'per_set', 'members', 'members_done', 'result_format'];
  const flags = ['fixed', 'quick', 'pooled'];
  return {
    ...Object.fromEntries(texts.map((k) => [k, text(meta[k])])),
    ...Object.fromEntries(whole.map((k) => [k, num(meta[k])])),
    ...Object.fromEntries(flags.map((k) => [k, meta[k] === true])),
    complete: meta.complete !== false,
  };
}

/** The whole result in the shape that the sections draw. */
export function readResult(raw) {
  const data = record(raw);
  const quantiles = numbers(data.quantiles);
  const places = (x) => objects(x).map(readPlace).filter((p) => p.id);
  const familiar = data.format === 'offramp-page' && data.version === 2;
  return {
    familiar,
    summary: text(data.summary),
    trust: text(data.trust),
    halted: text(data.halted),
    meta: readMeta(data.meta),
    actors: places(data.actors),
    theatres: places(data.theatres),
    principals: objects(data.principals).map((p) => ({
      id: text(p.id), name: text(p.name) || text(p.id), payoff: readSummary(p.payoff),
    })),
    edges: objects(data.edges).map((e) => ({
      from: text(e.from), to: text(e.to), kind: text(e.kind), via: text(e.via),
      label: text(e.label), weight: num(e.weight),
    })),
    quantiles: quantiles.length ? quantiles : [5, 25, 50, 75, 95],
    outcomes: objects(data.outcomes).map((o) => readOutcome(o, familiar)),
    published: readPublished(record(data.published), familiar),
    series: objects(data.series).map(readSeries),
    triggers: {
      occurred: num(record(data.triggers).occurred),
      outcome: text(record(data.triggers).outcome),
      rows: objects(record(data.triggers).rows).map((r) => ({
        theatre: text(r.theatre), name: text(r.name) || text(r.theatre), n: num(r.n),
        share: num(r.share), simulation: pair(r.simulation),
      })),
    },
    agendas: objects(data.agendas).map((a) => ({
      id: text(a.id), noTerms: num(a.no_terms), noChannel: num(a.no_channel), open: num(a.open),
    })),
    inputs: {
      values: num(record(data.inputs).values),
      judged: num(record(data.inputs).judged),
      noise: num(record(data.inputs).noise),
      parameters: objects(record(data.inputs).parameters).map(readParameter),
    },
    learned: readLearned(record(data.learned)),
    members: readMembers(data.members),
    chronicles: objects(data.chronicles).map(readChronicle),
    limits: list(data.limits).map(text).filter(Boolean),
  };
}
