// How likely something is, in words: what src/core/shares.c says, letter by letter, for the few places where the data
// bring no text of their own. A share is {probability, occurred, members, simulation, range}: `simulation` the 95 %
// interval of simulation error, `range` the 90 % range over parameter sets, null where sets do not differ.
import { isNumber } from './format.js';

/** C's %.0f and %.1f: exact halves go to the even digit. */
function evenly(x, digits) {
  const scaled = x * 10 ** digits;
  const half = scaled - Math.floor(scaled) === 0.5 && Number.isInteger(4 * x);
  if (!half) return x.toFixed(digits);
  const down = Math.floor(scaled);
  return ((down % 2 === 0 ? down : down + 1) / 10 ** digits).toFixed(digits);
}

/* "2,000": x >= 1 with one digit that counts, or two. */
function round(x, two, down) {
  const step = Math.max(1, Number(`1e${Math.floor(Math.log10(x) + 1e-9) - (two ? 1 : 0)}`));
  const whole = step * (down ? Math.floor(x / step + 1e-9) : Math.floor(x / step + 0.5));
  return String(whole).replace(/\B(?=(\d{3})+$)/g, ',');
}

function endText(p) {
  if (p < 0.005 && p > 0) return `1 in ${round(1 / p, false, false)}`;
  return `${evenly(100 * p > 99.4 ? 99 : 100 * p, 0)} %`;
}

function percentText(p, digits) {
  const percent = 100 * p;
  if (percent < (digits ? 0.05 : 0.5)) return digits ? '<0.1' : '<1';
  if (percent >= 99.5) return '>99';
  return digits ? evenly(percent, 1) : String(Math.floor(percent + 0.5));
}

const simulation = (s) => s.simulation ?? [s.probability, s.probability];

const beside = (s) => s.range ?? simulation(s);

/** What the brackets tell, to be drawn: the range over sets, else simulation error; of what is rare the latter too where
 * so few sets hold it that the range ends below the share. */
export const interval = (s) =>
  (s.probability < 0.005 && !(beside(s)[1] > s.probability) ? simulation(s) : beside(s));

function neverText(members) {
  return members > 3 ? `< 1 in ${round(members / 3, true, true)}` : `in none of ${members}`;
}

function rareText(s, alone) {
  const [low, high] = simulation(s);
  const text = `1 in ${round(1 / s.probability, high - low < 0.2 * s.probability, false)}`;
  const up = interval(s)[1];
  return alone || !(up > s.probability) ? text : `${text} (up to ${endText(up)})`;
}

/* Percent beside percent: an end that says no more than "below 1" or "above 99" is left out. */
function rangedText(s, alone) {
  const [low, high] = beside(s);
  const width = ([a, b]) => b - a;
  const widest = Math.max(width(simulation(s)), s.range ? width(s.range) : 0);
  const digits = widest < 0.02 && s.probability < 0.1 && high >= s.probability ? 1 : 0;
  const [middle, from, to] = [s.probability, low, high].map((p) => percentText(p, digits));
  if (alone || (s.probability >= 0.995 && from === '>99')) return `${middle} %`;
  if (high < s.probability) return `${middle} % (${to} in most sets)`;
  if (from === to) return `${middle} %`;
  if (from.startsWith('<') && to.startsWith('>')) return `${middle} % (${from} to ${to})`;
  if (from.startsWith('<')) return `${middle} % (up to ${to})`;
  return to.startsWith('>') ? `${middle} % (${from} or more)` : `${middle} % (${from}-${to})`;
}

function words(s, alone) {
  if (!isNumber(s?.probability)) return s?.members === 0 ? 'no futures yet' : '–';
  if (s.probability <= 0) return isNumber(s.members) ? neverText(s.members) : '0 %';
  if (s.probability < 0.005) return rareText(s, alone);
  if (s.probability >= 1) return `>${Math.floor(100 * Math.min(beside(s)[0], 0.99) + 1e-9)} %`;
  return rangedText(s, alone);
}

/** "83 % (45-99)", "1 in 2,000 (up to 1 in 500)", "< 1 in 340", ">99 %": see src/core/shares.h. */
export const shareText = (s) => words(s, false);

/** The same without brackets. */
export const shareShort = (s) => words(s, true);

/** The figure, and what stands in brackets a space after it, or ''. */
export function split(text) {
  const at = text.indexOf(' (');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** The figure alone: of the text where there is one. */
export const figure = (s) => (s.text ? split(s.text)[0] : shareShort(s));

/* Wilson's 95 % interval of a share of n. */
function wilson(p, n) {
  const z = 1.959963984540054;
  const scale = 1 + (z * z) / n;
  const centre = (p + (z * z) / (2 * n)) / scale;
  const half = (z / scale) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  const rule = n > 3 ? 3 / n : 1;
  return [p > 0 ? (p < 1 ? centre - half : 1 - rule) : 0, p < 1 ? (p > 0 ? centre + half : rule) : 1];
}

/** An outcome's share by the end of a day, 1 the first. At a horizon it is that of the table; between horizons that of
 * the curve, told with the digits of the next horizon. */
export function shareOn(outcome, day) {
  const told = outcome.by.find((b) => b.days === day);
  if (told) return told;
  const probability = outcome.curve[day - 1] ?? null;
  const next = outcome.by.find((b) => b.days > day) ?? outcome.by[outcome.by.length - 1];
  if (probability === null || !next?.members) return { probability, members: null, simulation: null, range: null };
  const never = probability <= 0 || probability >= 1;
  const size = (!never && next.effective) || next.members;
  return { probability, members: next.members, simulation: wilson(probability, size), range: next.range };
}
