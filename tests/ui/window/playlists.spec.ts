import { expect, test, type Locator, type Page } from '@playwright/test';
import { entries, goTo, playlistNames } from './places';
import { notices, open, queueTitles, region, trackNamed } from './window';

const inSidebar = (page: Page, name: string): Locator => page.locator('nav').getByRole('button', { name: new RegExp(`^${name}`) });

test('a new playlist is named in its place, filled from a menu, and every step can be taken back', async ({ page }) => {
  await open(page, '20');
  await page.getByRole('button', { name: 'New playlist', exact: true }).click();
  const field = page.getByRole('textbox', { name: 'Name of the playlist' });
  await field.fill('Sunday');
  await field.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Sunday' })).toBeVisible();
  await expect(page.getByText('Nothing in this playlist yet')).toBeVisible();

  await page.getByRole('navigation').getByRole('button', { name: /^Tracks/ }).click();
  await trackNamed(page, 'Kites').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Add to playlist' }).click();
  await page.getByRole('menuitem', { name: 'Sunday' }).click();
  await expect.poll(() => entries(page, 'Sunday')).toEqual(['Kites']);
  await notices(page).getByRole('group').filter({ hasText: '1 track added to “Sunday”' }).getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => entries(page, 'Sunday')).toEqual([]);
});

test('what a playlist already holds is added again, but not silently', async ({ page }) => {
  await goTo(page, '20', 'Playlists');
  await page.getByRole('navigation').getByRole('button', { name: /^Tracks/ }).click();
  const add = async (title: string): Promise<void> => {
    await trackNamed(page, title).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Add to playlist' }).click();
    await page.getByRole('menuitem', { name: 'For Núria' }).click();
  };
  const before = await entries(page, 'For Núria');
  const held = before[0]!;
  await add(held);
  const notice = notices(page).getByRole('group').filter({ hasText: 'Already in “For Núria”: 1 track added again' });
  await expect.poll(() => entries(page, 'For Núria')).toEqual([...before, held]);
  await notice.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => entries(page, 'For Núria')).toEqual(before);
});

test('tracks of a playlist move and go by the keyboard, past what is away, and Ctrl+Z brings them back', async ({ page }) => {
  await open(page, '20');
  await inSidebar(page, 'Rain on the window').click();
  await expect(page.getByText('1 away')).toBeVisible();
  const grid = page.getByRole('grid', { name: 'Rain on the window' });
  await grid.getByText('Telegraph Hill', { exact: true }).click();
  const before = await entries(page, 'Rain on the window');
  expect(before[3]).toBeNull();
  await grid.press('Alt+ArrowUp');
  await expect.poll(async () => (await entries(page, 'Rain on the window')).slice(0, 2)).toEqual([before[1], before[0]]);
  await expect(grid.getByRole('row', { selected: true })).toContainText('Telegraph Hill');
  await grid.press('Delete');
  await expect.poll(() => entries(page, 'Rain on the window')).not.toContain('Telegraph Hill');
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await expect.poll(() => entries(page, 'Rain on the window')).toEqual(before);
});

test('tracks of a playlist move where they are dragged', async ({ page }) => {
  await open(page, '20');
  await inSidebar(page, 'Long drive').click();
  const grid = page.getByRole('grid', { name: 'Long drive' });
  const before = await entries(page, 'Long drive');
  const row = (at: number): Locator => grid.locator(`[data-index="${at}"]`);
  const from = await row(0).boundingBox();
  const to = await row(3).boundingBox();
  if (!from || !to) throw new Error('no rows');
  await page.mouse.move(from.x + 120, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(to.x + 120, to.y + to.height - 3, { steps: 8 });
  await page.mouse.up();
  await expect.poll(() => entries(page, 'Long drive')).toEqual([before[1], before[2], before[3], before[0], ...before.slice(4)]);
});

test('the sidebar renames with F2, orders with Alt and arrows, deletes with Undo', async ({ page }) => {
  await open(page, '20');
  await inSidebar(page, 'Long drive').focus();
  await page.keyboard.press('F2');
  await page.getByRole('textbox', { name: 'Name of the playlist' }).fill('Longer drive');
  await page.keyboard.press('Enter');
  await expect.poll(() => playlistNames(page)).toContain('Longer drive');
  await inSidebar(page, 'Longer drive').press('Alt+ArrowUp');
  await expect.poll(async () => (await playlistNames(page))[0]).toBe('Longer drive');
  await inSidebar(page, 'Longer drive').press('Delete');
  await expect.poll(() => playlistNames(page)).not.toContain('Longer drive');
  await notices(page).getByRole('group').filter({ hasText: 'deleted' }).getByRole('button', { name: 'Undo' }).click();
  await expect.poll(async () => (await playlistNames(page))[0]).toBe('Longer drive');
});

test('F2 renames the name that has the keyboard, whichever playlist is open', async ({ page }) => {
  await open(page, '20');
  await inSidebar(page, 'Long drive').click();
  await expect(page.getByRole('heading', { level: 1, name: 'Long drive' })).toBeVisible();
  await inSidebar(page, 'Rain on the window').focus();
  await page.keyboard.press('F2');
  await expect(page.getByRole('textbox', { name: 'Name of the playlist' })).toHaveValue('Rain on the window');
  await expect(page.getByRole('textbox', { name: 'Name of the playlist' })).toHaveCount(1);
});

test('Ctrl+Z on a playlist page takes back what was edited last, and says of which playlist', async ({ page }) => {
  await open(page, '20');
  await inSidebar(page, 'Rain on the window').click();
  const grid = page.getByRole('grid', { name: 'Rain on the window' });
  await grid.getByText('Telegraph Hill', { exact: true }).click();
  const before = await entries(page, 'Rain on the window');
  await grid.press('Delete');
  await expect.poll(() => entries(page, 'Rain on the window')).not.toContain('Telegraph Hill');
  await grid.press('Control+Enter');
  await expect.poll(() => queueTitles(page)).toHaveLength(1);
  await page.keyboard.press('Control+z');
  await expect.poll(() => queueTitles(page)).toHaveLength(0);
  await expect.poll(() => entries(page, 'Rain on the window')).not.toContain('Telegraph Hill');
  await inSidebar(page, 'Long drive').focus();
  await page.keyboard.press('Alt+ArrowUp');
  await page.keyboard.press('Control+z');
  await expect(page.getByText('Last edit of “Long drive” undone')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(page.getByText('Last edit of “Rain on the window” undone')).toBeVisible();
  await expect.poll(() => entries(page, 'Rain on the window')).toEqual(before);
});

test('a track dragged onto a name joins that playlist', async ({ page }) => {
  await open(page, '20');
  const from = await trackNamed(page, 'Overpass').getByText('Overpass', { exact: true }).boundingBox();
  const to = await inSidebar(page, 'Long drive').boundingBox();
  await page.mouse.move(from!.x + 8, from!.y + 8);
  await page.mouse.down();
  await page.mouse.move(from!.x + 30, from!.y + 20);
  await page.mouse.move(to!.x + 60, to!.y + 12, { steps: 8 });
  await page.waitForTimeout(100);
  await page.mouse.up();
  await expect.poll(async () => (await entries(page, 'Long drive')).at(-1)).toBe('Overpass');
});

test('an import says what it found and what it did not', async ({ page }) => {
  await goTo(page, '20', 'Playlists');
  await page.getByRole('main').getByRole('button', { name: 'Import playlists' }).click();
  const report = page.getByRole('dialog', { name: 'Imported' });
  await expect(report.getByText('7 tracks found in your library')).toBeVisible();
  await expect(report.getByText('Unknown Artist', { exact: false })).toBeVisible();
  await report.getByRole('button', { name: 'summer 2009' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'summer 2009' })).toBeVisible();
});

test('a cancelled import or export says nothing', async ({ page }) => {
  await goTo(page, '20', 'Playlists');
  await page.evaluate(() => void (window.__attuneFake!.dialogs = 'cancelled'));
  await page.getByRole('main').getByRole('button', { name: 'Import playlists' }).click();
  await inSidebar(page, 'Long drive').click();
  await page.getByRole('button', { name: 'Export as M3U8' }).click();
  await expect.poll(() => page.evaluate(() => window.__attuneFake!.calls.includes('exportPlaylist'))).toBe(true);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(notices(page)).toBeEmpty();
});

test('a playlist plays as a whole, and the queue becomes one', async ({ page }) => {
  await open(page, '20');
  await inSidebar(page, 'Long drive').click();
  await page.getByRole('main').getByRole('button', { name: 'Play', exact: true }).first().click();
  const list = await entries(page, 'Long drive');
  await expect.poll(() => queueTitles(page, list.length)).toEqual(list);
  await region(page, 'Queue').getByRole('button', { name: 'Save queue as playlist' }).click();
  await expect.poll(() => entries(page, 'New playlist')).toEqual(list);
});

test('what sounds like a playlist stands below it, none of it inside already', async ({ page }) => {
  await open(page, '20');
  await inSidebar(page, 'Long drive').click();
  const like = page.getByRole('grid', { name: 'Similar to this playlist' });
  await expect(like.getByRole('row').first()).toBeVisible();
  const inside = await entries(page, 'Long drive');
  const first = (await like.getByRole('row').first().locator('.pick-title').innerText()).trim();
  expect(inside).not.toContain(first);
  await like.getByRole('row').first().getByRole('button', { name: /to this playlist/ }).click();
  await expect.poll(() => entries(page, 'Long drive')).toContain(first);
});
