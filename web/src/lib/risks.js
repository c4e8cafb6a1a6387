// What the table, the plot and the curves of risks say: at a horizon all of them the same share.
import { addDays, isNumber } from './format.js';
import { interval } from './share.js';

/** The row that the interval plot draws. */
export function plotRow(outcome, by) {
  const bound = by.probability === 0;
  const [low, high] = bound || by.probability === null ? [null, null] : interval(by);
  return {
    name: `${by.days} days`,
    bound,
    prior: outcome.priorDriven,
    value: bound ? (by.members ? Math.min(1, 3 / by.members) : null) : by.probability,
    low,
    high,
  };
}

/** Outcomes whose curves are drawn: those that occur in some future, and are not true at the start already. */
export const curved = (outcomes) => outcomes.filter((o) => !o.already && o.curve.some((p) => p > 0));

/** The horizons that any outcome reports, rising. */
export const horizonsOf = (outcomes) =>
  [...new Set(outcomes.flatMap((o) => o.by.map((b) => b.days)))].sort((a, b) => a - b);

/** Days that the table of curves lists: each horizon, and some between. */
export function curveDays(outcomes) {
  const longest = Math.max(0, ...outcomes.map((o) => o.curve.length));
  return [...new Set([7, 60, ...horizonsOf(outcomes), longest])].filter((d) => d > 0 && d <= longest)
    .sort((a, b) => a - b);
}

/** An outcome's curve from a start in seconds: days and values, marks at the horizons, the top of the scale. */
export function curveOf(outcome, start) {
  const marks = outcome.by
    .filter((b) => b.probability > 0 && b.days <= outcome.curve.length)
    .map((b) => {
      const [low, high] = interval(b);
      return { x: addDays(start, b.days - 1), y: b.probability, low, high };
    });
  const ends = [...outcome.curve.filter(isNumber), ...marks.flatMap((m) => [m.y, m.high])];
  return {
    marks,
    top: Math.min(1, 1.08 * Math.max(...ends)),
    data: [outcome.curve.map((_, i) => addDays(start, i)), outcome.curve],
  };
}
