import { expect, test, type Page } from '@playwright/test';
import { open, playingTitle, queueTitles, region, tracks } from './window';

async function tabTo(page: Page, description: string, there: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 40; i++) {
    if (await there()) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never reached ${description}`);
}
const isFocused = (page: Page, selector: string) => (): Promise<boolean> =>
  page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector);

test('the whole walk without a pointer: search, play, queue, similar, mix, undo', async ({ page }) => {
  await open(page, '20');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('textbox', { name: 'Search' })).toBeFocused();
  await page.keyboard.type('salt');
  await expect(page.getByText('3 results')).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('link', { name: 'The Salt Rooms', exact: true })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('link', { name: 'Paper Weather, The Salt Rooms' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(tracks(page)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect.poll(() => playingTitle(page)).toBe('Every Other Sunday');

  // Space pauses from a list, but types in a field.
  await page.keyboard.press(' ');
  await expect.poll(() => page.evaluate(() => window.__attuneFake!.state().status)).toBe('paused');
  await page.keyboard.press(' ');
  await page.keyboard.press('Control+ArrowRight');
  await expect.poll(() => playingTitle(page)).toBe('Kites');
  await page.keyboard.press('Control+ArrowLeft');
  await expect.poll(() => playingTitle(page)).toBe('Every Other Sunday');

  await tabTo(page, 'the queue', isFocused(page, '.queue-list'));
  await page.keyboard.press('End');
  await page.keyboard.press('Home');
  await page.keyboard.press('Delete');
  await expect.poll(() => queueTitles(page, 2)).toEqual(['Every Other Sunday', 'Kites']);

  await tabTo(page, 'similar tracks', isFocused(page, '#similar'));
  await page.keyboard.press('Enter');
  await expect(page.getByText('plays next', { exact: false })).toBeVisible();

  await tabTo(page, 'the mixes', isFocused(page, '[role=tab]'));
  await page.keyboard.press('ArrowRight');
  await expect(region(page, 'Daily mix').getByRole('tab').nth(1)).toBeFocused();
  await expect(region(page, 'Daily mix').getByRole('tab').nth(1)).toHaveAttribute('aria-selected', 'true');
  await tabTo(page, 'a mix', isFocused(page, '#mix'));
  const before = await queueTitles(page);
  await page.keyboard.press('Shift+Enter');
  await expect.poll(() => queueTitles(page, 2)).not.toEqual(before.slice(0, 2));
  await expect.poll(() => playingTitle(page)).not.toBe('Every Other Sunday');
  // As a Russian layout sends Ctrl+Z.
  await page.evaluate(() =>
    document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key: 'я', code: 'KeyZ', ctrlKey: true, bubbles: true, cancelable: true })),
  );
  await expect.poll(() => queueTitles(page)).toEqual(before);
  await expect.poll(() => playingTitle(page)).toBe('Every Other Sunday');
});

test('the list obeys Home, End, pages and ranges, and its menu opens from the keyboard', async ({ page }) => {
  await open(page, '100000');
  await tracks(page).focus();
  await page.keyboard.press('End');
  await expect(page.locator('#track-99999')).toHaveAttribute('aria-selected', 'true');
  await expect(page.locator('#track-99999')).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('PageUp');
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(page.getByText('3 tracks selected')).toBeVisible();
  await page.keyboard.press('Shift+F10');
  await expect(page.getByRole('menu')).toBeVisible();
  await expect(page.getByRole('menuitem', { name: 'Play now' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitem', { name: 'Add to queue' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText('3 tracks added to the queue')).toBeVisible();
  await expect(tracks(page)).toBeFocused();
});

test('columns are sorted from the keyboard', async ({ page }) => {
  await open(page, '20');
  await tracks(page).focus();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Artist', exact: true })).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('columnheader', { name: 'Title' })).toHaveAttribute('aria-sort', 'ascending');
});

test("Alt with M mutes, with L likes, and the letters alone are the list's", async ({ page }) => {
  await open(page, '20');
  await tracks(page).focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => playingTitle(page)).toBe('Neon Arithmetic');
  const liked = (): Promise<boolean> => page.evaluate(() => window.__attuneFake!.state().track!.liked);
  const before = await liked();
  await page.keyboard.press('Alt+l');
  await expect.poll(liked).toBe(!before);
  await page.keyboard.press('Alt+m');
  await expect.poll(() => page.evaluate(() => window.__attuneFake!.state().volume)).toBe(0);
  await page.keyboard.press('/');
  await page.keyboard.type('m l');
  await expect(page.getByRole('textbox', { name: 'Search' })).toHaveValue('m l');
  await expect.poll(() => liked()).toBe(!before);
});

test('Space pauses after a click on a button, and presses one that the keyboard is on', async ({ page }) => {
  await open(page, '20');
  const bar = page.getByRole('button', { name: 'Pause', exact: true });
  await page.getByRole('button', { name: 'Play all' }).click();
  await expect(bar).toBeVisible();
  const before = await playingTitle(page);
  await page.keyboard.press('Space');
  await expect(bar).toBeHidden();
  expect(await playingTitle(page)).toBe(before);
  await page.keyboard.press('Space');
  await expect(bar).toBeVisible();
  const next = page.getByRole('button', { name: 'Next', exact: true });
  await next.focus();
  await page.keyboard.press('Space');
  await expect.poll(() => playingTitle(page)).not.toBe(before);
});
