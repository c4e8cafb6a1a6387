// What the table and the plot of risks say about one outcome within so many days.
import { noneOf, number, percent } from './format.js';

/** {main, range, note}: the figure, its range, and the bound where it never occurred. */
export function figure(by) {
  if (!by || by.probability === null) return { main: '–', range: '', note: '' };
  if (by.occurred === 0) {
    const bound = by.members ? `${number(300 / by.members, 1)}\u202f%` : '';
    return { main: noneOf(by.members), range: '', note: `(<\u202f${bound})` };
  }
  // The text is the figure as the terminal prints it; the page must not say another.
  const printed = /^([^\s()]+) \(([^\s()]+)\) %$/.exec(by.text);
  if (printed) return { main: `${printed[1]}\u202f%`, range: `(${printed[2].replace('-', '–')})`, note: '' };
  const [low, high] = range(by) ?? [null, null];
  return {
    main: `${percent(by.median ?? by.probability)}\u202f%`,
    range: low === null ? '' : `(${percent(low)}–${percent(high)})`,
    note: '',
  };
}

/** The range over parameter sets, or that of simulation error where there are no sets. */
export const range = (by) => by.range ?? by.simulation;

/** The row that the interval plot draws. */
export function plotRow(outcome, by) {
  const bound = by.occurred === 0;
  const ends = range(by) ?? [null, null];
  return {
    name: `${by.days} days`,
    bound,
    prior: outcome.priorDriven,
    value: bound ? (by.members ? 3 / by.members : null) : by.median ?? by.probability,
    low: bound ? null : ends[0],
    high: bound ? null : ends[1],
  };
}

/** The horizons that any outcome reports, rising. */
export const horizonsOf = (outcomes) =>
  [...new Set(outcomes.flatMap((o) => o.by.map((b) => b.days)))].sort((a, b) => a - b);
