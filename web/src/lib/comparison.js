// Reads a comparison out of the page: the same care as data.js, another shape.
import { num, objects, pair, readShare, record, text } from './data.js';
import { fixed, isNumber, signed } from './format.js';

function readQuantity(q) {
  return {
    id: text(q.id),
    says: text(q.says) || text(q.id),
    unit: text(q.unit),
    from: num(q.from_day),
    to: num(q.to_day),
    base: num(q.base),
    other: num(q.what_if),
    value: num(q.difference),
    low: num(q.low),
    high: num(q.high),
    setsLow: num(q.sets_low),
    setsHigh: num(q.sets_high),
    lower: num(q.lower_over_sets),
    higher: num(q.higher_over_sets),
  };
}

/* Where no share is given, the mean over futures is one. */
function readSide(raw, mean, { familiar, members }) {
  const share = { members, probability: mean, ...record(raw) };
  return readShare(share, pair(share.range), familiar);
}

function readOutcome(q, source) {
  const [lower, higher] = [num(q.lower_in_pairs), num(q.higher_in_pairs)];
  return {
    ...readQuantity(q),
    priorDriven: q.prior_driven === true,
    differs: lower === null || higher === null || lower + higher > 0, // in some future
    baseShare: readSide(q.base_share, q.base, source),
    otherShare: readSide(q.what_if_share, q.what_if, source),
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

function readWhatIf(w, i, source) {
  return {
    name: text(w.name) || `what-if ${i + 1}`,
    says: text(w.says),
    same: w.same === true,
    changes: objects(w.changes).map((c) => ({
      path: text(c.path), value: text(c.value), from: text(c.from), to: text(c.to),
    })),
    outcomes: objects(w.outcomes).map((q) => readOutcome(q, source)).filter(whole),
    ledgers: quantities(w.ledgers),
    totals: quantities(w.totals),
    series: readSeries(w.series),
  };
}

export function readComparison(raw) {
  const data = record(raw);
  const source = { familiar: data.version === 2, members: num(data.members) };
  return {
    familiar: source.familiar,
    title: text(data.title),
    program: text(data.program),
    seed: text(data.seed),
    start: text(data.start),
    horizon: num(data.horizon_days),
    sets: num(data.sets),
    perSet: num(data.members_a_set),
    members: source.members,
    fixed: data.fixed === true,
    asked: num(data.precision_asked_points),
    reached: num(data.precision_reached_points),
    whatIfs: objects(data.what_ifs).map((w, i) => readWhatIf(w, i, source)),
  };
}

/** Those of the longest span: outcomes at the horizon. */
export function atHorizon(list) {
  const last = Math.max(0, ...list.map((q) => q.to));
  return list.filter((q) => q.to === last);
}

/** Outcomes in their order, each with its quantities of all spans: {id, says, priorDriven, spans}. */
export function byOutcome(list) {
  const by = new Map();
  for (const q of list) {
    if (!by.has(q.id)) by.set(q.id, { id: q.id, says: q.says, priorDriven: q.priorDriven, spans: [] });
    by.get(q.id).spans.push(q);
  }
  for (const o of by.values()) o.spans.sort((a, b) => a.to - b.to);
  return [...by.values()];
}

/* Digits after the point, so that half of the interval has two, as the terminal prints it. */
function digitsOf(q, scale) {
  const half = (scale * (q.high - q.low)) / 2;
  return half >= 10 ? 0 : half >= 1 ? 1 : half >= 0.1 || !(half > 0) ? 2 : 3;
}

/** A quantity in words, scaled: {base, other, value, interval, sets}; interval and sets are '' where nothing differs. */
export function inWords(q, scale = 1) {
  const digits = digitsOf(q, scale);
  const say = (x) => (x === null ? '–' : signed(scale * x, digits));
  const exact = !(q.high > q.low);
  return {
    base: fixed(scale * q.base, digits),
    other: fixed(scale * q.other, digits),
    value: exact ? '0, exactly' : say(q.value),
    interval: exact ? '' : `(${say(q.low)} to ${say(q.high)})`,
    sets: exact || !(q.setsHigh > q.setsLow) ? '' : `${say(q.setsLow)} to ${say(q.setsHigh)}`,
  };
}

/** Does the interval leave zero out? */
export const stands = (q) => q.low > 0 || q.high < 0;
