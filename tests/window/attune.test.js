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

  await t.test('search finds tracks as one types', async () => {
    const found = () => window.driver.executeScript('return document.querySelectorAll("main [role=row][data-index]").length');
    const all = await found();
    const search = await window.until('the search field', () => window.driver.executeScript('return document.querySelector("[role=search] input")'));
    await search.sendKeys('ferr');
    await window.until('fewer rows', async () => (await found()) > 0 && (await found()) < all);
    await search.sendKeys(Key.chord(Key.CONTROL, 'a'), Key.BACK_SPACE);
    await window.until('all rows again', async () => (await found()) >= all);
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
});
