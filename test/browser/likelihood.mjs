// What is asked of every place that says how likely an outcome is: table, curves, words. Oracle: the JSON, whose texts the
// program prints on the terminal as well.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readResult } from '../../web/src/lib/data.js';
import { seconds } from '../../web/src/lib/format.js';
import { curveOf } from '../../web/src/lib/risks.js';
import { shareShort, shareText } from '../../web/src/lib/share.js';
import { root } from './pages.mjs';
import { test } from './tap.mjs';

/* Cells of a table that are cut off, hidden, or in a box that scrolls; a cell is asked with all that stands in it. */
const unseen = (selector) => `(() => {
  document.querySelectorAll('details').forEach((d) => { d.open = true; });
  const wide = document.documentElement.clientWidth;
  const name = (e) => e.tagName + '.' + e.className + ' ' + e.textContent.trim().slice(0, 30);
  return [...document.querySelectorAll(${JSON.stringify(selector)})].flatMap((table) => {
    const box = table.closest('.scroll');
    const edge = Math.min(wide, box ? box.getBoundingClientRect().right : wide) + 1;
    const scrolls = box && box.scrollWidth > box.clientWidth + 1 ? ['scrolls: ' + name(table)] : [];
    const cells = [...table.querySelectorAll('tbody td, tbody th')];
    const hidden = cells.filter((c) => c.getClientRects().length === 0 || c.getBoundingClientRect().width < 8);
    const parts = cells.flatMap((c) => [c, ...c.querySelectorAll('*')]);
    const cut = parts.filter((c) => [...c.getClientRects()].some((r) => r.right > edge || r.left < -1));
    return [...scrolls, ...hidden.concat(cut).map(name)];
  });
})()`;

/** Every cell of these tables is seen whole, and none has to be scrolled to; their number is as said. */
export async function checkSeen(page, name, selector, tables) {
  await test(`${name}: every column of ${selector} is seen without scrolling`, async () => {
    assert.equal(await page.ask(`document.querySelectorAll(${JSON.stringify(selector)}).length`), tables);
    assert.deepEqual(await page.ask(unseen(selector)), []);
    const { page: wider } = await page.ask(`({ page: document.documentElement.scrollWidth - document.documentElement.clientWidth })`);
    assert.equal(wider, 0);
  });
}

const byHeadline = (outcomes) => [...outcomes].sort((a, b) => b.headline - a.headline);

/** The table of risks says each text of the JSON, at each horizon, letter by letter. */
export async function checkRiskTable(page, name, data) {
  await test(`${name}: the table of risks has the texts of the JSON, every horizon, letter by letter`, async () => {
    const rows = await page.ask(`[...document.querySelectorAll('#risks tbody tr')].map((r) =>
      [...r.querySelectorAll('td:not(.model) .share')].map((e) => e.textContent))`);
    assert.deepEqual(rows, byHeadline(data.outcomes).map((o) => o.by.map((b) => b.text)));
    const days = await page.ask(`[...document.querySelectorAll('#risks thead th:not(.model)')].slice(1).map((e) => e.textContent)`);
    assert.deepEqual(days, data.horizons.map((d) => `${d} days`));
  });
  await test(`${name}: where a horizon has no column, its line names it`, async () => {
    const [width, named] = await page.ask(`[innerWidth, [...document.querySelectorAll('#risks tbody tr')].map((r) =>
      [...r.querySelectorAll('td:not(.model)')].map((c) => c.innerText.replace(/\\s+/g, ' ').trim()))]`);
    const told = byHeadline(data.outcomes).map((o) => o.by.map((b) => (width <= 720 ? `${b.days} days ${b.text}` : b.text)));
    assert.deepEqual(named, told);
  });
}

const isOpen = (o) => o.already < 0.5;
/** Outcomes that have a curve: what is true at the start already has none. */
export const drawn = (data) => data.outcomes.filter((o) => isOpen(o) && o.curve.some((p) => p > 0));

/* Keys that lead from the first day of a chart to another. */
const keysTo = (day) => ['Home', ...Array(Math.floor((day - 1) / 30)).fill('PageUp'),
  ...Array((day - 1) % 30).fill('ArrowRight')];

/** Curves say at each horizon what the table says. */
export async function checkCurves(page, data) {
  await test('a curve is read out at each horizon with the text of the table', async () => {
    const panels = await page.ask('document.querySelectorAll("#over-time .plot").length');
    assert.equal(panels, drawn(data).length);
    for (const [i, o] of drawn(data).entries()) {
      const plot = `document.querySelectorAll("#over-time .plot")[${i}]`;
      const readout = () => page.ask(`${plot}.querySelector('.readout').textContent`);
      const last = o.by[o.by.length - 1];
      assert.equal(await readout(), `By day ${last.days}: ${last.text}`);
      await page.ask(`${plot}.focus()`);
      for (const b of i < 3 ? o.by : o.by.slice(0, 1)) { // keys take their time
        for (const key of keysTo(b.days)) await page.key(key);
        await page.until(`${plot}.querySelector('.readout').textContent.includes(', day ${b.days}: ')`);
        assert.ok((await readout()).endsWith(`, day ${b.days}: ${b.text}`), `${o.id}: ${await readout()}`);
      }
    }
  });
  await test('the table of curves has the figure of the table of risks at each horizon', async () => {
    const rows = await page.ask(`[...document.querySelectorAll('#over-time tbody tr')].map((r) =>
      [...r.querySelectorAll('td')].map((c) => c.textContent.replace(/\\s+/g, ' ').trim()))`);
    assert.equal(rows.length, drawn(data).length);
    for (const [i, o] of drawn(data).entries()) {
      for (const b of o.by) {
        const cell = rows[i].filter((c) => c.includes(`, day ${b.days} `));
        assert.ok(cell.length === 1 && cell[0].endsWith(`, day ${b.days} ${b.text.split(' (')[0]}`), `${o.id}: ${cell}`);
      }
    }
  });
  await test('lines and marks stand at the probability of the table', () => {
    const result = readResult(data);
    for (const [i, o] of result.outcomes.entries()) {
      const raw = data.outcomes[i].by.filter((b) => b.probability > 0);
      const { marks, data: [x, y] } = curveOf(o, seconds(data.meta.start));
      assert.deepEqual(marks.map((m) => m.y), raw.map((b) => b.probability));
      assert.deepEqual(marks.map((m) => y[x.indexOf(m.x)]), raw.map((b) => b.probability), o.id);
    }
  });
  await test('what is true at the start already is told as such and not drawn', async () => {
    const already = data.outcomes.filter((o) => !isOpen(o));
    assert.ok(already.every((o) => o.by.every((b) => b.text === 'already true')));
    const said = await page.ask(`[...document.querySelectorAll('#risks svg text, #over-time h3')].map((e) => e.textContent).join(' ')`);
    const caption = await page.ask(`[...document.querySelectorAll('#over-time figcaption')].map((e) => e.textContent).join(' ')`);
    for (const o of already) {
      const start = o.says.slice(1, 20);
      assert.ok(!said.includes(start) && (!caption || caption.includes(o.says)), o.says);
    }
  });
  await test('no median is spoken of where it is told how likely outcomes are', async () => {
    const said = await page.ask(`[...document.querySelectorAll('#risks, #over-time')].map((e) => e.textContent).join(' ') +
      [...document.querySelectorAll('#risks [aria-label], #over-time [aria-label]')].map((e) => e.ariaLabel).join(' ')`);
    assert.doesNotMatch(said, /median/i);
  });
}

/** Summary and trust stand under the title, letter by letter and before everything else. */
export async function checkHead(page, name, data) {
  await test(`${name}: summary, halts on the eve and trust stand under the title`, async () => {
    const head = await page.ask(`[...document.querySelectorAll('header .summary, header .trust .told')].map((e) =>
      [e.textContent, e.getBoundingClientRect().height > 10, e.getBoundingClientRect().top])`);
    const told = [data.summary, ...(data.halted ? [data.halted] : []), data.trust];
    assert.deepEqual(head.map((h) => h.slice(0, 2)), told.map((text) => [text, true]));
    const [title, contents] = await page.ask(`['h1', 'nav'].map((s) => document.querySelector(s).getBoundingClientRect().top)`);
    const tops = [title, ...head.map((h) => h[2]), contents];
    assert.ok(tops.every((top, i) => i === 0 || tops[i - 1] < top));
  });
}

/** The page's own words, for where the JSON has none, are the program's. shares: {probability, ..., range, text}. */
export async function checkWords(name, shares) {
  await test(`${name}: the page's words for a share are the program's`, () => {
    assert.ok(shares.length > 0);
    for (const s of shares) {
      assert.equal(shareText(s), s.text, JSON.stringify(s));
      assert.equal(shareShort(s), s.text.split(' (')[0], JSON.stringify(s));
    }
  });
}

/** The shares of a report as lib/share.js takes them. */
export const sharesOf = (data) => data.outcomes.filter(isOpen).flatMap((o) => o.by).map((b) =>
  ({ ...b, range: b.sets?.spread ? b.sets.range : null }));

/* Every key of an object and of what is in it, down to the first entries of lists; `clock` holds texts of any key. */
function keysOf(value) {
  if (Array.isArray(value)) return value.slice(0, 3).flatMap(keysOf);
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, v]) => [key, ...(key === 'clock' ? [] : keysOf(v))]);
}

/** docs/page-data.md names every key that the program writes. */
export async function checkDocumented(name, data) {
  await test(`${name}: docs/page-data.md names every key of the JSON`, () => {
    const page = readFileSync(join(root, 'docs/page-data.md'), 'utf8');
    const named = new Set([...page.matchAll(/`([^`]+)`/g)].flatMap(([, code]) => code.split(/[^A-Za-z_0-9]+/)));
    assert.deepEqual([...new Set(keysOf(data))].filter((key) => !named.has(key)), []);
  });
}
