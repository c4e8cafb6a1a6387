// From the series of a result to what a chart draws and a table says.
import { addDays, isNumber, longDate, number, plain, seconds } from './format.js';

const day = 86400;
const levels = [5, 25, 50, 75, 95];

/** History shown left of the start: not longer than the future, but at least four months. */
const historyShown = (horizon) => Math.max(120, horizon);

function place(columns, from, first, lists) {
  const offset = Math.round((first - from) / day);
  lists.forEach((values, c) => values.forEach((v, i) => {
    if (offset + i >= 0 && offset + i < columns[c].length) columns[c][offset + i] = v;
  }));
}

/** One series laid on a common axis of days: columns history (low, median, high), then quantiles. */
export function fan(series, quantiles) {
  const { history, forecast } = series;
  const pick = levels.map((level) => quantiles.indexOf(level));
  const future = pick.map((i) => (i >= 0 && forecast?.quantiles[i]) || []);
  const horizon = Math.max(0, ...future.map((f) => f.length));
  const historyFirst = seconds(history?.first);
  const length = historyFirst === null ? 0 : history.median.length;
  const start = seconds(forecast?.first) ?? (length ? addDays(historyFirst, length) : null);
  if (start === null || (!horizon && !length)) return null;

  const shown = length ? Math.min(historyShown(horizon), Math.round((start - historyFirst) / day)) : 0;
  const from = addDays(start, -Math.max(0, shown));
  const x = Array.from({ length: Math.max(0, shown) + horizon }, (_, i) => addDays(from, i));
  const columns = Array.from({ length: 8 }, () => new Array(x.length).fill(null));
  if (length) place(columns, from, historyFirst, [history.low, history.median, history.high]);
  place(columns.slice(3), from, start, future);
  return {
    id: series.id, says: series.says, unit: series.unit, counts: series.counts, share: series.share,
    capped: forecast?.capped ?? false, x, columns, start, horizon, historyDays: shown,
    top: Math.max(0, ...columns.flat().filter(isNumber)),
    bottom: Math.min(0, ...columns.flat().filter(isNumber)),
  };
}

/** A value of the series: counts without decimals they do not have. */
export const level = (f, v) => (f.counts ? plain(v, 3) : f.share ? `${plain(100 * v, 2)}\u202f%` : number(v, 2));

/** What the fan says on one day, in words. */
export function describeDay(f, i) {
  const value = (c) => f.columns[c][i];
  const date = longDate(f.x[i]);
  if (f.x[i] < f.start) {
    const [low, middle, high] = [value(0), value(1), value(2)];
    if (!isNumber(middle)) return `${date}: no record`;
    const range = low !== high && isNumber(low) && isNumber(high)
      ? ` (${level(f, low)} to ${level(f, high)})` : '';
    if (f.share) return `${date}: halted with ${level(f, middle)} by the record to that day`;
    return `${date}, record: ${level(f, middle)}${range} ${f.unit}`;
  }
  if (!isNumber(value(5))) return `${date}: none`;
  if (f.share) return `${date}: halted in ${level(f, value(5))} of futures`;
  return `${date}: median ${level(f, value(5))}, half of futures ${level(f, value(4))} to ` +
    `${level(f, value(6))}, 90 % ${level(f, value(3))} to ${level(f, value(7))} ${f.unit}`;
}

/** Mean of the recorded medians over the last days before the start. */
export function recentMean(f, days) {
  const recorded = f.columns[1].slice(0, f.historyDays).slice(-days).filter(isNumber);
  return recorded.length ? recorded.reduce((a, b) => a + b, 0) / recorded.length : null;
}

/** The median and 90 % range on a day after the start (1 = first), or null. */
export function onDay(f, d) {
  const i = f.historyDays + d - 1;
  const [low, middle, high] = [3, 5, 7].map((c) => f.columns[c][i]);
  return isNumber(middle) ? { low, middle, high } : null;
}

/** Days after the start that a table lists: a week, a month, a quarter, half a year, the end. */
export function tableDays(fans) {
  const horizon = Math.max(0, ...fans.map((f) => f.horizon));
  return [...new Set([7, 30, 90, 180, horizon])].filter((d) => d > 0 && d <= horizon)
    .sort((a, b) => a - b);
}
