// The pages that the tests open: the template with data put in as the program does it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const place = /(<script type="application\/json" id="offramp-data">)([\s\S]*?)(<\/script>)/;

export const sample = () => JSON.parse(readFileSync(join(root, 'web/sample/data.json'), 'utf8'));

export const axePath = join(root, 'web/node_modules/axe-core/axe.min.js');

/** The page under test: an argument, OFFRAMP_PAGE, or what `npm run build` made; null if absent. */
export function findPage(argument) {
  const asked = argument ?? process.env.OFFRAMP_PAGE;
  const places = asked ? [asked, join(root, 'web/dist/index.html')] : [join(root, 'web/dist/index.html')];
  return places.find((path) => existsSync(path)) ?? null;
}

/** JSON that may stand inside a script element. */
const inside = (value) =>
  JSON.stringify(value).replace(/[<>&]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** The data that the page already holds, or null. */
export const dataOf = (html) => JSON.parse(place.exec(html)?.[2] ?? 'null');

export const placesOf = (html) => html.split('<script type="application/json" id="offramp-data">').length - 1;

/** Writes the template with this data and returns its address. */
export function writePage(folder, name, html, data) {
  const path = join(folder, `${name}.html`);
  writeFileSync(path, html.replace(place, (whole, open, old, close) => open + inside(data) + close));
  return pathToFileURL(path).href;
}
