// The real window, driven through tauri-driver and WebKitWebDriver. Things are found as a person would name them.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeFileSync } from 'node:fs';
import { Builder } from 'selenium-webdriver';

const PATIENCE_MS = 60_000;

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Runs in the page: elements of a role whose accessible name matches. Enough of ARIA for our own markup. */
const FIND = `
  const [scope, role, name] = arguments;
  const implied = { button: 'button', region: 'section[aria-label], section[aria-labelledby]', searchbox: 'input[type=search]', textbox: 'input' };
  const nameOf = (el) => {
    const by = el.getAttribute('aria-labelledby');
    if (by) return by.split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' ').trim();
    return (el.getAttribute('aria-label') ?? el.textContent ?? '').replace(/\\s+/g, ' ').trim();
  };
  const pattern = new RegExp(name);
  const selector = '[role=' + role + ']' + (implied[role] ? ', ' + implied[role] : '');
  return [...(scope ?? document).querySelectorAll(selector)].filter((el) => el.offsetParent !== null && pattern.test(nameOf(el)));
`;

/** One run of the program in its window. */
export class Window {
  static async open(args) {
    const [port, nativePort] = [await freePort(), await freePort()];
    const proxy = spawn('tauri-driver', ['--port', String(port), '--native-port', String(nativePort)], { stdio: 'ignore' });
    await sleep(500);
    const driver = await new Builder()
      .usingServer(`http://127.0.0.1:${port}`)
      .withCapabilities({ browserName: 'wry', 'tauri:options': { application: process.env.ATTUNE_BINARY, args } })
      .build();
    return new Window(driver, proxy);
  }

  constructor(driver, proxy) {
    this.driver = driver;
    this.proxy = proxy;
  }

  async close() {
    await this.driver.quit().catch(() => {});
    this.proxy.kill();
    // The program writes its last words (history, queue) after its window is gone.
    await sleep(1500);
  }

  all(role, name = '', scope = null) {
    return this.driver.executeScript(FIND, scope, role, name);
  }

  /** Waits until `probe` answers with something true. */
  async until(what, probe, patience = PATIENCE_MS) {
    const end = Date.now() + patience;
    let last;
    while (Date.now() < end) {
      try {
        last = await probe();
        if (last) return last;
      } catch (error) {
        last = error;
      }
      await sleep(150);
    }
    await this.screenshot('failed');
    throw new Error(`waited in vain for ${what}; last: ${last}`);
  }

  one(role, name, scope = null) {
    return this.until(`${role} ${name}`, async () => (await this.all(role, name, scope))[0]);
  }

  async click(role, name, scope = null) {
    await (await this.one(role, name, scope)).click();
  }

  /** For controls that show themselves under the pointer. */
  async hoverAndClick(role, name, scope) {
    const row = await this.until('a row', async () => (await this.all('option', '', scope))[0] ?? (await this.all('row', '', scope))[0]);
    await this.driver.actions({ async: true }).move({ origin: row }).perform();
    await this.click(role, name, scope);
  }

  /** Clicks the button with this text on it. */
  async press(scope, text) {
    const found = 'return [...arguments[0].querySelectorAll("button")].find((button) => button.textContent.trim() === arguments[1]) ?? null';
    await (await this.until(`the button ${text}`, () => this.driver.executeScript(found, scope, text))).click();
  }

  /** All text in the window, messages included. */
  everything() {
    return this.driver.executeScript('return document.body.textContent.replace(/\\s+/g, " ")');
  }

  region(name) {
    return this.one('region', `^${name}$`);
  }

  async text(name) {
    // Not WebDriver's own text: it leaves out what is cut short with an ellipsis.
    return (await this.driver.executeScript('return arguments[0].textContent', await this.region(name))).replace(/\s+/g, ' ');
  }

  async screenshot(name) {
    // Over an open dialog it may take a minute: only for who asked for it.
    if (!process.env.ATTUNE_SHOTS) return;
    const png = await this.driver.takeScreenshot().catch(() => null);
    if (png) writeFileSync(`${process.env.ATTUNE_SHOTS}/${name}.png`, png, 'base64');
  }
}

/** Loudest sample, 0–1, of what reaches the null sink within `seconds`. */
export async function loudest(seconds) {
  const recorder = spawn('parec', ['-d', 'test.monitor', '--format=s16le', '--rate=44100', '--channels=2', '--raw', '--latency-msec=20']);
  const chunks = [];
  recorder.stdout.on('data', (chunk) => chunks.push(chunk));
  await sleep(seconds * 1000);
  recorder.kill();
  const heard = Buffer.concat(chunks);
  let peak = 0;
  for (let at = 0; at + 1 < heard.length; at += 2) peak = Math.max(peak, Math.abs(heard.readInt16LE(at)));
  return peak / 32768;
}
