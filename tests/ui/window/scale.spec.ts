import { expect, test } from '@playwright/test';
import { calls, goTo, open, trackRow, tracks } from './window';

test('scrolling through 100,000 rows shows the right row at the right place', async ({ page }) => {
  await open(page, '100000');
  const list = tracks(page);
  for (const share of [0.5, 0.9, 0.123, 1, 0]) {
    const index = await list.evaluate((node, to) => {
      node.scrollTop = (node.scrollHeight - node.clientHeight) * to;
      return Math.floor(node.scrollTop / 44) + 3;
    }, share);
    const row = page.locator(`#track-${index}`);
    await expect(row).toBeInViewport({ ratio: 1 });
    const expected = await page.evaluate(async (at) => {
      const fake = window.__attuneFake!;
      return (await fake.listTracks({ scope: { kind: 'all' }, query: '', sort: [{ key: 'artist', descending: false }] }, at, 1)).rows[0]!;
    }, index);
    await expect(row.locator('.name')).toHaveText(expected.title);
    await expect(row).toContainText(expected.album);
    // Never more rows than fit, with a few to spare.
    expect(await list.getByRole('row').count()).toBeLessThan(40);
  }
});

test('only windows of rows are asked for', async ({ page }) => {
  await open(page, '100000');
  const largest = await page.evaluate(async () => {
    const fake = window.__attuneFake!;
    const answer = fake.listTracks.bind(fake);
    let most = 0;
    fake.listTracks = (view, offset, limit) => {
      most = Math.max(most, limit);
      return answer(view, offset, limit);
    };
    const list = document.getElementById('tracks')!;
    for (let i = 0; i < 20; i++) {
      list.scrollTop += 180_000;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return most;
  });
  expect(largest).toBeGreaterThan(0);
  expect(largest).toBeLessThanOrEqual(100);
});

test('a search that hits its limit does not claim to have counted', async ({ page }) => {
  await open(page, '100000');
  await page.getByRole('textbox', { name: 'Search' }).fill('harbour');
  await expect(page.getByText('1,000+ results', { exact: true })).toBeVisible();
});

test('a menu about 100,000 tracks opens at once, and asks for them when it is used', async ({ page }) => {
  await open(page, '100000');
  await tracks(page).focus();
  await page.keyboard.press('Control+a');
  await expect(page.getByText('100,000 tracks selected')).toBeVisible();
  const before = await calls(page, 'listTracks');
  // Whatever is asked for from here on takes its time; the menu does not wait for it.
  await page.evaluate(() => (window.__attuneFake!.latencyMs = 3000));
  await trackRow(page, 4).click({ button: 'right' });
  await expect(page.getByRole('menu', { name: '100,000 tracks selected' })).toBeVisible({ timeout: 2000 });
  expect([await calls(page, 'listTracks'), await calls(page, 'viewIds')]).toEqual([before, 0]);
  await page.evaluate(() => (window.__attuneFake!.latencyMs = 0));
  await page.getByRole('menuitem', { name: 'Add to queue' }).click();
  await expect(page.getByText('100,000 tracks added to the queue')).toBeVisible();
  await expect.poll(() => page.evaluate(() => window.__attuneFake!.queue.yours)).toBe(100_000);
  expect([await calls(page, 'listTracks'), await calls(page, 'viewIds')]).toEqual([before, 1]);
});

test('a queue of thousands is emptied from the keyboard, those never seen included', async ({ page }) => {
  await open(page, '100000');
  await page.evaluate(() => {
    const fake = window.__attuneFake!;
    return fake.playTracks(fake.library.tracks.slice(0, 3000).map((track) => track.id), 0, { kind: 'library', detail: null });
  });
  const queue = page.getByRole('grid', { name: 'Queue' });
  await expect(queue).toHaveAttribute('aria-rowcount', /^3,?00\d$/);
  await queue.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+End');
  await page.keyboard.press('Delete');
  await expect(page.getByText('The queue is empty')).toBeVisible();
  await expect.poll(() => page.evaluate(() => window.__attuneFake!.queue.items.length)).toBe(0);
  await page.keyboard.press('Control+z');
  await expect(queue).toHaveAttribute('aria-rowcount', /^3,?00\d$/);
});

test('tracks of thousands of queue items, seen or not, are added in their order', async ({ page }) => {
  await open(page, '100000');
  await page.evaluate(() => {
    const fake = window.__attuneFake!;
    return fake.playTracks(fake.library.tracks.slice(0, 2500).map((track) => track.id), 0, { kind: 'library', detail: null });
  });
  const queue = page.getByRole('grid', { name: 'Queue' });
  await queue.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+End');
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Add to queue' }).click();
  await expect(page.getByText(/tracks added to the queue/)).toBeVisible();
  const ids = await page.evaluate(() => window.__attuneFake!.queue.items.map((item) => item.trackId));
  const half = ids.slice(2500, 5000);
  expect(half).toEqual(ids.slice(0, 2500));
});

test('a million rows: beyond what a browser can lay out, the end is reached and the wheel moves by rows', async ({ page }) => {
  await open(page, '20');
  await page.evaluate(() => {
    const fake = window.__attuneFake!;
    const sample = fake.library.tracks[0]!;
    fake.listTracks = async (_view, offset, limit) => ({
      total: 1_000_000,
      offset,
      rows: Array.from({ length: Math.min(limit, 1_000_000 - offset) }, (_, i) => ({ ...sample, id: offset + i + 1, title: `Track ${offset + i}` })),
    });
    fake.emit({ type: 'libraryChanged', revision: 2 });
  });
  const list = tracks(page);
  await expect(list).toHaveAttribute('aria-rowcount', '1000001');
  await list.focus();
  await page.keyboard.press('End');
  await expect(page.locator('#track-999999')).toBeInViewport({ ratio: 1 });
  await expect(page.locator('#track-999999 .name')).toHaveText('Track 999999');

  await page.keyboard.press('Home');
  await expect(page.locator('#track-0')).toBeInViewport({ ratio: 1 });
  await list.hover();
  await page.mouse.wheel(0, 440);
  // 440 pixels are ten rows of 44, whatever the scrollbar stands for.
  const header = await list.evaluate((node) => node.getBoundingClientRect().top + 32);
  const off = async (): Promise<number> => Math.abs((await page.locator('#track-10').evaluate((row) => row.getBoundingClientRect().top)) - header);
  await expect.poll(off).toBeLessThan(2);
});

test('thousands of albums and artists are windows of tiles', async ({ page }) => {
  await open(page, '100000');
  for (const [place, command] of [['Albums', 'listAlbums'], ['Artists', 'listArtists']] as const) {
    await goTo(page, place);
    const wall = page.getByRole('grid', { name: place });
    const total = await page.evaluate(async (command) => {
      const fake = window.__attuneFake!;
      const query = { query: '', artist: null, genre: null, year: null, descending: false };
      const page = command === 'listAlbums' ? await fake.listAlbums({ ...query, sort: 'artist' }, 0, 1) : await fake.listArtists({ ...query, sort: 'name' }, 0, 1);
      return page.total;
    }, command);
    expect(total).toBeGreaterThan(300);
    for (const key of ['End', 'Home', 'PageDown']) {
      await page.keyboard.press(key);
      const active = wall.getByRole('gridcell', { selected: true });
      await expect(active).toBeInViewport();
      await expect(active).not.toContainText('Loading');
      expect(await wall.getByRole('gridcell').count()).toBeLessThan(60);
    }
    await page.keyboard.press('End');
    await expect(wall.getByRole('gridcell', { selected: true })).toHaveAttribute('data-index', String(total - 1));
    await expect.poll(() => calls(page, command)).toBeLessThan(8);
  }
});
