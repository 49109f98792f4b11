import { expect, test } from '@playwright/test';
import { calls, drawn, goTo, open, play, region, trackNamed } from './window';

test('what a file says about itself is text and nothing else', async ({ page }) => {
  const failed: string[] = [];
  page.on('pageerror', (error) => failed.push(error.message));
  await open(page, 'hostile');
  const title = '<img src=x onerror="window.__hurt = 1">';
  await expect(trackNamed(page, title)).toBeVisible();
  await play(page, title);
  await expect(region(page, 'Queue').getByText('<script>window.__hurt = 1</script>').first()).toBeVisible();
  await trackNamed(page, title).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Show similar' }).click();
  await expect(region(page, 'Similar tracks').getByText(`Like ${title}`)).toBeVisible();
  await trackNamed(page, '{{constructor}} ${7*7} %s {count}').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Play next' }).click();
  await expect(page.getByText('{{constructor}} ${7*7} %s {count} plays next')).toBeVisible();
  await expect(page).toHaveTitle(`${title} · <script>window.__hurt = 1</script>`);
  expect(await page.evaluate(() => (window as { __hurt?: number }).__hurt)).toBeUndefined();
  expect(failed).toEqual([]);
});

test('every page shows it as text, and holds together', async ({ page }) => {
  const failed: string[] = [];
  page.on('pageerror', (error) => failed.push(error.message));
  await open(page, 'hostile');
  const album = '"><svg onload="window.__hurt = 1">';
  const artist = '<script>window.__hurt = 1</script>';
  await goTo(page, 'Home');
  await expect(page.getByRole('region', { name: 'Recently added' }).getByText(album)).toBeAttached();
  for (const [place, name] of [['Albums', album], ['Artists', artist]] as const) {
    await goTo(page, place);
    await page.getByRole('grid', { name: place }).getByRole('gridcell').filter({ hasText: name }).first().click();
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  }
  for (const place of ['Genres', 'Years', 'Folders', 'Liked']) await goTo(page, place);
  await page.keyboard.press('Control+k');
  for (const query of [artist, '"><svg', "'; --", '%', '_', '*', '\\', '(', 'artist:', 'year:x', '\u202e', 'é'.repeat(300)]) {
    const asked = await calls(page, 'search');
    await page.getByRole('textbox', { name: 'Search' }).fill(query);
    await expect.poll(() => calls(page, 'search'), query).toBe(asked + 1);
    await drawn(page);
    await expect(page.locator('main h1')).toHaveText('Search');
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), query).toBeLessThanOrEqual(0);
  }
  expect(await page.evaluate(() => (window as { __hurt?: number }).__hurt)).toBeUndefined();
  expect(failed).toEqual([]);
});
