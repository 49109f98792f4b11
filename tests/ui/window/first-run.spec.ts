import { expect, test } from '@playwright/test';
import { calls, notices, open, region, tracks } from './window';

test('a first launch offers a folder, a drop and the demo', async ({ page }) => {
  await open(page, '0');
  await expect(page.getByRole('heading', { name: 'Bring your music' })).toBeVisible();
  await expect(page.getByText('or drop one here')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Try the demo library' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Queue' })).toHaveCount(0);
});

test('the demo library fills the window while it is still being read and analysed', async ({ page }) => {
  await open(page, '0');
  await page.getByRole('button', { name: 'Try the demo library' }).click();
  await expect(tracks(page).getByRole('row').nth(1)).toBeVisible();
  await expect(page.getByText('20 tracks · 8 albums', { exact: false })).toBeVisible();
  await expect(page.getByRole('button', { name: /Analysing \d+ \/ 20/ })).toBeVisible();
  await expect(region(page, 'Queue').getByText('The queue is empty')).toBeVisible();
  await expect(region(page, 'Similar tracks').getByText('Play something')).toBeVisible();
});

test('choosing a folder adds it', async ({ page }) => {
  await open(page, '0');
  await page.getByRole('button', { name: 'Choose a folder' }).click();
  await expect(page.getByRole('navigation').getByRole('button', { name: /^Music/ })).toBeVisible();
});

test('a folder held over the window is welcomed, and added when dropped', async ({ page }) => {
  await open(page, '0');
  await page.evaluate(() => window.__attuneFake!.drop({ phase: 'over' }));
  await expect(page.getByText('Drop to add')).toBeVisible();
  await page.evaluate(() => window.__attuneFake!.drop({ phase: 'leave' }));
  await expect(page.getByText('or drop one here')).toBeVisible();
  await page.evaluate(() => window.__attuneFake!.drop({ phase: 'drop', paths: ['/media/disk/Albums'] }));
  await expect(page.getByRole('list', { name: 'Watched folders' }).getByRole('button', { name: /^Albums/ })).toBeVisible();
  await expect.poll(() => calls(page, 'addFolders')).toBe(1);
});

test('files among dropped folders bring the folder they lie in', async ({ page }) => {
  await open(page, '0');
  await page.evaluate(() =>
    window.__attuneFake!.drop({ phase: 'drop', paths: ['/media/disk/Albums', '/media/disk/Singles/one.flac', '/media/disk/Singles/two.flac'] }),
  );
  const folders = page.getByRole('navigation').getByRole('list', { name: 'Watched folders' }).getByRole('listitem');
  await expect(folders).toHaveCount(2);
  await expect(folders.nth(1)).toContainText('Singles');
  await expect(notices(page)).toBeEmpty();
});

test('removing a folder asks first', async ({ page }) => {
  await open(page, '20');
  await page.getByRole('button', { name: /^Attune demo/ }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Remove “Attune demo” from the library' }).click();
  const dialog = page.getByRole('dialog', { name: /^Remove “.+” from the library\?$/ });
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toHaveCount(0);
  await page.getByRole('button', { name: /^Attune demo/ }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Remove “Attune demo” from the library' }).click();
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByRole('button', { name: 'Choose a folder' })).toBeVisible();
});
