import { expect, test } from '@playwright/test';
import { goTo } from './places';
import { open, play, player, region, trackNamed } from './window';

test('history names its days, and a track that was left is on top of it', async ({ page }) => {
  await open(page, '20');
  await play(page, 'Kites');
  await page.getByRole('navigation').getByRole('button', { name: 'History' }).click();
  const history = page.getByRole('grid', { name: 'History' });
  await expect(history.getByRole('columnheader')).not.toBeEmpty();
  const known = await page.evaluate(() => window.__attuneFake!.plays.length);
  await page.evaluate(() => window.__attuneFake!.seek(60_000));
  await player(page).getByRole('button', { name: 'Next' }).click();
  await expect.poll(() => page.evaluate(() => window.__attuneFake!.plays.length)).toBe(known + 1);
  await expect(history.getByRole('row').nth(1)).toContainText('Kites');
  await expect(history.getByRole('columnheader')).toHaveText('Today');
});

test('what has left the library stays in history as text', async ({ page }) => {
  await goTo(page, '20', 'History');
  await page.evaluate(() => {
    const { plays } = window.__attuneFake!;
    plays.push({ playId: plays.length + 1, at: Date.now(), track: -1, listenedMs: 20_000, skipped: true });
  });
  await page.getByRole('navigation').getByRole('button', { name: /^Tracks/ }).click();
  await page.getByRole('navigation').getByRole('button', { name: 'History' }).click();
  const row = page.getByRole('grid', { name: 'History' }).getByRole('row').nth(1);
  await expect(row).toContainText('Lanterns');
  await expect(row).toContainText('skipped');
  await expect(row.getByRole('button')).toHaveCount(0);
});

test('history of years is read in windows', async ({ page }) => {
  await goTo(page, '100000', 'History');
  const history = page.getByRole('grid', { name: 'History' });
  await history.press('End');
  await expect.poll(() => history.getByRole('row').last().getAttribute('aria-rowindex')).toBe(await history.getAttribute('aria-rowcount'));
  expect(await history.getByRole('row').count()).toBeLessThan(60);
});

test('statistics say the same in words as in pictures, for each period', async ({ page }) => {
  await goTo(page, '20', 'Statistics');
  const days = page.getByRole('table', { name: 'Plays by day' });
  await expect(days.getByRole('row')).toHaveCount(31);
  await page.getByText('Week', { exact: true }).click();
  await expect(days.getByRole('row')).toHaveCount(8);
  await page.getByText('Year', { exact: true }).click();
  await expect(page.getByRole('table', { name: 'Plays by week' }).getByRole('row')).toHaveCount(54);
  await page.getByRole('button', { name: 'As table: When you listen' }).click();
  await expect(page.getByRole('region', { name: 'When you listen' }).getByRole('rowheader', { name: 'Sunday' })).toBeVisible();
  const artist = page.getByRole('table', { name: 'Artists' }).getByRole('button').first();
  const name = await artist.innerText();
  await artist.click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
});

test('the full view follows the words, a line is a way there, and Escape leaves', async ({ page }) => {
  await open(page, '20');
  await play(page, 'Telegraph Hill');
  await page.getByRole('button', { name: 'Open the full view' }).click();
  const view = page.getByRole('dialog', { name: 'Now playing' });
  await expect(view.getByRole('heading', { name: 'Telegraph Hill' })).toBeVisible();
  const line = view.getByRole('button', { name: 'I count the boats, I let them go' });
  await line.click();
  await expect(line).toHaveAttribute('aria-current', 'true');
  await expect.poll(() => page.evaluate(() => window.__attuneFake!.state().positionMs)).toBeGreaterThan(20_000);
  await view.getByRole('slider', { name: 'Stars' }).press('4');
  await expect(view.getByRole('slider', { name: 'Stars' })).toHaveAttribute('aria-valuetext', '4 stars');
  await page.keyboard.press('Escape');
  await expect(view).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Open the full view' })).toBeFocused();
});

test('a track without words says so, and the key opens and closes the view', async ({ page }) => {
  await open(page, '20');
  const without = await page.evaluate(() => window.__attuneFake!.library.tracks.find(({ id }) => id % 3 === 0)!.title);
  await play(page, without);
  await page.keyboard.press('Alt+n');
  await expect(page.getByRole('dialog', { name: 'Now playing' }).getByText('No lyrics')).toBeVisible();
  await page.keyboard.press('Alt+n');
  await expect(page.getByRole('dialog', { name: 'Now playing' })).toHaveCount(0);
});

test('the shape of an analysed track is drawn, the played part over it, and one that was not analysed has a plain rail', async ({ page }) => {
  await open(page, '20');
  await page.evaluate(() => {
    window.__attuneFake!.library.tracks.find(({ title }) => title === 'Overpass')!.analysed = false;
  });
  await play(page, 'Kites');
  const bars = player(page).locator('.waveform path.rest');
  // A bar every four pixels, and not all of one height.
  const heights = async (): Promise<number[]> => [...((await bars.getAttribute('d')) ?? '').matchAll(/M[\d.]+ ([\d.]+)V([\d.]+)/g)].map(([, from, to]) => Number(to) - Number(from));
  const width = await bars.evaluate((path: SVGPathElement) => path.getBBox().width);
  expect(width).toBeGreaterThan(200);
  expect((await heights()).length).toBeGreaterThan(width / 5);
  expect(new Set(await heights()).size).toBeGreaterThan(20);
  await expect(bars).toHaveCSS('stroke', /^(oklch|rgb|oklab)/);
  await page.evaluate(() => window.__attuneFake!.seek(window.__attuneFake!.state().durationMs / 2));
  await expect(player(page).locator('.waveform path.played')).toHaveAttribute('style', /inset\((0px )?(0 )?(49|50)[\d.]*% 0/);
  await play(page, 'Overpass');
  await expect(bars).toHaveCount(0);
});

test.describe('in Russian', () => {
  test.use({ locale: 'ru-RU' });
  test('statistics name genres as mixes do', async ({ page }) => {
    await page.goto('/?fake=20');
    await page.getByRole('navigation').getByRole('button', { name: 'Статистика' }).click();
    const genres = page.getByRole('table', { name: 'Жанры' });
    await expect(genres.getByRole('rowheader', { name: 'Эмбиент' })).toBeAttached();
    await expect(genres.getByRole('rowheader', { name: 'Ambient' })).toHaveCount(0);
    await expect(page.getByRole('region', { name: 'Жанры' }).locator('.name', { hasText: 'Эмбиент' })).toBeVisible();
  });
});

test('the volume is told in decibels', async ({ page }) => {
  await open(page, '20');
  await expect(player(page).getByRole('slider', { name: 'Volume' })).toHaveAttribute('aria-valuetext', '80 percent, -5.8 dB');
});

test('Space previews a similar track, again or Escape ends it', async ({ page }) => {
  await open(page, '20');
  await play(page, 'Kites');
  const list = page.getByRole('grid', { name: 'Similar tracks' });
  await list.focus();
  await list.press('ArrowDown');
  await list.press(' ');
  await expect(list.getByRole('img', { name: 'Preview' })).toBeVisible();
  await expect.poll(() => page.evaluate(() => window.__attuneFake!.state().status)).toBe('playing');
  await list.press('Escape');
  await expect(list.getByRole('img', { name: 'Preview' })).toHaveCount(0);
  await list.press(' ');
  await list.press(' ');
  await expect.poll(() => page.evaluate(() => window.__attuneFake!.previewed)).toBeNull();
});

test('the queue says how long it is, when it ends and what came before it', async ({ page }) => {
  await open(page, '20');
  await play(page, 'Kites');
  const queue = region(page, 'Queue');
  await expect(queue.getByText(/left of .* · ends at \d/)).toBeVisible();
  await queue.getByRole('button', { name: 'Played earlier' }).click();
  await expect(queue.getByRole('list', { name: 'Played earlier' }).getByRole('listitem')).toHaveCount(20);
});

test('a queue of many days says how long it is, not at what time of which day it ends', async ({ page }) => {
  await open(page, '100000');
  await page.getByRole('button', { name: 'Play all' }).click();
  const times = region(page, 'Queue').getByText(/^\d+ days left of \d+ days/);
  await expect(times).toBeVisible();
  await expect(times).not.toContainText('ends at');
});

test('what was taught is listed and can be taken back', async ({ page }) => {
  await open(page, '20');
  await trackNamed(page, 'Kites').click({ button: 'right' });
  await page.evaluate(() => window.__attuneFake!.setFeedback([6], 'never'));
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('tab', { name: 'What you taught it' }).click();
  const never = page.getByRole('region', { name: 'Never' });
  await never.getByRole('button', { name: 'Take back: Kites' }).click();
  await expect(never).toContainText('Taken back');
  await expect.poll(async () => (await page.evaluate(() => window.__attuneFake!.listFeedback())).length).toBe(0);
  await never.getByRole('button', { name: 'Undo: Kites' }).click();
  await expect.poll(async () => (await page.evaluate(() => window.__attuneFake!.listFeedback())).length).toBe(1);
});
