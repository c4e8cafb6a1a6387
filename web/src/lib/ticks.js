// Ticks of a time axis at the first days of months, as many as fit, named "Feb" or "2024" in January.
import { shortMonth } from './format.js';

const steps = [1, 2, 3, 4, 6, 12, 24, 60, 120];
const room = 46;

function monthStarts(min, max, step) {
  const at = [];
  const first = new Date(min * 1000);
  const begin = Math.floor((first.getUTCFullYear() * 12 + first.getUTCMonth()) / step) * step;
  for (let m = begin; ; m += step) {
    const t = Date.UTC(Math.floor(m / 12), m % 12, 1) / 1000;
    if (t > max || at.length > 200) return at;
    if (t >= min) at.push(t);
  }
}

function weeks(min, max, width) {
  const step = [1, 2, 7, 14].find((d) => ((max - min) / 86400 / d) * room <= width) ?? 14;
  const at = [];
  for (let t = Math.ceil(min / 86400) * 86400; t <= max; t += step * 86400) at.push(t);
  return at;
}

const dayName = (t) => `${new Date(t * 1000).getUTCDate()} ${shortMonth(t)}`;
const monthName = (t) =>
  (new Date(t * 1000).getUTCMonth() === 0 ? String(new Date(t * 1000).getUTCFullYear()) : shortMonth(t));

/** Where the ticks stand. Spans below two months are told in days. */
export function timeTicks(min, max, width) {
  const months = (max - min) / 86400 / 30.4;
  if (months < 2) return weeks(min, max, width);
  const step = steps.find((s) => (months / s) * room <= width) ?? steps[steps.length - 1];
  return monthStarts(min, max, step);
}

/** What they are called. */
export function timeNames(at) {
  const whole = at.every((t) => new Date(t * 1000).getUTCDate() === 1);
  return at.map(whole ? monthName : dayName);
}
