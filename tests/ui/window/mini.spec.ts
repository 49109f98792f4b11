import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { open, play, playingTitle, player, tracks } from './window';

// The window made small.

const SMALL = { width: 420, height: 150 };
const mini = (page: Page) => page.getByRole('main', { name: 'Mini player' });
const isSmall = (page: Page): Promise<boolean> => page.evaluate(() => window.__attuneFake!.mini);

test('the window shows the player only, and everything of it is in the window', async ({ page }) => {
  await open(page, '20');
  await play(page, 'Kites');
  await player(page).getByRole('button', { name: 'Mini player' }).click();
  await expect.poll(() => isSmall(page)).toBe(true);
  await page.setViewportSize(SMALL);
  await expect(tracks(page)).toHaveCount(0);
  for (const name of ['Previous', 'Pause', 'Next', 'Mute', 'Whole window']) await expect(mini(page).getByRole('button', { name })).toBeInViewport({ ratio: 1 });
  for (const name of ['Position', 'Volume']) await expect(mini(page).getByRole('slider', { name })).toBeInViewport({ ratio: 1 });
  await expect(mini(page).getByText('The Salt Rooms')).toBeInViewport({ ratio: 1 });
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(' | ')}`)).toEqual([]);
  await mini(page).getByRole('button', { name: 'Next' }).click();
  await expect.poll(() => playingTitle(page)).not.toBe('Kites');
  await mini(page).getByRole('button', { name: 'Whole window' }).click();
  await expect.poll(() => isSmall(page)).toBe(false);
  await page.setViewportSize({ width: 1280, height: 800 });
  await expect(tracks(page)).toBeVisible();
});

test('keys lead there and back, and what is not there does nothing', async ({ page }) => {
  await open(page, '20');
  await play(page, 'Kites');
  await tracks(page).focus();
  await page.keyboard.press('Control+m');
  await expect(mini(page)).toBeFocused();
  await page.keyboard.press('Alt+n');
  await page.keyboard.press('Alt+e');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press(' ');
  await expect.poll(() => page.evaluate(() => window.__attuneFake!.state().status)).toBe('paused');
  await page.keyboard.press('Escape');
  await expect(mini(page)).toHaveCount(0);
  await expect(tracks(page)).toBeFocused();
  await page.keyboard.press('Control+m');
  await page.keyboard.press('Control+m');
  await expect(mini(page)).toHaveCount(0);
});

test('lists are where they were', async ({ page }) => {
  await open(page, '100000');
  const list = tracks(page);
  await list.evaluate((node) => (node.scrollTop = 44_000));
  await expect(page.locator('#track-1003')).toBeInViewport();
  await page.keyboard.press('Control+m');
  await page.setViewportSize(SMALL);
  await expect(mini(page)).toBeVisible();
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.keyboard.press('Escape');
  await expect(page.locator('#track-1003')).toBeInViewport();
  expect(await list.evaluate((node) => node.scrollTop)).toBe(44_000);
  expect(await page.evaluate(() => document.querySelector<HTMLElement>('.window')!.getBoundingClientRect().height)).toBe(800);
});

test('a window that cannot be made small stays as it is', async ({ page }) => {
  await open(page, '20');
  await page.evaluate(() => (window.__attuneFake!.setMini = () => Promise.reject({ code: 'internal', message: 'no such window' })));
  await page.keyboard.press('Control+m');
  await expect(page.getByRole('region', { name: 'Notices' })).toContainText('no such window');
  await expect(tracks(page)).toBeVisible();
});
