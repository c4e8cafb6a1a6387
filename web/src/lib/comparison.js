// Reads a comparison out of the page: the same care as data.js, another shape.
import { num, objects, record, text } from './data.js';
import { isNumber } from './format.js';

function readQuantity(q) {
  return {
    id: text(q.id),
    says: text(q.says) || text(q.id),
    unit: text(q.unit),
    headline: q.headline === true,
    priorDriven: q.prior_driven === true,
    from: num(q.from_day),
    to: num(q.to_day),
    base: num(q.base),
    other: num(q.what_if),
    value: num(q.difference),
    low: num(q.low),
    high: num(q.high),
    chance: num(q.chance_half_width),
    setsLow: num(q.sets_low),
    setsHigh: num(q.sets_high),
    lower: num(q.lower_over_sets),
    higher: num(q.higher_over_sets),
    gain: num(q.pairing_gain),
  };
}

const whole = (q) => [q.base, q.other, q.value, q.from, q.to].every(isNumber);
const quantities = (x) => objects(x).map(readQuantity).filter(whole);

/** Quantities of one series, in the order of time: {id, says, unit, periods}. */
function readSeries(raw) {
  const by = new Map();
  for (const q of quantities(raw)) {
    const key = `${q.unit} ${q.id}`;
    if (!by.has(key)) by.set(key, { id: q.id, says: q.says, unit: q.unit, periods: [] });
    by.get(key).periods.push(q);
  }
  return [...by.values()];
}

function readWhatIf(w, i) {
  return {
    name: text(w.name) || `what-if ${i + 1}`,
    says: text(w.says),
    same: w.same === true,
    changes: objects(w.changes).map((c) => ({
      path: text(c.path), value: text(c.value), from: text(c.from), to: text(c.to),
    })),
    outcomes: quantities(w.outcomes),
    ledgers: quantities(w.ledgers),
    totals: quantities(w.totals),
    series: readSeries(w.series),
  };
}

export function readComparison(raw) {
  const data = record(raw);
  return {
    familiar: data.version === 1,
    title: text(data.title),
    program: text(data.program),
    seed: text(data.seed),
    start: text(data.start),
    horizon: num(data.horizon_days),
    sets: num(data.sets),
    perSet: num(data.members_a_set),
    members: num(data.members),
    fixed: data.fixed === true,
    asked: num(data.precision_asked_points),
    reached: num(data.precision_reached_points),
    whatIfs: objects(data.what_ifs).map(readWhatIf),
  };
}

/** Those of the longest span: outcomes at the horizon. */
export function atHorizon(list) {
  const last = Math.max(0, ...list.map((q) => q.to));
  return list.filter((q) => q.to === last);
}

export const spans = (list) => [...new Set(list.map((q) => q.to))].sort((a, b) => a - b);

/** Does the interval leave zero out? */
export const stands = (q) => q.low > 0 || q.high < 0;
