// The report page in a browser, from disk: wide and narrow, light and dark.
import assert from 'node:assert/strict';
import { checkAxe, checkBroken, checkInBrowser, checkRoomless, keepPicture, poisoned, questions, ready, views } from './checks.mjs';
import { checkCurves, checkHead, checkRiskTable, checkSeen, checkWords, drawn, sharesOf } from './likelihood.mjs';
import { dataOf, findPage, placesOf, sample, writePage } from './pages.mjs';
import { test } from './tap.mjs';

/* Oracle: the sections that docs/page-data.md gives data for; the sample fills them all. */
const sections = ['risks', 'published', 'over-time', 'acts', 'tension', 'theatres', 'network', 'deals', 'chronicle',
  'futures', 'inputs', 'learned', 'limits', 'reproduce'];

async function checkView(browser, url, data, { width, dark }) {
  const name = `${width} px ${dark ? 'dark' : 'light'}`;
  const page = await browser.open(url, { width, dark, ready });

  await test(`${name}: nothing is said on the console`, () => assert.deepEqual(page.complaints, []));
  await test(`${name}: nothing is asked for but the file itself`, () => {
    assert.deepEqual(page.requests.filter((r) => r !== 'data:,'), [url]);
  });
  await test(`${name}: the title is the scenario's`, async () => {
    assert.equal(await page.ask('document.querySelector("h1").textContent'), data.meta.title);
  });
  await test(`${name}: every section is drawn with a size`, async () => {
    const sizes = await page.ask(questions.sizes);
    assert.deepEqual(sizes.map((s) => s.id), sections);
    for (const s of sizes) assert.ok(s.width > 200 && s.height > 60, JSON.stringify(s));
    assert.equal(await page.ask('document.querySelectorAll(".failed").length'), 0);
  });
  await test(`${name}: every chart has ink`, async () => {
    const canvases = await page.ask(questions.canvases);
    const curves = drawn(data).length;
    assert.equal(canvases.length, data.series.length + curves);
    for (const colours of canvases) assert.ok(colours >= 3, `colours: ${canvases}`);
    const drawings = await page.ask(questions.drawings);
    assert.ok(drawings.length >= 3 && drawings.every((n) => n >= 10), `marks: ${drawings}`);
  });
  // Oracle: quantiles that differ on most days leave each of the three visible over most of the width.
  await test(`${name}: a fan shows its median and both bands`, async () => {
    const tension = data.series.find((s) => s.id.startsWith('tension'));
    if (!tension?.forecast.quantiles.every((q, i, all) => i === 0 || q[40] > all[i - 1][40])) return;
    const counts = await page.ask(questions.fan);
    assert.ok(counts.every((n) => n > 100), `pixels: ${counts}`);
  });
  await test(`${name}: the page does not scroll sideways`, async () => {
    assert.deepEqual(await page.ask(questions.overflow), { page: 0, elements: [] });
  });
  await checkHead(page, name, data);
  await checkRiskTable(page, name, data);
  await test(`${name}: every link leads to a place in the page, and no id stands twice`, async () => {
    assert.deepEqual(await page.ask(questions.deadLinks), []);
    assert.deepEqual(await page.ask(questions.doubleIds), []);
  });
  await test(`${name}: the ground follows the system's choice and the button turns it`, async () => {
    const isDark = async () => (await page.ask(questions.ground)) < 128;
    assert.equal(await isDark(), dark);
    await page.ask('document.querySelector("header button").click()');
    assert.equal(await isDark(), !dark);
    await page.ask('document.querySelector("header button").click()');
    assert.equal(await isDark(), dark);
    await page.ask('localStorage.clear()');
  });
  await checkAxe(page, name);
  await checkSeen(page, name, '#risks table, #over-time table, #futures .stack, #futures .named, #learned table', 6);
  await keepPicture(page, `${width}-${dark ? 'dark' : 'light'}`);
  await page.close();
}

async function checkFigures(browser, url, data) {
  const page = await browser.open(url, { ready });
  const shown = (await page.ask(questions.shown)).replace(/\u202f/g, ' ');

  await test('prior-driven outcomes carry their badge', async () => {
    const rows = await page.ask(`[...document.querySelectorAll('#risks tbody tr')].map((r) =>
      r.querySelector('.badge') !== null)`);
    assert.equal(rows.filter(Boolean).length, data.outcomes.filter((o) => o.prior_driven).length);
    assert.equal(rows.length, data.outcomes.length);
  });
  await test('seed, hashes, command and every limit are shown', () => {
    const { meta } = data;
    const texts = [`seed ${meta.seed}`, meta.scenario_hash, meta.record_hash, meta.result_hash,
      meta.command, meta.program_version, ...data.limits].filter(Boolean);
    for (const text of texts) assert.ok(shown.includes(text), text);
  });
  await test('arrow keys read a chart out day by day', async () => {
    await page.ask('document.querySelector("#acts .plot").focus()');
    const readout = () => page.ask('document.querySelector("#acts .readout").textContent');
    const before = await readout();
    await page.key('ArrowRight');
    await page.until(`document.querySelector("#acts .readout").textContent !== ${JSON.stringify(before)}`);
    const first = await readout();
    await page.key('ArrowRight');
    await page.until(`document.querySelector("#acts .readout").textContent !== ${JSON.stringify(first)}`);
  });
  await checkCurves(page, data);
  await page.close();
}

/* Oracle: the data; shares of futures in whole per cent, as the trust line has them. */
async function checkDropped(browser, url, data) {
  const page = await browser.open(url, { ready });
  const { dropped } = data.members;
  const percent = (n) => (n > 0 && n < 0.005 * data.meta.members_done ? '<\u202f1' : (100 * n / data.meta.members_done).toFixed(0));
  await test('what was dropped is listed by line and channel, with what could have changed an outcome', async () => {
    const rows = await page.ask(`[...document.querySelectorAll('#futures .stack tbody tr')].map((r) =>
      [r.querySelector('th').textContent, ...[...r.querySelectorAll('td > span:last-child')].map((c) => c.textContent)])`);
    const place = (d) => (['crossing', 'answer'].includes(d.kind) ? 'red line' : 'channel');
    assert.deepEqual(rows, dropped.by.map((d) => [`${place(d)} ${d.id}`, `${percent(d.members)}\u202f%`, `${percent(d.could_change)}\u202f%`]));
  });
  await test('in how many futures is said, and nothing of a limit of 1 %', async () => {
    const said = (await page.ask('document.querySelector("#futures").textContent')).replace(/\s+/g, ' ');
    assert.ok(said.includes(`${percent(dropped.members)} % of futures, and in ${percent(dropped.could_change)} % it could`), said);
    assert.doesNotMatch(said, /Above 1/);
  });
  await page.close();
}

/* Oracle: the data. */
async function checkPublished(browser, url, data) {
  const page = await browser.open(url, { ready });
  const rows = await page.ask(`[...document.querySelectorAll('#published tbody tr')].map((r) =>
    [...r.querySelectorAll('td > span:last-child')].map((c) => c.textContent.trim()))`);
  const events = data.published.pairs.flatMap((p) => p.events);
  await test('what is published stands beside the model alone and the class, at each horizon', async () => {
    const wanted = events.flatMap((e) => e.by.map((b, i) => [`${b.days} days`, b.text, e.model[i].text, e.class[i]]));
    assert.equal(rows.length, wanted.length);
    wanted.forEach(([days, by, model, inClass], i) => {
      assert.match(rows[i][0], new RegExp(`${days}$`));
      assert.deepEqual(rows[i].slice(1, 3), [by, model]);
      if (inClass) assert.ok(rows[i][3].includes(`${inClass.occurred} of ${inClass.pair_years} pair-years`), rows[i][3]);
    });
  });
  await test('the model alone stands beside each outcome at the last horizon', async () => {
    const told = await page.ask(`[...document.querySelectorAll('#risks tbody tr')].map((r) => r.querySelector('td:last-child .share').textContent)`);
    const wanted = [...data.outcomes].sort((a, b) => b.headline - a.headline).map((o) => o.model[o.model.length - 1].text);
    assert.deepEqual(told, wanted);
  });
  await page.close();
}

/* Oracle: the data. Moved most: the largest shift of a quantile, as a part of the prior range. */
async function checkLearned(browser, folder, html, data) {
  const page = await browser.open(writePage(folder, 'learned', html, data), { ready });
  const { blocks, parameters, hash, possible } = data.learned;
  await test('each block of parameters has its noise, power and worth, or why it keeps its priors', async () => {
    const rows = await page.ask(`[...document.querySelectorAll('#learned .blocks tbody tr')].map((r) =>
      [r.querySelector('th'), ...r.querySelectorAll('td > span:last-child')].map((c) => c.textContent))`);
    assert.deepEqual(rows.map((r) => r[0]), blocks.map((b) => b.id));
    rows.forEach((row, i) => {
      const b = blocks[i];
      const figures = b.kept ? ['–', '–'] : [b.temperature.toFixed(2), b.effective.toFixed(0)];
      assert.deepEqual(row.slice(1), [`${b.priors}`, b.noise.toFixed(2), ...figures, b.kept ? `keeps its priors: ${b.kept}` : 'learned']);
    });
    const said = await page.ask('document.getElementById("learned").textContent');
    assert.ok(said.includes(hash) && said.includes(`${possible} of`), said);
  });
  const moved = ({ prior, posterior }) => Math.max(...prior.map((p, i) => Math.abs(posterior[i] - p))) / (prior[2] - prior[0]);
  await test('parameters that moved most come first, before and after on one axis', async () => {
    const rows = await page.ask(`[...document.querySelectorAll('#learned .moved tbody tr')].map((r) => ({
      path: r.querySelector('code').textContent, ends: [...r.querySelectorAll('line')].map((l) => [l.x1, l.x2].map((e) => e.baseVal.value)) }))`);
    const wanted = [...parameters].sort((a, b) => moved(b) - moved(a));
    assert.deepEqual(rows.map((r) => r.path), wanted.map((p) => p.path));
    rows.forEach(({ ends: [before, , after] }, i) => {
      const { prior, posterior } = wanted[i];
      const scale = (before[1] - before[0]) / (prior[2] - prior[0]);
      assert.ok(Math.abs(after[0] - before[0] - scale * (posterior[0] - prior[0])) < 0.01, rows[i].path);
      assert.ok(Math.abs(after[1] - after[0] - scale * (posterior[2] - posterior[0])) < 0.01, rows[i].path);
    });
  });
  await page.close();
  const drawn = await browser.open(writePage(folder, 'drawn', html, { ...data, learned: null }), { ready });
  await test('a result of drawn sets has no such section', async () => {
    assert.equal(await drawn.ask('document.getElementById("learned")'), null);
  });
  await drawn.close();
}

/* Data of version 1: the text was a median over sets, and the page may not pass it off as the share of futures. */
async function checkOlder(browser, folder, html, data) {
  const old = structuredClone(data);
  old.version = 1;
  for (const b of old.outcomes.flatMap((o) => o.by)) Object.assign(b, { text: '77.7 (0.7-99.7) %', sets: { ...b.sets, median: 0.777 } });
  const page = await browser.open(writePage(folder, 'older', html, old), { ready });
  await test('data of another version are said to be, and their words are not taken for those of this one', async () => {
    assert.match(await page.ask('[...document.querySelectorAll("header .notice")].map((e) => e.innerText).join()'), /another version/);
    assert.ok(!(await page.ask('document.getElementById("app").textContent')).includes('77.7'));
    const told = await page.ask('[...document.querySelectorAll("#risks .share")].map((e) => e.textContent)');
    for (const share of sharesOf(data)) assert.ok(told.includes(share.text), share.text);
  });
  await page.close();
  const fresh = await browser.open(writePage(folder, 'fresh', html, data), { ready });
  await test('data of this version are not said to be of another', async () => {
    assert.equal(await fresh.ask('document.querySelectorAll("header .notice").length'), 0);
  });
  await fresh.close();
}

async function checkChronicle(browser, url, data) {
  const page = await browser.open(url, { ready });
  const { acts } = data.chronicles[0];
  const kinds = acts.map((a) => a.kind);
  const shownActs = () => page.ask('document.querySelectorAll("#chronicle li").length');
  const choose = (i, value) => page.ask(`(() => { const s = document.querySelectorAll('#chronicle select')[${i}];
    s.value = ${JSON.stringify(value)}; s.dispatchEvent(new Event('change', { bubbles: true })); })()`);

  await test('the chronicle can be filtered by kind', async () => {
    assert.equal(await shownActs(), Math.min(60, acts.length));
    for (const kind of new Set(kinds)) {
      await choose(1, kind);
      assert.equal(await shownActs(), Math.min(60, kinds.filter((k) => k === kind).length), kind);
    }
  });
  await test('a link to a cause that the filter hides shows it again', async () => {
    const byNumber = new Map(acts.map((a) => [a.number, a]));
    const effect = acts.find((a) => byNumber.has(a.cause) && byNumber.get(a.cause).kind !== a.kind);
    assert.ok(effect, 'the data has no act caused by one of another kind');
    await choose(1, effect.kind);
    const target = await page.ask(`(() => { const a = [...document.querySelectorAll('#chronicle li a')].find((l) =>
      !document.querySelector(l.getAttribute('href'))); a.click(); return a.getAttribute('href'); })()`);
    await page.until(`document.querySelector(${JSON.stringify(target)})`);
    assert.equal(await page.ask(`document.activeElement.id`), target.slice(1));
  });
  await test('another history can be chosen', async () => {
    if (data.chronicles.length < 2) return;
    await choose(0, '1');
    assert.equal(await shownActs(), Math.min(60, data.chronicles[1].acts.length));
  });
  await test('using the page leaves the console silent', () => assert.deepEqual(page.complaints, []));
  await page.close();
}

async function checkHostile(browser, folder, html, data) {
  await test('text of a scenario is never taken for markup', async () => {
    const url = writePage(folder, 'poison', html, poisoned(data));
    const page = await browser.open(url, { ready });
    assert.equal(await page.ask('document.querySelectorAll("img, .poison").length'), 0);
    assert.ok((await page.ask('document.querySelector("h1").textContent')).includes('<img src=x'));
    assert.deepEqual(page.complaints, []);
    assert.deepEqual(page.requests.filter((r) => r !== 'data:,'), [url]);
    await page.close();
  });
  await test('a long word does not push the page sideways', async () => {
    const long = structuredClone(data);
    long.meta.title = 'W'.repeat(200);
    for (const o of long.outcomes) o.says = 'w'.repeat(90);
    for (const a of long.chronicles.flatMap((c) => c.acts)) a.text = 'w'.repeat(300);
    const page = await browser.open(writePage(folder, 'long', html, long), { width: 390, ready });
    assert.deepEqual((await page.ask(questions.overflow)).page, 0);
    await page.close();
  });
  await test('a page without data says so', async () => {
    const page = await browser.open(writePage(folder, 'none', html, null), { ready });
    assert.match(await page.ask(questions.shown), /holds no result/);
    assert.deepEqual(page.complaints, []);
    await page.close();
  });
}

await checkInBrowser('page', async (browser, html, folder) => {
  await test('the page holds its data element exactly once', () => assert.equal(placesOf(html), 1));
  const data = dataOf(html) ?? sample();
  const url = writePage(folder, 'page', html, data);
  for (const view of views) await checkView(browser, url, data, view);
  await checkFigures(browser, url, data);
  await checkWords('sample', sharesOf(data));
  await checkDropped(browser, url, data);
  await checkPublished(browser, url, data);
  await checkLearned(browser, folder, html, data);
  await checkOlder(browser, folder, html, data);
  await checkRoomless(browser, folder, html, data);
  await checkChronicle(browser, url, data);
  await checkHostile(browser, folder, html, data);
  await checkBroken(browser, folder, html, data); // three sections need no data and are always there
}, findPage(process.argv[2]));
