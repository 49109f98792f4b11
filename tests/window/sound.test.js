// How it sounds, with the real program and a real sound server: the device by its name, loudness, the equaliser, an end chosen in advance,
// the mini player, and a device that is pulled out.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Key } from 'selenium-webdriver';
import { Window, loudest } from './window.js';

test('how it sounds', { timeout: 400_000 }, async (t) => {
  // Notifications go to a bus of this test's own, where somebody listens.
  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [address] = await once(bus.stdout, 'data');
  process.env.DBUS_SESSION_BUS_ADDRESS = address.toString().trim();
  const monitor = spawn('stdbuf', ['-oL', 'dbus-monitor', '--address', process.env.DBUS_SESSION_BUS_ADDRESS, "interface='org.freedesktop.Notifications'"]);
  let told = '';
  monitor.stdout.on('data', (chunk) => (told += chunk));
  t.after(() => [bus, monitor].forEach((process) => process.kill('SIGKILL')));
  const data = mkdtempSync(join(process.env.ATTUNE_WORK ?? tmpdir(), 'data-'));
  let window = await Window.open(['--data-dir', data]);
  t.after(() => window.close());
  const script = (code, ...values) => window.driver.executeScript(code, ...values);
  const key = (...keys) => window.driver.actions({ async: true }).keyDown(keys[0]).sendKeys(...keys.slice(1)).keyUp(keys[0]).perform();
  const said = async (pattern) => window.until(`${pattern}`, async () => pattern.test(await script('return document.querySelector("[role=dialog]")?.textContent ?? ""')));
  const menu = async () => {
    await window.click('button', '^Sound$');
    await said(/Output device/);
  };
  /** Where the music is and how long it is, in milliseconds. */
  const place = () =>
    script(`const bar = [...document.querySelectorAll('[role=slider]')].find((one) => one.getAttribute('aria-label') === 'Position');
      return ['aria-valuenow', 'aria-valuemax'].map((name) => Number(bar.getAttribute(name)));`);
  const pactl = (...words) => execFileSync('pactl', words, { encoding: 'utf8' }).trim();
  const close = () => window.driver.actions({ async: true }).sendKeys(Key.ESCAPE).perform();

  await t.test('music plays', async () => {
    await window.click('button', '^Try the demo library$');
    await window.until('tracks in the list', async () => (await window.all('row')).length > 10);
    await window.click('button', '^Play all$');
    await window.one('button', '^Pause$');
    assert.ok((await loudest(2)) > 0.02);
  });

  await t.test('the menu names the device and says what becomes of the samples', async () => {
    await menu();
    await said(/→ 44\.1 kHz/);
    const devices = await script('return [...document.querySelectorAll("[role=dialog] select option")].map((option) => option.textContent.trim())');
    assert.ok(devices.some((name) => /Null Output/.test(name)), devices.join());
    await window.screenshot('sound-menu');
  });

  await t.test('loudness is evened out at once', async () => {
    await script('[...document.querySelectorAll("[role=dialog] [role=radiogroup] label")].find((one) => one.textContent.trim() === "Track").click()');
    await said(/dB \((measured|assumed)\)/);
    await window.screenshot('sound-loudness');
    await close();
  });

  await t.test('the equaliser is heard', async () => {
    await key(Key.ALT, 'e');
    await window.one('slider', '^31 Hz|^Preamp');
    // All bands to the bottom: what is left is 12 dB softer.
    const before = await loudest(3);
    await script(`for (const slider of document.querySelectorAll('dialog [role=slider]')) {
      slider.focus();
      for (let n = 0; n < 8; n++) slider.dispatchEvent(new KeyboardEvent('keydown', { key: 'PageDown', bubbles: true, cancelable: true }));
    }
    const on = document.querySelector('dialog [role=switch]');
    if (!on.checked) on.click();`);
    await window.until('softer music', async () => (await loudest(2)) < before * 0.45);
    await script('document.querySelector("dialog [role=switch]").click()');
    await close();
  });

  await t.test('it stops behind this track when it is told to, once, and the next one waits', async () => {
    const title = () => script('return document.title');
    await key(Key.ALT, 'k');
    await window.one('button', 'Stops after this track');
    await window.screenshot('stop-after');
    const before = await title();
    await script(`const bar = [...document.querySelectorAll('[role=slider]')].find((one) => one.getAttribute('aria-label') === 'Position');
      bar.dispatchEvent(new KeyboardEvent('keydown', { key: 'End', bubbles: true, cancelable: true }));`);
    await window.one('button', '^Play$');
    await window.until('no chip', async () => (await window.all('button', 'Stops after this track')).length === 0);
    assert.ok((await loudest(1)) < 0.001, 'silence');
    await window.click('button', '^Play$');
    await window.one('button', '^Pause$');
    await window.until('sound', async () => (await loudest(2)) > 0.02);
    assert.notEqual(await title(), before, 'it is the next one');
  });

  await t.test('the mini player is a small window, and back', async () => {
    const size = () => script('return [innerWidth, innerHeight]');
    const [width] = await size();
    await key(Key.CONTROL, 'm');
    await window.until('a small window', async () => (await size())[0] < 500);
    await window.one('button', '^Pause$');
    await window.screenshot('mini');
    await key(Key.CONTROL, 'm');
    await window.until('the whole window', async () => Math.abs((await size())[0] - width) < 30);
    await window.screenshot('mini-left');
  });

  await t.test('the desktop can be told what begins, and is not while one looks at the window', async () => {
    await window.click('button', '^Next$');
    await window.until('another track', async () => (await window.all('button', '^Pause$')).length > 0);
    assert.doesNotMatch(told, /member=Notify/);
    await script('document.querySelector("[aria-label=Settings]").click()');
    await window.until('the settings', () => script('return document.querySelector("dialog [role=tab]") !== null'));
    await script('[...document.querySelectorAll("dialog [role=tab]")].find((tab) => tab.textContent.trim() === "Playback").click()');
    const notify = '[...document.querySelectorAll("dialog [role=switch]")].at(-1)';
    await window.until('the choice', () => script(`return ${notify} !== undefined`));
    await script(`${notify}.click()`);
    await close();
    // Without a window manager the window is always the one looked at: nobody needs telling then.
    await window.click('button', '^Next$');
    await window.until('another track', async () => (await window.all('button', '^Pause$')).length > 0);
    assert.doesNotMatch(told, /member=Notify/);
  });

  await t.test('settings last', async () => {
    await window.close();
    window = await Window.open(['--data-dir', data]);
    await window.until('tracks in the list', async () => (await window.all('row')).length > 10);
    await menu();
    const chosen = () => script('return document.querySelector("[role=dialog] [role=radiogroup] .chosen")?.textContent.trim() ?? ""');
    await window.until('the mode that was chosen', async () => (await chosen()) === 'Track');
  });

  await t.test('a device that was chosen and goes is told of, and taken up when it is back', async () => {
    const plug = () => pactl('load-module', 'module-null-sink', 'sink_name=second', 'rate=44100', 'channels=2', 'format=float32le', 'norewinds=1');
    const choose = (name) =>
      script(
        `const select = document.querySelector('[role=dialog] select');
        const option = [...select.options].find(({ textContent }) => textContent.includes(arguments[0]));
        select.value = option.value;
        select.dispatchEvent(new Event('change', { bubbles: true }));`,
        name,
      );
    const output = async (pattern) => window.until(`sound at ${pattern}`, async () => pattern.test(await window.everything()));
    await close();
    let module = plug();
    await menu();
    await said(/second/);
    await choose('second');
    await close();
    await output(/Null Output \(second\)/);
    await window.click('button', '^Play$');
    await window.one('button', '^Pause$');
    pactl('unload-module', module);
    await window.until('word of it', async () => /cannot be played to now/.test(await window.everything()));
    await window.screenshot('output-away');
    await window.until('sound elsewhere', async () => (await loudest(2)) > 0.02);
    module = plug();
    await window.until('silence there again', async () => (await loudest(1)) < 0.001);
    await menu();
    await choose('System default');
    pactl('unload-module', module);
    await close();
    await window.until('sound', async () => (await loudest(2)) > 0.02);
    await window.click('button', '^Pause$');
  });

  await t.test('the device is pulled out, and the music goes on where it was when it is back', async () => {
    await close();
    await window.click('button', '^Play$');
    await window.one('button', '^Pause$');
    await window.until('a place', async () => (await place())[0] > 1_000);
    const [module] = pactl('list', 'short', 'modules').split('\n').filter((line) => /null-sink/.test(line)).map((line) => line.split('\t')[0]);
    pactl('unload-module', module);
    const [before] = await place();
    await window.until('what is wrong', async () => /sound device is gone|there is no sound device/.test(await window.everything()));
    pactl('load-module', 'module-null-sink', 'sink_name=test', 'rate=44100', 'channels=2', 'format=float32le', 'norewinds=1');
    await window.one('button', '^Pause$');
    await window.until('sound', async () => (await loudest(2)) > 0.02);
    const [after] = await place();
    // The looks at it take seconds, in which music played.
    assert.ok(after >= before - 1_000 && after < before + 20_000, `from ${before} to ${after}`);
  });
});
