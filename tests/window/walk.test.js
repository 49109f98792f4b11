// A walk through everything a person does in the window, once, in the real program: browse, search, queue, similar tracks, what plays,
// playlists, settings. What each part does in every case is tested on the fake backend.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Key } from 'selenium-webdriver';
import { Window } from './window.js';

const ANALYSIS_PATIENCE_MS = 240_000;

test('a walk through the window', { timeout: 900_000 }, async (t) => {
  const data = mkdtempSync(join(process.env.ATTUNE_WORK ?? tmpdir(), 'walk-'));
  const window = await Window.open(['--data-dir', data, '--demo']);
  t.after(() => window.close());
  const { driver } = window;
  const script = (code, ...values) => driver.executeScript(code, ...values);
  const textOf = (selector) => script('return [...document.querySelectorAll(arguments[0])].map((found) => found.textContent.replace(/\\s+/g, " ").trim())', selector);
  const inMain = async () => (await textOf('main')).join(' ');
  const heading = async () => (await textOf('main h1'))[0] ?? '';
  const keys = (...pressed) => driver.actions({ async: true }).sendKeys(...pressed).perform();
  const chord = (held, key) => driver.actions({ async: true }).keyDown(held).sendKeys(key).keyUp(held).perform();
  const says = (pattern) => window.until(`the message ${pattern}`, async () => pattern.test(await window.everything()));
  const goTo = async (name) => {
    const link = 'return [...document.querySelectorAll("nav button")].find((button) => button.textContent.trim().startsWith(arguments[0])) ?? null';
    await (await window.until(`the way to ${name}`, () => script(link, name))).click();
    await window.until(`the page ${name}`, async () => (await heading()).startsWith(name));
  };
  const search = async (text) => {
    await chord(Key.CONTROL, 'k');
    await window.until('the field to be ready', () => script('return document.activeElement?.id === "search"'));
    await chord(Key.CONTROL, 'a');
    await keys(text);
  };
  /** The first rows of a list, as they read. */
  const rowsOf = async (list) => (await textOf(`${list} [role=row]`)).filter((text) => text !== '').slice(0, 4);
  const rowsIn = async (name) => (await script('return [...arguments[0].querySelectorAll("[role=row]")].slice(0, 5).map((row) => row.textContent.replace(/\\s+/g, " ").trim())', await window.region(name))).join(' | ');

  await t.test('everything is analysed, and the first similar tracks came within a minute of the first track', async () => {
    await window.until('tracks in the list', async () => (await window.all('row')).length > 10);
    await window.click('button', '^Play all$');
    await window.until('similar tracks', async () => (await rowsIn('Similar tracks')).split('|').length > 2, 60_000);
    await window.until('the status chip to rest', async () => (await window.all('button', '^Up to date')).length > 0, ANALYSIS_PATIENCE_MS);
  });

  await t.test('browse: a page of an artist, an order by a column', async () => {
    await goTo('Artists');
    const tile = await window.until('an artist', () => script('return document.querySelector("main [data-index]")'));
    await driver.actions({ async: true }).doubleClick(tile).perform();
    await window.until('the page of the artist', async () => /Albums/.test(await inMain()) && (await heading()) !== 'Artists');
    await goTo('Tracks');
    const before = await rowsOf('main');
    await (await window.one('columnheader', '^Title')).click();
    await window.until('another order', async () => (await rowsOf('main'))[2] !== before[2]);
  });

  await t.test('search: a field alone, accents left out, two Chinese characters', async () => {
    await search('album:overpass');
    await window.until('the album alone', async () => /Overpass at Dawn/.test(await inMain()) && !/Blue Ferry/.test(await inMain()));
    for (const [typed, found] of [['sma netter', /Små netter/], ['雨后', /雨后的庭院/], ['берег', /Берег и туман/]]) {
      await search(typed);
      await window.until(`${found}`, async () => found.test(await inMain()));
    }
    await keys(Key.ESCAPE);
    await window.until('the tracks again', async () => (await heading()) === 'Tracks');
  });

  await t.test('queue: what was cleared comes back, and goes again', async () => {
    const before = await rowsIn('Queue');
    await window.click('button', '^Clear queue');
    await window.until('an empty queue', async () => /The queue is empty/.test(await window.text('Queue')));
    await script('document.activeElement?.blur()');
    await chord(Key.CONTROL, 'z');
    await window.until('the queue of before', async () => (await rowsIn('Queue')) === before);
    await driver.actions({ async: true }).keyDown(Key.CONTROL).keyDown(Key.SHIFT).sendKeys('z').keyUp(Key.SHIFT).keyUp(Key.CONTROL).perform();
    await window.until('an empty queue again', async () => /The queue is empty/.test(await window.text('Queue')));
    await chord(Key.CONTROL, 'z');
    await window.until('the queue of before again', async () => (await rowsIn('Queue')) === before);
  });

  await t.test('similar tracks: by keys to the list, ten seconds to hear, next in the queue', async () => {
    await chord(Key.ALT, 's');
    await window.until('the list', () => script('return document.activeElement?.closest("#similar") !== null || document.activeElement?.id === "similar"'));
    await keys(Key.ARROW_DOWN, ' ');
    const previewing = () => script('return document.querySelectorAll("[role=img][aria-label=Preview]").length');
    // The daily mix may hold the same track, and marks it too.
    await window.until('the preview', async () => (await previewing()) > 0);
    await keys(' ');
    await window.until('its end', async () => (await previewing()) === 0);
    await keys(Key.ENTER);
    await says(/plays next/);
  });

  await t.test('what plays: liked, muted, looked at in full', async () => {
    await script('document.activeElement?.blur()');
    await chord(Key.ALT, 'l');
    await window.until('the like', async () => (await window.all('button', '^Remove like')).length > 0);
    await chord(Key.ALT, 'm');
    await window.one('button', '^Unmute');
    await chord(Key.ALT, 'm');
    await window.one('button', '^Mute');
    await chord(Key.ALT, 'n');
    await window.until('the full view', () => script('return document.querySelector("[role=dialog]") !== null'));
    await window.screenshot('full-view');
    await keys(Key.ESCAPE);
    await goTo('Liked');
    await window.until('what is liked', async () => (await window.all('row')).length >= 1);
    await goTo('Statistics');
    await window.until('figures', async () => /\d/.test(await inMain()));
  });

  await t.test('playlists: the queue becomes one, which is deleted and comes back', async () => {
    const lists = () => script('return document.querySelectorAll("nav [id^=playlist-]").length');
    const before = await lists();
    await window.click('button', '^Save queue as playlist');
    await window.until('the field for its name', () => script('return document.activeElement?.matches("nav li input") ?? false'));
    await keys(Key.ENTER);
    await window.until('a playlist at the side', async () => (await lists()) === before + 1);
    const item = () => script('return document.querySelector("nav [id^=playlist-]")');
    await (await item()).click();
    await window.until('its tracks', async () => (await rowsOf('main')).length > 2);
    await script('arguments[0].focus()', await item());
    await keys(Key.DELETE);
    await window.until('it to go', async () => (await lists()) === before);
    await script('document.activeElement?.blur()');
    await window.press(await window.until('the message', () => script('return document.body')), 'Undo');
    await window.until('it to come back', async () => (await lists()) === before + 1);
  });

  await t.test('settings: the language changes words and the order of names', async () => {
    await goTo('Tracks');
    await window.click('button', '^Settings');
    await window.until('the settings', () => script('return document.querySelector("dialog[open]") !== null'));
    const choose = (language) => script(`
      const choice = document.querySelector('dialog input[type=radio][value=' + arguments[0] + ']');
      if (!choice) return false;
      choice.click();
      return true;`, language);
    await window.until('the choice', () => choose('ru'));
    await window.until('Russian', async () => /Альбомы/.test((await textOf('nav')).join(' ')));
    await keys(Key.ESCAPE);
    await window.until('Cyrillic before Latin', async () => /Паром|Снег/.test((await textOf('main [role=row]')).slice(1, 4).join(' ')));
    await window.screenshot('russian');
    await script('[...document.querySelectorAll("nav button, aside button")].find((button) => /Настройки/.test(button.textContent + button.getAttribute("aria-label")))?.click()');
    await window.until('the choice', () => choose('en'));
    await window.until('English', async () => /Albums/.test((await textOf('nav')).join(' ')));
    await keys(Key.ESCAPE);
  });
});
