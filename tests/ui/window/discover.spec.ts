import { expect, test } from '@playwright/test';
import { calls, drawn, open, play, playingTitle, queueTitles, region, trackNamed } from './window';

test('queue, similar tracks and daily mix are seen together at 1280 by 800', async ({ page }) => {
  await open(page, '20');
  await play(page, 'Kites');
  for (const name of ['Queue', 'Similar tracks', 'Daily mix'] as const) {
    await expect(region(page, name)).toBeInViewport({ ratio: 1 });
    const row = region(page, name).getByRole('row');
    const seen = name === 'Queue' ? row.filter({ hasText: 'Kites' }) : row.first();
    await expect(seen).toBeInViewport({ ratio: 1 });
  }
});

test('similar follows the playing track with a match and a reason on each row', async ({ page }) => {
  await open(page, '20');
  await play(page, 'Kites');
  const similar = region(page, 'Similar tracks');
  await expect(similar.getByText('Like Kites')).toBeVisible();
  const first = similar.getByRole('row').first();
  await expect(first.getByRole('img', { name: /^\d+ percent match$/ })).toBeVisible();
  await play(page, 'Overpass');
  await expect(similar.getByText('Like Overpass')).toBeVisible();
});

test('Enter plays a similar track next, Shift+Enter now, Ctrl+Enter at the end', async ({ page }) => {
  await open(page, '20');
  await play(page, 'Kites');
  const list = region(page, 'Similar tracks').getByRole('grid');
  await page.keyboard.press('Alt+s');
  await expect(list).toBeFocused();
  const title = await list.getByRole('row').nth(1).locator('.pick-title').innerText();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByText(`${title} plays next`)).toBeVisible();
  const queue = await queueTitles(page);
  expect(queue[queue.indexOf('Kites') + 1]).toBe(title);
  await expect.poll(() => playingTitle(page)).toBe('Kites');

  await page.keyboard.press('Shift+Enter');
  await expect.poll(() => playingTitle(page)).toBe(title);
});

test('a pinned seed stays while other tracks play', async ({ page }) => {
  await open(page, '20');
  await play(page, 'Kites');
  const similar = region(page, 'Similar tracks');
  await trackNamed(page, 'Nocturne No. 3').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Show similar' }).click();
  await expect(similar.getByText('Like Nocturne No. 3')).toBeVisible();
  await play(page, 'Overpass');
  await expect(similar.getByText('Like Nocturne No. 3')).toBeVisible();
  await similar.getByRole('button', { name: 'Follow the playing track again' }).click();
  await expect(similar.getByText('Like Overpass')).toBeVisible();
});

test('a way of being alike is chosen, gives its own reasons, and is kept', async ({ page }) => {
  await open(page, '20');
  await play(page, 'Kites');
  const similar = region(page, 'Similar tracks');
  const button = similar.getByRole('button', { name: 'All together' });
  await button.focus();
  await page.keyboard.press('Enter');
  const menu = page.getByRole('menu', { name: 'Alike in which way' });
  await expect(menu.getByRole('menuitemradio')).toHaveCount(10);
  await expect(menu.getByRole('menuitemradio', { name: 'All together' })).toBeChecked();
  await menu.getByRole('menuitemradio', { name: 'Mood' }).click();
  await expect(similar.getByRole('row').first().getByText('same mood')).toBeVisible();
  await similar.getByRole('button', { name: 'Mood' }).click();
  await menu.getByRole('menuitemradio', { name: 'Played together' }).click();
  await expect(similar.getByRole('row').first().getByText(/^together (once|\d+ times)$/)).toBeVisible();
  await page.reload();
  await expect(similar.getByRole('button', { name: 'Played together' })).toBeVisible();
});

test('a late answer for an earlier seed is dropped', async ({ page }) => {
  await open(page, '20');
  await play(page, 'Kites');
  await page.evaluate(() => {
    const fake = window.__attuneFake!;
    const answer = fake.similar.bind(fake);
    const slow = fake.library.tracks.find((t) => t.title === 'Nocturne No. 3')!.id;
    // The slow seed answers only when the test says so, long after the next one.
    fake.similar = async (seedId, lens, limit) => {
      const view = await answer(seedId, lens, limit);
      if (seedId === slow) await new Promise((resolve) => document.addEventListener('late', resolve, { once: true }));
      return view;
    };
  });
  const similar = region(page, 'Similar tracks');
  for (const title of ['Nocturne No. 3', 'Overpass']) {
    await trackNamed(page, title).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Show similar' }).click();
  }
  await expect(similar.getByRole('grid')).toHaveAttribute('aria-busy', 'false');
  const before = await similar.getByRole('row').allInnerTexts();
  await page.evaluate(() => document.dispatchEvent(new Event('late')));
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  expect(await similar.getByRole('row').allInnerTexts()).toEqual(before);
});

test('a folded panel asks for nothing, and catches up when it opens', async ({ page }) => {
  await open(page, '20');
  await play(page, 'Kites');
  const similar = region(page, 'Similar tracks');
  await similar.getByRole('button', { name: 'Similar tracks' }).click();
  await expect(similar.getByRole('grid')).toHaveCount(0);
  const asked = await calls(page, 'similar');
  await play(page, 'Overpass');
  await expect.poll(() => calls(page, 'similar')).toBe(asked);
  await page.reload();
  await expect(similar.getByRole('button', { name: 'Similar tracks' })).toHaveAttribute('aria-expanded', 'false');
  await expect.poll(() => calls(page, 'similar')).toBe(0);
  await play(page, 'Overpass');
  await similar.getByRole('button', { name: 'Similar tracks' }).click();
  await expect(similar.getByText('Like Overpass')).toBeVisible();
});

test('each state of the similar list says what happens next', async ({ page }) => {
  await open(page, '20');
  const similar = region(page, 'Similar tracks');
  await expect(similar.getByText('Play something')).toBeVisible();
  await page.evaluate(() => {
    window.__attuneFake!.library.tracks.find((t) => t.title === 'Kites')!.analysed = false;
  });
  await play(page, 'Kites');
  await expect(similar.getByText('Not listened to yet')).toBeVisible();
  await page.evaluate(() => {
    const fake = window.__attuneFake!;
    fake.library.tracks.find((t) => t.title === 'Kites')!.analysed = true;
    fake.emit({ type: 'libraryChanged', revision: 99 });
  });
  await expect(similar.getByRole('row').first()).toBeVisible();
  await page.evaluate(() => {
    for (const track of window.__attuneFake!.library.tracks) track.analysed = track.artist === 'The Salt Rooms' || track.title === 'Overpass';
  });
  await play(page, 'Tres Cafès');
  await play(page, 'Kites');
  await expect(similar.getByText('Only a few tracks in your library come close', { exact: false })).toBeVisible();
});

test('a daily mix plays and joins the queue with one click', async ({ page }) => {
  await open(page, '20');
  const mix = region(page, 'Daily mix');
  await expect(mix.getByText('From what you played')).toBeVisible();
  await expect(mix.getByRole('tab')).toHaveCount(6);
  await mix.getByRole('tab', { name: 'Late conversation' }).click();
  const first = await mix.getByRole('tabpanel').getByRole('row').first().locator('.pick-title').innerText();
  await mix.getByRole('button', { name: 'Add to queue: Late conversation' }).click();
  await expect(page.getByText('tracks added to the queue', { exact: false })).toBeVisible();
  expect((await queueTitles(page))[0]).toBe(first);
  await mix.getByRole('button', { name: 'Play Late conversation' }).click();
  await expect.poll(() => playingTitle(page)).toBe(first);
});

test('mixes made without history say so', async ({ page }) => {
  await open(page, '20');
  await page.evaluate(() => {
    for (const track of window.__attuneFake!.library.tracks) track.plays = 0;
    window.__attuneFake!.emit({ type: 'mixesChanged' });
  });
  await expect(region(page, 'Daily mix').getByText('Made from your library so far')).toBeVisible();
});

test('what is sung is a way of being alike: it names the words, or says that there are none', async ({ page }) => {
  await open(page, '100000');
  await play(page, (await page.locator('#track-3 .name').innerText()) || '');
  const similar = region(page, 'Similar tracks');
  await similar.getByRole('button', { name: 'All together' }).click();
  await page.getByRole('menuitemradio', { name: /^Lyrics/ }).click();
  await expect(similar.getByRole('row').first().getByText(/^both sing of /)).toBeVisible();
  await page.evaluate(() => {
    const fake = window.__attuneFake!;
    fake.similar = async (seedId, _, limit) => ({ seed: fake.library.tracks[(seedId ?? 1) - 1]!, state: limit > 0 ? 'seedUnknown' : 'ready', rows: [] });
    fake.emit({ type: 'mixesChanged' });
  });
  await expect(similar.getByText('This one has no lyrics, or too few words')).toBeVisible();
});

test('new for you holds what was never played, and says what it is near', async ({ page }) => {
  await open(page, '20');
  const mix = region(page, 'Daily mix');
  await mix.getByRole('tab', { name: 'New for you' }).click();
  await expect(mix.getByText('Never played, near what you like')).toBeVisible();
  const rows = mix.getByRole('tabpanel').getByRole('row');
  await expect(rows.first()).toContainText(/near \S+/);
  const plays = await page.evaluate(() => {
    const { library } = window.__attuneFake!;
    return [...document.querySelectorAll('[role=tabpanel] .pick-title')].map((cell) => library.tracks.find(({ title }) => title === (cell as HTMLElement).innerText)?.plays);
  });
  expect(plays.length).toBeGreaterThan(2);
  expect(plays.every((count) => count === 0)).toBe(true);
});

test('the slider of the mixes says what it does, and is kept', async ({ page }) => {
  await open(page, '20');
  const mix = region(page, 'Daily mix');
  const button = mix.getByRole('button', { name: 'What the mixes are made of' });
  await button.click();
  const slider = page.getByRole('slider', { name: 'What the mixes are made of' });
  await expect(slider).toHaveAttribute('aria-valuetext', '25 % never played, 26 % not heard for long');
  await slider.focus();
  await page.keyboard.press('End');
  await expect(slider).toHaveAttribute('aria-valuetext', /^70 % never played/);
  await expect.poll(() => page.evaluate(async () => (await window.__attuneFake!.dailyMixes()).balancePercent)).toBe(100);
  await page.keyboard.press('Escape');
  await expect(slider).toHaveCount(0);
  await button.click();
  await expect(slider).toHaveAttribute('aria-valuetext', /^70 % never played/);
});

test('a mix can be kept past its day, and saved as a playlist', async ({ page }) => {
  await open(page, '20');
  const mix = region(page, 'Daily mix');
  await mix.getByRole('tab', { name: 'Late conversation' }).click();
  const menu = mix.getByRole('button', { name: 'More about Late conversation' });
  await menu.click();
  await page.getByRole('menuitemcheckbox', { name: /Keep this mix/ }).click();
  await expect(mix.getByRole('img', { name: 'Kept' })).toBeVisible();
  await mix.getByRole('button', { name: 'Make new mixes' }).click();
  await expect(mix.getByRole('tab', { name: 'Late conversation' })).toBeVisible();
  await menu.click();
  await page.getByRole('menuitem', { name: 'Save as playlist' }).click();
  await expect(page.getByRole('navigation').getByText('Late conversation')).toBeVisible();
});

test('a mix plays and queues the tracks that are shown, whatever the program would make of it now', async ({ page }) => {
  await open(page, '20');
  const mix = region(page, 'Daily mix');
  const shown = (): Promise<string[]> => mix.getByRole('tabpanel').getByRole('row').locator('.pick-title').allInnerTexts();
  await expect(mix.getByRole('tabpanel').getByRole('row').first()).toBeVisible();
  // Not told yet: half of the library cannot be in a mix any more.
  await page.evaluate(() => window.__attuneFake!.library.tracks.forEach((track) => (track.missing = track.id % 2 === 0)));
  const before = await shown();
  await mix.getByRole('button', { name: /^Add to queue/ }).click();
  await expect.poll(() => queueTitles(page, before.length)).toEqual(before);
  await mix.getByRole('button', { name: /^Play / }).click();
  await expect.poll(() => playingTitle(page)).toBe(before[0]);
  await mix.getByRole('tab').first().dblclick();
  await expect.poll(() => playingTitle(page)).toBe(before[0]);
  await expect.poll(() => queueTitles(page, before.length)).toEqual(before);
});

test('a row of a mix obeys the keys of a similar track, and the queue stays with its undo', async ({ page }) => {
  await open(page, '20');
  await play(page, 'Kites');
  const mix = region(page, 'Daily mix').getByRole('grid');
  const titles = await mix.getByRole('row').locator('.pick-title').allInnerTexts();
  const [next, now, twice, last] = titles.filter((title) => title !== 'Kites');
  const row = (title: string | undefined) => mix.getByRole('row').filter({ has: page.getByText(title!, { exact: true }) });
  const before = await queueTitles(page);
  const at = before.indexOf('Kites');

  await row(next).click();
  await page.keyboard.press('Enter');
  await expect(page.getByText(`${next} plays next`)).toBeVisible();
  await expect.poll(() => queueTitles(page)).toEqual([...before.slice(0, at + 1), next, ...before.slice(at + 1)]);
  await expect.poll(() => playingTitle(page)).toBe('Kites');

  await row(now).click();
  await page.keyboard.press('Shift+Enter');
  await expect.poll(() => playingTitle(page)).toBe(now);
  await row(twice).dblclick();
  await expect.poll(() => playingTitle(page)).toBe(twice);
  await expect.poll(() => queueTitles(page)).toEqual([...before.slice(0, at + 1), now, twice, next, ...before.slice(at + 1)]);
  await row(last).click();
  await page.keyboard.press('Control+Enter');
  await expect.poll(async () => (await queueTitles(page)).at(-1)).toBe(last);
  await expect(page.getByText('Queue replaced')).toHaveCount(0);

  for (let step = 0; step < 4; step++) await page.keyboard.press('Control+z');
  await expect.poll(() => queueTitles(page)).toEqual(before);
  await expect.poll(() => playingTitle(page)).toBe('Kites');
});

test('mixes that are merely made anew leave the list where it is', async ({ page }) => {
  await open(page, '20');
  const list = region(page, 'Daily mix').getByRole('grid');
  await list.getByRole('row').nth(4).click();
  await page.keyboard.press('ArrowDown');
  await list.evaluate((node) => (node.scrollTop = 100));
  const active = (): Promise<string> => list.locator('.active .pick-title').innerText();
  const before = await active();
  const asked = await calls(page, 'dailyMixes');
  await page.evaluate(() => window.__attuneFake!.emit({ type: 'mixesChanged' }));
  await expect.poll(() => calls(page, 'dailyMixes')).toBe(asked + 1);
  await drawn(page);
  expect([await active(), await list.evaluate((node) => node.scrollTop)]).toEqual([before, 100]);
  // Another mix starts at its top.
  await region(page, 'Daily mix').getByRole('tab').nth(1).click();
  await expect(list.locator('.active')).toHaveCount(0);
  expect(await list.evaluate((node) => node.scrollTop)).toBe(0);
});

test('a track that cannot be compared says so', async ({ page }) => {
  await open(page, '20');
  await page.evaluate(() => {
    const fake = window.__attuneFake!;
    fake.similar = async (seedId) => ({ seed: fake.library.tracks[(seedId ?? 1) - 1]!, state: 'cannotCompare', rows: [] });
  });
  await play(page, 'Kites');
  await expect(region(page, 'Similar tracks').getByText('This track cannot be compared')).toBeVisible();
});

for (const [locale, region, word] of [
  ['zh-CN', '相似曲目', '吉他'],
  ['ru', 'Похожие треки', 'гитара'],
] as const) {
  test(`reasons speak ${locale} too`, async ({ page }) => {
    await page.addInitScript((wanted) => localStorage.setItem('attune.settings', JSON.stringify({ locale: wanted })), locale);
    await page.goto('/?fake=20');
    await page.locator('#tracks').getByText('Kites', { exact: true }).dblclick();
    const reasons = page.getByRole('region', { name: region });
    await expect(reasons.getByRole('row').first()).toBeVisible();
    await expect(reasons.getByText(word, { exact: true }).first()).toBeVisible();
    await expect(reasons.getByText('guitar')).toHaveCount(0);
  });
}

test('what Enter does beside the queue is said there', async ({ page }) => {
  await open(page, '20');
  await expect(region(page, 'Similar tracks')).toContainText('Enter plays one next');
  await play(page, 'Neon Arithmetic');
  await expect(region(page, 'Similar tracks').getByRole('grid')).toHaveAccessibleDescription(/^Enter plays it next, Shift and Enter at once/);
  await expect(region(page, 'Daily mix').getByRole('grid')).toHaveAccessibleDescription(/^Enter plays it next, Shift and Enter at once/);
});

test('names of mixes break between words only', async ({ page }) => {
  await page.setViewportSize({ width: 1920, height: 1080 });
  await open(page, '20');
  await page.evaluate(() => {
    const fake = window.__attuneFake!;
    const mixes = fake.dailyMixes.bind(fake);
    fake.dailyMixes = async () => {
      const view = await mixes();
      return { ...view, mixes: view.mixes.map((mix) => ({ ...mix, name: 'Elektronische Instrumentalmusik' })) };
    };
    fake.emit({ type: 'mixesChanged' });
  });
  const tab = region(page, 'Daily mix').getByRole('tab').first();
  await expect(tab).toHaveAttribute('title', 'Elektronische Instrumentalmusik');
  // A word that is broken takes a line more than it has words.
  const lines = await tab.locator('.name').evaluate((name) => {
    const range = document.createRange();
    range.selectNodeContents(name);
    return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size;
  });
  expect(lines).toBe(2);
});
