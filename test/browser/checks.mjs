// What every page is asked, whatever it shows.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Browser, findBrowser } from './chromium.mjs';
import { axePath, findPage, writePage } from './pages.mjs';
import { finish, skipAll, test } from './tap.mjs';

export const ready = 'document.documentElement.dataset.ready';
export const views = [1280, 390].flatMap((width) => [false, true].map((dark) => ({ width, dark })));

export const questions = {
  sizes: `[...document.querySelectorAll('main section')].map((s) =>
    ({ id: s.id, width: s.clientWidth, height: s.clientHeight }))`,
  // A drawn chart has opaque pixels of at least three colours (axis, line or band, grid).
  canvases: `[...document.querySelectorAll('canvas')].map((c) => {
    const { data } = c.getContext('2d').getImageData(0, 0, c.width, c.height);
    const colours = new Set();
    for (let i = 0; i < data.length; i += 4) {
      if (data[i + 3] > 250) colours.add(data[i] << 16 | data[i + 1] << 8 | data[i + 2]);
    }
    return colours.size;
  })`,
  // How many pixels of a chart have the colours of the median and of the two bands.
  fan: `(() => {
    const style = getComputedStyle(document.documentElement);
    const wanted = ['blue', 'blue-narrow', 'blue-wide'].map((n) =>
      parseInt(style.getPropertyValue('--' + n).trim().slice(1), 16));
    const c = document.querySelector('#tension canvas');
    const { data } = c.getContext('2d').getImageData(0, 0, c.width, c.height);
    const counts = [0, 0, 0];
    for (let i = 0; i < data.length; i += 4) {
      const at = wanted.indexOf(data[i] << 16 | data[i + 1] << 8 | data[i + 2]);
      if (at >= 0) counts[at] += 1;
    }
    return counts;
  })()`,
  drawings: `[...document.querySelectorAll('svg[role=img]')].map((s) => {
    const marks = [...s.querySelectorAll('path, circle, line, text')];
    return marks.filter((m) => m.getBBox().width + m.getBBox().height > 0).length;
  })`,
  overflow: `(() => {
    const wide = document.documentElement.clientWidth;
    const out = [...document.querySelectorAll('body *')].filter((e) =>
      !e.closest('.scroll, pre, .canvas, svg, .visually-hidden') && e.getBoundingClientRect().right > wide + 1);
    return { page: document.documentElement.scrollWidth - wide,
      elements: out.map((e) => e.tagName + '.' + e.className).slice(0, 5) };
  })()`,
  deadLinks: `[...document.querySelectorAll('a')].map((a) => a.getAttribute('href')).filter((h) =>
    !h || !h.startsWith('#') || !document.getElementById(h.slice(1)))`,
  doubleIds: `[...document.querySelectorAll('[id]')].map((e) => e.id).filter((id, i, all) =>
    all.indexOf(id) !== i)`,
  ground: `(() => { const [r, g, b] = getComputedStyle(document.documentElement).backgroundColor
    .match(/[0-9]+/g).map(Number); return (r + g + b) / 3; })()`,
  shown: 'document.body.innerText',
};

export async function checkAxe(page, name) {
  if (!existsSync(axePath)) return;
  await test(`${name}: axe finds nothing serious`, async () => {
    await page.ask('document.querySelectorAll("details").forEach((d) => { d.open = true; })');
    await page.ask(`${readFileSync(axePath, 'utf8')}; 0`);
    const found = await page.ask(`axe.run(document, { resultTypes: ['violations'] }).then((r) =>
      r.violations.map((v) => v.impact + ' ' + v.id + ': ' + v.nodes.map((n) => n.html + ' ' +
        (n.any[0]?.message ?? '')).slice(0, 3).join(' | ')))`);
    assert.deepEqual(found.filter((v) => /^(serious|critical)/.test(v)), []);
    await page.ask('document.querySelectorAll("details").forEach((d) => { d.open = false; })');
  });
}

export async function keepPicture(page, name) {
  const folder = process.env.OFFRAMP_PICTURES;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `page-${name}.png`), await page.picture());
}

/** A page that is not laid out, as in the background, gives its charts no width. */
export async function checkRoomless(browser, folder, html, data) {
  await test('a page that has no room yet says nothing on the console', async () => {
    const hidden = html.replace('<div id="app">', '<div id="app" style="display: none">');
    assert.notEqual(hidden, html);
    const page = await browser.open(writePage(folder, 'roomless', hidden, data), { ready });
    await page.ask('new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)))');
    assert.deepEqual(page.complaints, []);
    await page.close();
  });
}

/* Every text becomes markup that would show itself if it were taken for markup. */
export function poisoned(value) {
  const poison = '</script><img src=x onerror="document.title=1"><b class=poison>&amp;';
  if (Array.isArray(value)) return value.map(poisoned);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, v]) => {
    const free = ['title', 'name', 'says', 'text', 'cause_text', 'label', 'command', 'unit', 'scenario_text',
      'scenario_file', 'path'].includes(key);
    return [key, free && typeof v === 'string' ? v + poison : poisoned(v)];
  }));
}

/* Every place in the data, down to the first entries of lists. */
function places(value, path = []) {
  if (value === null || typeof value !== 'object') return [path];
  const keys = Array.isArray(value) ? [0, 1].filter((i) => i in value) : Object.keys(value);
  return [path, ...keys.flatMap((k) => places(value[k], [...path, k]))];
}

function replaced(data, path, wrong) {
  const copy = structuredClone(data);
  const holder = path.slice(0, -1).reduce((v, k) => v[k], copy);
  const last = path[path.length - 1];
  if (wrong === undefined) delete holder[last];
  else holder[last] = wrong;
  return copy;
}

/* All places are broken in turn, several far apart ones in one page to bound the time. With OFFRAMP_LONG (make check-long) each
 * in all ways; else each is absent, and wrong in two of the other ways in turn, so that all are met. */
export async function checkBroken(browser, folder, html, data, least = 3) {
  const all = places(data).filter((p) => p.length > 0);
  const wrongs = [undefined, null, 'wrong', 7, [], {}, [null, 3, 'x']];
  const together = 24;
  for (const [w, wrong] of wrongs.entries()) {
    await test(`no place in the data breaks the page by being ${wrong === undefined ? 'absent' : JSON.stringify(wrong)}`, async () => {
      const stride = Math.ceil(all.length / together);
      for (let first = 0; first < stride; first++) {
        if (!process.env.OFFRAMP_LONG && w > 0 && first % 3 !== w % 3) continue;
        const chosen = all.filter((p, i) => i % stride === first);
        const broken = chosen.reduceRight((d, p) => {
          try {
            return replaced(d, p, wrong);
          } catch {
            return d;
          }
        }, data);
        const page = await browser.open(writePage(folder, `broken-${w}`, html, broken), { ready });
        const failed = await page.ask('[...document.querySelectorAll(".failed")].map((e) => e.innerText)');
        assert.ok(await page.ask('document.querySelectorAll("main section").length') >= least);
        const told = chosen.map((p) => p.join('.')).join(' ');
        assert.deepEqual([...failed, ...page.complaints], [], told);
        await page.close();
      }
    });
  }
}

/* A whole test program: checks(browser, html of the built page, folder of its own); all is skipped where the page or
 * the browser is not there. */
export async function checkInBrowser(name, checks, pagePath = findPage()) {
  const browserPath = findBrowser();
  if (!browserPath) return void skipAll('browser: chromium not found');
  if (!pagePath) return void skipAll('browser: the page is not built');
  const html = readFileSync(pagePath, 'utf8');
  const folder = mkdtempSync(join(tmpdir(), `offramp-${name}-`));
  const browser = new Browser(browserPath);
  try {
    await checks(browser, html, folder);
  } catch (error) {
    await test('the browser opens every page', () => { throw error; });
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
  process.exitCode = finish();
}
