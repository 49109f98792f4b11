import { expect, test } from '@playwright/test';
import { goTo, open, play, queueTitles, region, trackNamed } from './window';

// What stays where it is while something else comes or goes.

test('the filter stays while answers are on their way, and without hits the table does too', async ({ page }) => {
  await open(page, '20');
  const filter = page.getByRole('textbox', { name: 'Filter: Tracks' });
  await filter.fill('zzzz');
  await expect(page.getByText('Nothing matches “zzzz”')).toBeVisible();
  await expect(page.getByRole('columnheader', { name: 'Title' })).toBeVisible();
  await expect(filter).toBeFocused();
  await page.evaluate(() => void (window.__attuneFake!.latencyMs = 400));
  await filter.fill('');
  await page.waitForTimeout(200);
  await expect(filter).toBeFocused();
  await expect(trackNamed(page, 'Overpass')).toBeVisible();
  await expect(filter).toBeFocused();
});

test('sorting leaves a table where it is below a tall head', async ({ page }) => {
  await open(page, '100000');
  await goTo(page, 'Artists');
  await page.getByRole('grid', { name: 'Artists' }).getByRole('gridcell').first().click();
  const header = page.getByRole('columnheader', { name: 'Title' });
  await header.scrollIntoViewIfNeeded();
  await expect(header).toBeInViewport();
  const place = async (): Promise<number> => Math.round((await header.boundingBox())!.y);
  const before = await place();
  await header.getByRole('button').click();
  await expect(header).toHaveAttribute('aria-sort', 'ascending');
  await page.waitForTimeout(200);
  expect(await place()).toBe(before);
  // The first row is what is gone to, not the top of the page.
  await page.getByRole('grid').last().focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Home');
  await expect(page.locator('#track-0')).toBeInViewport();
});

test('a row stays as it is laid out under the pointer and the keyboard, whatever buttons it shows then', async ({ page }) => {
  await open(page, '20');
  await play(page, 'Kites');
  for (const name of ['Similar tracks', 'Queue'] as const) {
    const row = region(page, name).getByRole('row').first();
    const cells = row.getByRole('gridcell');
    const laidOut = (): Promise<number[]> => cells.evaluateAll((all) => all.map((cell) => cell.getBoundingClientRect().width));
    await expect(row).toBeVisible();
    await page.mouse.move(640, 5);
    const before = await laidOut();
    // The queue still moves to what plays, and a fresh answer begins with no row chosen.
    await expect(async () => {
      await row.hover();
      await expect(row.getByRole('button').last()).toBeVisible({ timeout: 1000 });
    }).toPass();
    expect(await laidOut()).toEqual(before);
    await page.mouse.move(640, 5);
    if (name === 'Queue') continue;
    await expect(async () => {
      await page.keyboard.press('Alt+s');
      await page.keyboard.press('Home');
      await expect(cells.last()).toHaveCSS('opacity', '1', { timeout: 1000 });
    }).toPass();
    expect(await laidOut()).toEqual(before);
  }
});

test('an empty queue takes tracks that are let go on it', async ({ page }) => {
  await open(page, '20');
  const empty = region(page, 'Queue').getByText('The queue is empty');
  await expect(empty).toBeVisible();
  const from = await trackNamed(page, 'Overpass').getByText('Overpass', { exact: true }).boundingBox();
  const to = await empty.boundingBox();
  await page.mouse.move(from!.x + 8, from!.y + 8);
  await page.mouse.down();
  await page.mouse.move(to!.x + 20, to!.y + 4, { steps: 8 });
  await page.waitForTimeout(100);
  await page.mouse.up();
  await expect.poll(() => queueTitles(page)).toEqual(['Overpass']);
});

test('what is hidden takes nothing that is let go over it, and the edge of the sidebar brings it into sight', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 560 });
  await open(page, '20');
  const hidden = await page.evaluate(() => {
    const bar = document.querySelector('footer')!.getBoundingClientRect();
    const names = [...document.querySelectorAll<HTMLElement>('nav [id^="playlist-"]')];
    const under = names.map((name) => name.getBoundingClientRect()).find((box) => box.top > bar.top && box.bottom < innerHeight);
    return under ? { x: under.x + 20, y: under.y + under.height / 2 } : null;
  });
  expect(hidden).not.toBeNull();
  const held = await page.evaluate(() => window.__attuneFake!.lists.lists.map(({ entries }) => entries.length));
  const from = await trackNamed(page, 'Overpass').getByText('Overpass', { exact: true }).boundingBox();
  await page.mouse.move(from!.x + 8, from!.y + 8);
  await page.mouse.down();
  await page.mouse.move(hidden!.x, hidden!.y, { steps: 8 });
  await page.waitForTimeout(100);
  const scrolled = (): Promise<number> => page.locator('nav .places').evaluate((node) => node.scrollTop);
  const places = await page.locator('nav .places').boundingBox();
  await page.mouse.move(hidden!.x, places!.y + places!.height - 4);
  await expect.poll(scrolled).toBeGreaterThan(20);
  await page.mouse.move(hidden!.x, hidden!.y);
  await page.waitForTimeout(100);
  await page.mouse.up();
  await expect.poll(() => page.evaluate(() => window.__attuneFake!.lists.lists.map(({ entries }) => entries.length))).toEqual(held);
});
