// How likely outcomes are, from the program's own run: terminal, JSON and page say the same, at any width.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkInBrowser, ready } from './checks.mjs';
import { checkCurves, checkDocumented, checkHead, checkRiskTable, checkSeen, checkWords, sharesOf } from './likelihood.mjs';
import { root, writePage } from './pages.mjs';
import { skipAll, test } from './tap.mjs';

const program = (...words) => spawnSync(process.env.OFFRAMP_BINARY, words, { encoding: 'utf8', maxBuffer: 1 << 28 });

/* Few sets and many, few futures and many: between them every way in which a share is told. */
const studies = {
  'four horizons': ['scenarios/korea-2017.yaml', '--sets', '24', '--members', '40'],
  'three horizons': ['scenarios/border-exercise.yaml', '--sets', '40', '--members', '100'],
  'one horizon': ['docs/behaviour/resolve.yaml', '--sets', '3', '--members', '5', '--horizon', '20 days'],
  'point values': ['docs/behaviour/resolve.yaml', '--fixed', '--members', '500'],
};

function run(folder, name, words) {
  const file = join(folder, `${name.replaceAll(' ', '-')}.offramp`);
  const [scenario, ...rest] = words;
  const ran = program('run', join(root, scenario), ...rest, '--output', file);
  const told = program('export', '--json', file);
  return { ran, told, data: told.status === 0 ? JSON.parse(told.stdout) : null };
}

async function checkStudy(browser, html, folder, name) {
  const { ran, told, data } = run(folder, name, studies[name]);
  await test(`${name}: the program runs it`, () => assert.deepEqual([ran.status, told.status], [0, 0], ran.stderr + told.stderr));
  await checkWords(name, sharesOf(data));
  await checkDocumented(name, data);
  await test(`${name}: the terminal prints every text of the JSON`, () => {
    for (const b of data.outcomes.flatMap((o) => o.by)) assert.ok(ran.stdout.includes(b.text), b.text);
  });
  const url = writePage(folder, 'study', html, data);
  for (const width of [1280, 700, 390]) {
    const page = await browser.open(url, { width, ready });
    await checkRiskTable(page, `${name}, ${width} px`, data);
    await checkSeen(page, `${name}, ${width} px`, '#risks table', 1);
    await checkHead(page, `${name}, ${width} px`, data);
    if (width === 390) await checkCurves(page, data);
    await page.close();
  }
}

async function checkAll(browser, html, folder) {
  for (const name of Object.keys(studies)) await checkStudy(browser, html, folder, name);
}

if (existsSync(process.env.OFFRAMP_BINARY ?? '')) await checkInBrowser('shares', checkAll);
else skipAll('browser: the program is not built');
