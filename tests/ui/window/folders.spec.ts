import { expect, test, type Page } from '@playwright/test';
import { calls, goTo, open, playingTitle } from './window';

const main = (page: Page) => page.getByRole('main');
const rows = (page: Page) => main(page).getByRole('list', { name: 'Folders' });

test('the page of folders adds one and looks through all of them again', async ({ page }) => {
  await open(page, '20');
  await goTo(page, 'Folders');
  await main(page).getByRole('button', { name: 'Add folder…' }).click();
  await expect(rows(page).getByRole('button', { name: /^Music/ })).toBeVisible();
  await expect.poll(() => calls(page, 'addFolders')).toBe(1);
  const again = main(page).getByRole('button', { name: 'Scan again' });
  // It was added and is being read: there is nothing to begin twice.
  await expect(again).toBeDisabled();
  await page.evaluate(() => {
    const { work } = window.__attuneFake!;
    work.stop();
    work.scan = work.analysis = null;
    work.changed();
  });
  const before = await calls(page, 'rescan');
  await again.click();
  await expect.poll(() => calls(page, 'rescan')).toBe(before + 1);
});

test('a watched folder says where it lies and since when it is away, plays, and is removed after a question', async ({ page }) => {
  await open(page, '20');
  await page.evaluate(() => {
    const fake = window.__attuneFake!;
    const away = { id: 2, key: '/media/disk', path: '/media/disk', state: 'unreachable' as const, unreachableSince: Date.UTC(2026, 10, 3, 12), tracks: 0 };
    fake.folders = [...fake.folders, away];
    fake.emit({ type: 'libraryChanged', revision: 900 });
  });
  await goTo(page, 'Folders');
  const [here, away] = [rows(page).getByRole('listitem').nth(0), rows(page).getByRole('listitem').nth(1)];
  await expect(here).toContainText('/home/ada/Music/Attune demo');
  await expect(here).not.toContainText('onnected');
  await expect(away).toContainText('Not connected since 3 Nov 2026; its tracks are kept · /media/disk');
  await expect(page.getByRole('navigation').getByRole('button', { name: /^disk/ })).toHaveAttribute('title', /Not connected since 3 Nov 2026/);

  await here.hover();
  await here.getByRole('button', { name: 'Actions for the folder Attune demo' }).click();
  await page.getByRole('menuitem', { name: 'Play', exact: true }).click();
  await expect.poll(() => playingTitle(page)).not.toBeNull();

  // By the keyboard: into the list, down to the second, its menu.
  await here.getByRole('button').first().focus();
  await page.keyboard.press('ArrowDown');
  await expect(away.getByRole('button').first()).toBeFocused();
  await page.keyboard.press('Shift+F10');
  await expect(page.getByRole('menuitem')).toHaveText(['Scan again', 'Remove “disk” from the library']);
  await page.keyboard.press('Enter');
  await expect.poll(() => calls(page, 'rescan')).toBe(1);
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Remove “disk” from the library' }).click();
  const dialog = page.getByRole('dialog', { name: /^Remove “.+” from the library\?$/ });
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(away).toBeVisible();
  await away.hover();
  await away.getByRole('button', { name: 'Actions for the folder disk' }).click();
  await page.getByRole('menuitem', { name: 'Remove “disk” from the library' }).click();
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await expect(rows(page).getByRole('listitem')).toHaveCount(1);
  await expect.poll(() => calls(page, 'removeFolder')).toBe(1);
});

test('a folder within one has a menu as well, without what only watched ones have', async ({ page }) => {
  await open(page, '20');
  await goTo(page, 'Folders');
  await rows(page).getByRole('button', { name: /^Attune demo/ }).click();
  const inner = rows(page).getByRole('listitem').filter({ hasText: 'Glass Arcade' });
  await inner.hover();
  await inner.getByRole('button', { name: 'Actions for Glass Arcade' }).click();
  await expect(page.getByRole('menuitem', { name: 'Play', exact: true })).toBeVisible();
  await expect(page.getByRole('menuitem', { name: 'Scan again' })).toHaveCount(0);
});
