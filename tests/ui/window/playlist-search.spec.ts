import { expect, test, type Locator, type Page } from '@playwright/test';
import { playlistNames } from './places';
import { open, playingTitle } from './window';

const found = (page: Page): Locator => page.locator('#results').getByRole('region', { name: 'Playlists' });

test('playlists are found by name, open with Enter, and have their menu', async ({ page }) => {
  await open(page, '20');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('nuri');
  const tile = found(page).getByRole('link', { name: /^For Núria/ });
  await expect(tile).toBeVisible();
  await tile.hover();
  await tile.getByRole('button', { name: 'Play For Núria' }).click();
  await expect.poll(() => playingTitle(page)).not.toBeNull();
  await tile.click({ button: 'right' });
  await expect(page.getByRole('menuitem', { name: 'Export as M3U8' })).toBeVisible();
  await page.keyboard.press('Escape');
  await tile.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'For Núria' })).toBeVisible();
});

test('what only a playlist is called is found, and follows its edits', async ({ page }) => {
  await open(page, '20');
  for (const [words, name] of [
    ['聴く', '夜に聴く'],
    ['воскр', 'Кухня, воскресенье'],
    ['rain wind', 'Rain on the window'],
  ] as const) {
    await page.keyboard.press('Control+k');
    await page.locator('#search').fill(words);
    await expect(found(page).getByRole('link', { name: new RegExp(`^${name}`) })).toBeVisible();
  }
  // A name is written on the playlist's own page.
  await found(page).getByRole('link').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  const field = page.getByRole('textbox', { name: 'Name of the playlist' });
  await field.fill('Windy rain');
  await field.press('Enter');
  await expect.poll(() => playlistNames(page)).toContain('Windy rain');
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(found(page).getByRole('link', { name: /^Windy rain/ })).toBeVisible();
  await found(page).getByRole('link').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Delete playlist' }).click();
  await expect(found(page)).toHaveCount(0);
});
