// Numbers and dates as text, with no more digits than they bear.

const months = 'January February March April May June July August September October November December'
  .split(' ');
const minus = '\u2212';
const dayLength = 86400;

export const isNumber = (x) => typeof x === 'number' && Number.isFinite(x);

/** Whole number with thin spaces between thousands: 100 000. */
export function count(n) {
  if (!isNumber(n)) return '–';
  const digits = String(Math.abs(Math.round(n))).replace(/\B(?=(\d{3})+$)/g, '\u202f');
  return (n < 0 ? minus : '') + digits;
}

/** A number with about the given significant digits, never in exponent form for usual sizes. */
export function number(x, significant = 3) {
  if (!isNumber(x)) return '–';
  if (x === 0) return '0';
  const size = Math.floor(Math.log10(Math.abs(x)));
  if (size < -5) return x.toExponential(1).replace('-', minus);
  if (size >= significant) return count(x);
  const text = Math.abs(x).toFixed(Math.max(0, significant - 1 - size));
  return (x < 0 ? minus : '') + text;
}

/** The same without zeros at the end: for ticks and for counts. */
export const plain = (x, significant = 2) =>
  number(x, significant).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');

/** With so many digits after the point, and zero where it rounds to it. */
export function fixed(x, digits) {
  if (!isNumber(x)) return '–';
  const sign = x < 0 && Math.abs(x) >= 0.5 * 10 ** -digits ? minus : '';
  return sign + Math.abs(x).toFixed(digits);
}

/** The same with a plus where it is above zero. */
export const signed = (x, digits) =>
  (x >= 0.5 * 10 ** -digits && isNumber(x) ? `+${fixed(x, digits)}` : fixed(x, digits));

/** A part of a whole as percent without its sign, as the program's trust line has it. */
export function percent(p) {
  if (!isNumber(p)) return '–';
  const x = 100 * p;
  if (x > 0 && x < 0.5) return '<\u202f1';
  return x > 99.5 && x < 100 ? '>\u202f99' : x.toFixed(0);
}

/** ISO date to seconds since 1970, or null. */
export function seconds(iso) {
  const match = /^(-?\d{4})-(\d\d)-(\d\d)/.exec(String(iso ?? ''));
  if (!match) return null;
  const t = Date.UTC(+match[1], +match[2] - 1, +match[3]) / 1000;
  return Number.isFinite(t) ? t : null;
}

export const addDays = (t, days) => t + days * dayLength;

/** 8 February 2024, from an ISO date or from seconds. */
export function longDate(when) {
  const t = isNumber(when) ? when : seconds(when);
  if (t === null) return String(when ?? '–');
  const d = new Date(t * 1000);
  return `${d.getUTCDate()} ${months[d.getUTCMonth()]} ${d.getUTCFullYear()}`;
}

export const shortMonth = (t) => months[new Date(t * 1000).getUTCMonth()].slice(0, 3);

export const isoDate = (t) => (isNumber(t) ? new Date(t * 1000).toISOString().slice(0, 10) : '–');

/** "own-deaths" to "own deaths": identifiers shown where no name is given. */
export const words = (id) => String(id ?? '').replace(/[-_]+/g, ' ').trim();

/** First letter large. */
export const sentence = (text) => {
  const s = String(text ?? '');
  return s.charAt(0).toUpperCase() + s.slice(1);
};

/** A name that is safe as an element id and in an anchor. */
export const anchor = (...parts) => parts.map((p) => String(p ?? '').replace(/[^\w-]+/g, '-')).join('-');
