// Builds one HTML file with everything inside. The page may not reach the network: a content
// security policy says so to the browser, and no address is left in the code. The licences of the
// libraries in it stand in an element that is not shown.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vite';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { viteSingleFile } from 'vite-plugin-singlefile';

const placeholder = '<script type="application/json" id="offramp-data">null</script>';
const policy =
  "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:";

const address = /https?:\/\/(?!www\.w3\.org\/)/g;

/** The folders of the packages that a chunk has code of. */
function packagesOf(chunk) {
  return Object.entries(chunk.modules).filter(([, m]) => m.renderedLength > 0)
    .map(([id]) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id.replace(/^\0/, ''))?.[0])
    .filter(Boolean);
}

/** Name, version and licence of a package. */
function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((f) => /^licen[cs]e/i.test(f));
  const text = file ? readFileSync(join(folder, file), 'utf8').trim() : '';
  return `${name} ${version} (${license})\n\n${text}\n`.replace(address, '').replaceAll('<', '(');
}

function closedPage() {
  const packages = new Set();
  return {
    name: 'offramp-closed-page',
    apply: 'build',
    enforce: 'post',
    // The messages of Svelte's runtime point to its site; the short name of the message is enough.
    renderChunk(code, chunk) {
      packagesOf(chunk).forEach((folder) => packages.add(folder));
      return code.replace(/https:\/\/svelte\.dev\/e\//g, 'svelte: ');
    },
    transformIndexHtml(html) {
      const tag = `<meta http-equiv="Content-Security-Policy" content="${policy}" />`;
      const licences = [...packages].sort().map(licenceOf).join('\n');
      return html.replace('<meta charset="utf-8" />', (m) => `${m}\n    ${tag}`).replace('  </body>',
        (m) => `    <script type="text/plain" id="licences">\n${licences}</script>\n${m}`);
    },
    writeBundle(options, bundle) {
      const html = String(bundle['index.html'].source);
      if (html.split(placeholder).length !== 2) {
        this.error(`the page must hold its data element exactly once: ${placeholder}`);
      }
      const at = html.search(address);
      if (at >= 0) this.error(`an address is left in the page: ${html.slice(at, at + 60)}`);
    },
  };
}

export default defineConfig({
  plugins: [svelte(), viteSingleFile({ removeViteModuleLoader: true }), closedPage()],
  build: { target: 'es2021', reportCompressedSize: false },
});
