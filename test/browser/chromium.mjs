// A small client of the DevTools protocol over a pipe: starts Chromium, opens files, asks questions.
import { spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome'];

/** The browser's path from OFFRAMP_BROWSER or PATH, or null. */
export function findBrowser() {
  const asked = process.env.OFFRAMP_BROWSER;
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const places = asked ? [asked] : folders.flatMap((f) => names.map((n) => join(f, n)));
  return places.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  }) ?? null;
}

const flags = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--no-first-run', '--hide-scrollbars',
  '--disable-dev-shm-usage', '--remote-debugging-pipe',
];

export class Browser {
  constructor(path) {
    this.profile = mkdtempSync(join(tmpdir(), 'offramp-browser-'));
    this.process = spawn(path, [...flags, `--user-data-dir=${this.profile}`, 'about:blank'],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    this.waiting = new Map();
    this.listeners = new Set();
    this.next = 1;
    this.rest = '';
    this.process.stdio[4].setEncoding('utf8');
    this.process.stdio[4].on('data', (chunk) => this.read(chunk));
    this.process.on('error', (error) => this.fail(error));
    this.process.on('exit', () => this.fail(new Error('the browser ended')));
  }

  fail(error) {
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }

  read(chunk) {
    const parts = (this.rest + chunk).split('\0');
    this.rest = parts.pop();
    for (const part of parts) this.take(JSON.parse(part));
  }

  take(message) {
    if (message.id === undefined) return void this.listeners.forEach((hear) => hear(message));
    const { resolve, reject } = this.waiting.get(message.id) ?? {};
    this.waiting.delete(message.id);
    if (message.error) reject?.(new Error(message.error.message));
    else resolve?.(message.result);
  }

  send(method, params = {}, sessionId = undefined) {
    const id = this.next++;
    this.process.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
  }

  async open(url, options) {
    const { targetId } = await this.send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true });
    const page = new Page(this, targetId, sessionId);
    await page.start(url, options);
    return page;
  }

  async close() {
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.send('Browser.close').catch(() => {});
    const timer = setTimeout(() => this.process.kill('SIGKILL'), 5000);
    await ended;
    clearTimeout(timer);
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** One tab. `complaints` gathers console messages and exceptions, `requests` every address asked. */
class Page {
  constructor(browser, targetId, sessionId) {
    Object.assign(this, { browser, targetId, sessionId, complaints: [], requests: [] });
    this.hear = (message) => message.sessionId === sessionId && this.note(message);
    browser.listeners.add(this.hear);
  }

  send(method, params) {
    return this.browser.send(method, params, this.sessionId);
  }

  note({ method, params }) {
    if (method === 'Runtime.exceptionThrown') {
      const { text, exception } = params.exceptionDetails;
      this.complaints.push(exception?.description ?? text);
    } else if (method === 'Runtime.consoleAPICalled' && ['error', 'warning', 'assert'].includes(params.type)) {
      this.complaints.push(params.args.map((a) => a.value ?? a.description).join(' '));
    } else if (method === 'Log.entryAdded' && ['error', 'warning'].includes(params.entry.level)) {
      this.complaints.push(params.entry.text);
    } else if (method === 'Network.requestWillBeSent') {
      this.requests.push(params.request.url);
    }
  }

  async start(url, { width = 1280, height = 900, dark = false, ready }) {
    for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await this.send(`${domain}.enable`);
    await this.send('Emulation.setDeviceMetricsOverride',
      { width, height, deviceScaleFactor: 1, mobile: width < 600 });
    await this.send('Emulation.setEmulatedMedia',
      { features: [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }] });
    await this.send('Page.navigate', { url });
    await this.until(ready);
  }

  /** The value of an expression; a promise is awaited. */
  async ask(expression) {
    const { result, exceptionDetails } = await this.send('Runtime.evaluate',
      { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) {
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    }
    return result.value;
  }

  async until(expression, milliseconds = 15000) {
    const end = Date.now() + milliseconds;
    while (!(await this.ask(`Boolean(${expression})`).catch(() => false))) {
      if (Date.now() > end) throw new Error(`waited in vain for ${expression}`);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    await this.ask('new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)))');
  }

  async key(name) {
    for (const type of ['keyDown', 'keyUp']) {
      await this.send('Input.dispatchKeyEvent', { type, key: name, code: name });
    }
  }

  async picture() {
    const { cssContentSize: { width, height } } = await this.send('Page.getLayoutMetrics');
    const { data } = await this.send('Page.captureScreenshot', {
      captureBeyondViewport: true, clip: { x: 0, y: 0, width, height, scale: 1 },
    });
    return Buffer.from(data, 'base64');
  }

  async close() {
    this.browser.listeners.delete(this.hear);
    await this.browser.send('Target.closeTarget', { targetId: this.targetId });
  }
}
