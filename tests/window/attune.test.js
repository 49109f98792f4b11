// One listener's evening with the real program: demo library, analysis, sound, similar tracks, queue, mix, restart.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Key } from 'selenium-webdriver';
import { Window, loudest } from './window.js';

const ANALYSIS_PATIENCE_MS = 240_000;

test('from the first launch to the next one', { timeout: 600_000 }, async (t) => {
  const data = mkdtempSync(join(process.env.ATTUNE_WORK ?? tmpdir(), 'data-'));
  let window = await Window.open(['--data-dir', data]);
  t.after(() => window.close());

  await t.test('the first launch offers the demo library and opens it', async () => {
    await window.click('button', '^Try the demo library$');
    await window.until('tracks in the list', async () => (await window.all('row')).length > 10);
  });

  await t.test('every track is analysed in the background', async () => {
    // Mixes are made from what was analysed, so their being there says that it began; the resting chip, that it ended.
    await window.until('daily mixes', async () => /from your library/i.test(await window.text('Daily mix')), ANALYSIS_PATIENCE_MS);
    await window.until('the status chip to rest', async () => (await window.all('button', '^Up to date')).length > 0, ANALYSIS_PATIENCE_MS);
    assert.equal((await window.all('button', 'failed')).length, 0, 'no demo file fails');
  });

  await t.test('a track plays and is heard', async () => {
    await window.click('button', '^Play all$');
    await window.one('button', '^Pause$');
    assert.ok((await loudest(3)) > 0.02, 'sound reaches the sink');
  });

  await t.test('similar tracks follow what plays, with a match and a reason', async () => {
    const similar = await window.until('similar tracks', async () => {
      const text = await window.text('Similar tracks');
      return /\d+/.test(text) && text;
    });
    await window.click('button', '^Next$');
    await window.until('other similar tracks', async () => (await window.text('Similar tracks')) !== similar);
  });

  await t.test('tracks are alike in the way that was chosen, and the queue goes on if it is to', async () => {
    const similar = await window.region('Similar tracks');
    await window.click('button', '^All together$', similar);
    await window.click('menuitemradio', '^Mood');
    await window.until('the same mood', async () => /same mood/.test(await window.text('Similar tracks')));
    await window.click('button', '^Mood$', similar);
    await window.click('menuitemradio', '^Played together');
    await window.until('what there is to learn from', async () => /Too little to go by|Nothing known|together (once|\d)/.test(await window.text('Similar tracks')));
    await window.click('button', '^Played together$', similar);
    await window.click('menuitemradio', '^All together');
    await window.click('button', '^Go on with similar tracks$');
    await window.click('menuitemradio', '^Adventurous');
    await window.until('it to be kept', async () => (await window.all('menuitemradio')).length === 0);
    await window.click('button', '^Go on with similar tracks$');
    const chosen = () => window.driver.executeScript('return document.querySelector("[role=menuitemradio][aria-checked=true]")?.textContent ?? ""');
    await window.until('the choice', async () => /Adventurous/.test(await chosen()));
    await window.click('menuitemradio', '^Off');
  });

  await t.test('a similar track is queued with one click', async () => {
    await window.hoverAndClick('button', '^Add .+ to the queue$', await window.region('Similar tracks'));
    await window.until('the message', async () => /1 track added to the queue/.test(await window.everything()));
  });

  await t.test('a daily mix says where it comes from and goes into the queue', async () => {
    await window.until('where the mixes come from', async () => /from your library|from what you played/i.test(await window.text('Daily mix')));
    await window.screenshot('evening');
    await window.press(await window.region('Daily mix'), 'Add to queue');
    await window.until('the message', async () => /\d\d? tracks added to the queue/.test(await window.everything()));
  });

  const script = (code, ...values) => window.driver.executeScript(code, ...values);
  const heading = () => script('return document.querySelector("main h1")?.textContent.trim() ?? ""');
  const inMain = () => script('return document.querySelector("main").textContent.replace(/\\s+/g, " ")');
  const goTo = async (name) => {
    const link = 'return [...document.querySelectorAll("nav button")].find((button) => button.textContent.trim().startsWith(arguments[0])) ?? null';
    await (await window.until(`the way to ${name}`, () => script(link, name))).click();
    await window.until(`the page ${name}`, async () => (await heading()).startsWith(name));
  };

  await t.test('search finds tracks, albums and artists as one types, and mends what was mistyped', async () => {
    const search = await window.until('the search field', () => script('return document.querySelector("[role=search] input")'));
    await search.sendKeys('ferr');
    await window.until('the album', async () => /Blue Ferry/.test(await inMain()));
    await search.sendKeys(Key.chord(Key.CONTROL, 'a'), Key.BACK_SPACE);
    await search.sendKeys('stiarwell');
    await window.until('what was meant', async () => /stairwell/i.test(await inMain()) && /Stairwell Sessions/.test(await inMain()));
    await search.sendKeys(Key.ESCAPE);
    await window.until('the tracks again', async () => (await heading()) === 'Tracks');
  });

  await t.test('the map lays the library out by mood and by sound, and lists what is there', async () => {
    await goTo('Map');
    const plane = () => script('return document.querySelector("main .plane")');
    const click = async (across, up) => {
      const where = await window.until('the plane', plane);
      const { width, height } = await where.getRect();
      const at = { origin: where, x: Math.round(width * (across - 0.5)), y: Math.round(height * (0.5 - up)) };
      await window.driver.actions().move(at).click().perform();
    };
    const painted = 'const { width, height } = document.querySelector("main .plane canvas"); return width * height > 10000';
    await window.until('the points', () => script(painted));
    await click(0.5, 0.5);
    await window.until('what is there', async () => /Around this place\s*\d+ tracks?/.test(await inMain()));
    await window.screenshot('map-mood');
    await script('[...document.querySelectorAll("main label")].find((label) => /Music map/.test(label.textContent)).click()');
    await window.until('the map', async () => (await plane()) && !/Mood: /.test(await script('return document.querySelector("main .plane").ariaLabel')));
    await window.until('the points', () => script(painted));
    await window.screenshot('map-sound');
  });

  await t.test('every place of the library opens', async () => {
    for (const name of ['Home', 'Albums', 'Artists', 'Genres', 'Years', 'Folders', 'Liked', 'History', 'Statistics', 'Playlists']) await goTo(name);
    await goTo('History');
    await window.until('what was played', async () => /Today/.test(await inMain()));
    await goTo('Albums');
    const tile = await window.until('an album', () => script('return document.querySelector("main [data-index]")'));
    await window.driver.actions({ async: true }).doubleClick(tile).perform();
    await window.until('the page of the album', async () => /Similar albums/.test(await inMain()));
    await script('history.length; document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft", altKey: true, bubbles: true, cancelable: true }))');
    await window.until('the albums again', async () => (await heading()) === 'Albums');
  });

  await t.test('the queue becomes a playlist, which can be undone', async () => {
    const named = () => script('return document.querySelectorAll("[aria-labelledby=playlists-title] > li").length');
    assert.equal(await named(), 0);
    await window.click('button', '^Save queue as playlist');
    await window.until('a playlist at the side', async () => (await named()) === 1);
    const undo = 'return [...document.querySelectorAll(".toasts > *")].find((notice) => notice.textContent.includes("New playlist"))?.querySelector("button") ?? null';
    await (await window.until('the offer to undo it', () => script(undo))).click();
    await window.until('no playlist at the side', async () => (await named()) === 0);
    await goTo('Tracks');
  });

  await t.test('after a restart the queue is where it was', async () => {
    await window.click('button', '^Pause$');
    await window.until('the pause', async () => (await window.all('button', '^Play$')).length > 0);
    const before = await window.text('Queue');
    await window.close();
    window = await Window.open(['--data-dir', data]);
    const after = await window.until('the queue', async () => {
      const text = await window.text('Queue');
      return text.length > 40 && text;
    });
    const titles = (text) => text.replace(/\d+:\d\d|\d+ (hr|min|sec)|left/g, '').slice(0, 200);
    assert.equal(titles(after), titles(before));
  });

  await t.test('Ctrl+Q ends the program', async () => {
    await window.driver.actions().keyDown(Key.CONTROL).sendKeys('q').keyUp(Key.CONTROL).perform().catch(() => {});
    await window.until('the end', async () => (await window.driver.getTitle().catch(() => null)) === null);
  });
});
