// The page of `offramp compare` in a browser, from disk, with what the program writes for a small scenario.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkAxe, checkBroken, checkInBrowser, checkRoomless, keepPicture, poisoned, questions, ready, views } from './checks.mjs';
import { checkDocumented, checkSeen, checkWords } from './likelihood.mjs';
import { dataOf, root, writePage } from './pages.mjs';
import { skipAll, test } from './tap.mjs';

const scenario = join(root, 'docs/behaviour/resolve.yaml');

/** A comparison as the program writes it: four what-ifs, one of which changes nothing. */
function compare(folder) {
  const page = join(folder, 'comparison.html');
  const done = spawnSync(process.env.OFFRAMP_BINARY, ['compare', scenario, '--sets', '8', '--members', '40', '--page', page,
    '--with', 'words: messages.base=-1', '--with', 'nothing:',
    '--with', 'late: messages.base=-1 from 2030-03-01 to 2030-06-01; theatres.*.lethality=times 0.5'], { encoding: 'utf8' });
  return { page, said: done.stdout, complaint: done.stderr, status: done.status };
}

const differs = (q) => q.lower_in_pairs + q.higher_in_pairs > 0;
const signed = (x, digits) => (Math.abs(x) < 0.5 / 10 ** digits ? (0).toFixed(digits) : (x > 0 ? '+' : '\u2212') + Math.abs(x).toFixed(digits));

/* Oracle: the JSON; digits so that half of the interval has two, as docs/compare.md says. */
function difference(q) {
  const half = 50 * (q.high - q.low);
  const digits = half >= 10 ? 0 : half >= 1 ? 1 : half >= 0.1 || !(half > 0) ? 2 : 3;
  const [value, low, high] = [q.difference, q.low, q.high].map((x) => signed(100 * x, digits));
  return half > 0 ? `${value} points (${low} to ${high})` : '0, exactly points ';
}

/** Base, what-if and difference of every outcome at every horizon, as the JSON has them. */
async function checkOutcomes(page, name, data) {
  await test(`${name}: outcomes have the texts of the JSON and their difference, every horizon`, async () => {
    const shown = await page.ask(`[...document.querySelectorAll('section')].map((s) =>
      [...s.querySelectorAll('table')].filter((t) => t.querySelector('.both')).flatMap((t) => [...t.querySelectorAll('tbody tr')].map((r) =>
        [...r.querySelectorAll('.days, .share, .difference')].map((e) => e.textContent.trim().replace(/\\s+/g, ' ')))))`);
    const told = data.what_ifs.map((w) => (w.same ? [] : w.outcomes.map((q) => [`${q.to_day} days`, q.base_share.text,
      ...(differs(q) ? [q.what_if_share.text, difference(q).trim()] : [])])));
    assert.deepEqual(shown, told);
    assert.ok(told[0].length > 3 && told[0].some((row) => row.length === 4) && new Set(told[0].map((r) => r[0])).size > 1);
  });
}

async function checkView(browser, url, data, { width, dark }) {
  const name = `comparison, ${width} px ${dark ? 'dark' : 'light'}`;
  const page = await browser.open(url, { width, dark, ready });

  await test(`${name}: the console is silent and nothing is asked for but the file`, () => {
    assert.deepEqual(page.complaints, []);
    assert.deepEqual(page.requests.filter((r) => r !== 'data:,'), [url]);
  });
  await test(`${name}: a section for each what-if, drawn with a size`, async () => {
    const sizes = await page.ask(questions.sizes);
    assert.equal(sizes.length, data.what_ifs.length);
    for (const s of sizes) assert.ok(s.width > 200 && s.height > 60, JSON.stringify(s));
    assert.equal(await page.ask('document.querySelectorAll(".failed").length'), 0);
    const drawings = await page.ask(questions.drawings);
    assert.ok(drawings.length >= 4 && drawings.every((n) => n >= 8), `marks: ${drawings}`);
  });
  await test(`${name}: it does not scroll sideways, and links lead somewhere`, async () => {
    assert.deepEqual(await page.ask(questions.overflow), { page: 0, elements: [] });
    assert.deepEqual(await page.ask(questions.deadLinks), []);
    assert.deepEqual(await page.ask(questions.doubleIds), []);
  });
  await checkOutcomes(page, name, data);
  const changed = data.what_ifs.filter((w) => !w.same).length;
  await checkSeen(page, name, '.stack', 2 * changed); // outcomes; ledgers and totals
  await checkAxe(page, name);
  await keepPicture(page, `comparison-${width}-${dark ? 'dark' : 'light'}`);
  await page.close();
}

async function checkFigures(browser, url, data) {
  const page = await browser.open(url, { ready });
  await page.ask('document.querySelectorAll("details").forEach((d) => { d.open = true; })');
  const shown = (await page.ask(questions.shown)).replace(/\u202f/g, ' ');

  await test('a what-if that changes nothing is said to', async () => {
    const text = await page.ask(`document.querySelector('#what-if-2').innerText`);
    assert.match(text, /It changes nothing/);
    assert.equal(await page.ask(`document.querySelectorAll('#what-if-2 svg').length`), 0);
  });
  await test('changes are shown with their days', () => {
    for (const text of ['messages.base = -1', 'theatres.*.lethality = times 0.5', '1 March 2030']) assert.ok(shown.includes(text), text);
  });
  await page.close();
}

async function checkOlder(browser, folder, html, data) {
  await test('a comparison of another version is said to be, and is still drawn', async () => {
    const old = { ...structuredClone(data), version: 1 };
    for (const q of old.what_ifs.flatMap((w) => w.outcomes)) delete q.base_share;
    const page = await browser.open(writePage(folder, 'older', html, old), { ready });
    assert.match(await page.ask('[...document.querySelectorAll("header .notice")].map((e) => e.innerText).join()'), /another version/);
    assert.equal(await page.ask('document.querySelectorAll(".failed").length'), 0);
    assert.deepEqual(page.complaints, []);
    await page.close();
  });
}

async function checkAll(browser, html, folder) {
  const made = compare(folder);
  await test('compare --page writes the page and names it', () => {
    assert.equal(made.status, 0, made.complaint);
    assert.ok(made.said.includes(`wrote ${made.page}`));
  });
  const data = dataOf(readFileSync(made.page, 'utf8'));
  const url = pathToFileURL(made.page).href;
  for (const view of views) await checkView(browser, url, data, view);
  await checkFigures(browser, url, data);
  await checkWords('comparison', data.what_ifs.flatMap((w) => w.outcomes).flatMap((q) => [q.base_share, q.what_if_share]));
  await checkDocumented('comparison', data);
  await checkRoomless(browser, folder, html, data);
  await checkOlder(browser, folder, html, data);
  await test('text of a comparison is never taken for markup', async () => {
    const page = await browser.open(writePage(folder, 'poison', html, poisoned(data)), { ready });
    assert.equal(await page.ask('document.querySelectorAll("img, .poison").length'), 0);
    assert.deepEqual(page.complaints, []);
    await page.close();
  });
  data.what_ifs.length = 1; // bounds the time
  data.what_ifs[0].series.length = Math.min(6, data.what_ifs[0].series.length);
  await checkBroken(browser, folder, html, data, 0);
}

if (existsSync(process.env.OFFRAMP_BINARY ?? '')) await checkInBrowser('comparison', checkAll);
else skipAll('browser: the program is not built');
