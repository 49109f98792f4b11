import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { playlistNames, entries } from './places';
import { calls, notices, open, play, player, playingTitle, queueTitles, trackNamed } from './window';

const dialog = (page: Page): Locator => page.getByRole('dialog', { name: 'Path from here' });
const field = (page: Page): Locator => dialog(page).getByRole('combobox', { name: 'To' });
const rows = (page: Page): Locator => dialog(page).getByRole('grid', { name: 'Tracks of the path' }).getByRole('row');
const titles = (page: Page): Promise<string[]> => rows(page).locator('.pick-title').allInnerTexts();

async function from(page: Page, title: string): Promise<void> {
  await trackNamed(page, title).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Path from here…' }).click();
  await expect(field(page)).toBeFocused();
}
async function leadTo(page: Page, title: string): Promise<void> {
  await field(page).fill(title);
  await expect(dialog(page).getByRole('option', { name: title }).first()).toBeVisible();
  await field(page).press('Enter');
  await expect(dialog(page).getByRole('group', { name: 'To' }).getByText(title, { exact: true })).toBeVisible();
}

test('a path is found by the keyboard, has both ends and a match on each step, and plays with its undo', async ({ page }) => {
  await open(page, '20');
  await play(page, 'Kites');
  const before = await queueTitles(page);
  await from(page, 'Overpass');
  await field(page).pressSequentially('noc');
  const options = dialog(page).getByRole('option');
  await expect(options.first()).toHaveAttribute('aria-selected', 'true');
  await expect(field(page)).toHaveAttribute('aria-expanded', 'true');
  // The first Escape closes the list, not the dialog.
  await page.keyboard.press('Escape');
  await expect(options).toHaveCount(0);
  await page.keyboard.press('ArrowDown');
  await expect(options.first()).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(rows(page)).toHaveCount(12);
  const path = await titles(page);
  expect(path[0]).toBe('Overpass');
  expect(path.at(-1)).toContain('Nocturne');
  expect(new Set(path).size).toBe(12);
  await expect(rows(page).first().getByRole('img')).toHaveCount(0);
  await expect(rows(page).nth(1).getByRole('img', { name: /^\d+ percent match with the one before$/ })).toBeVisible();
  await dialog(page).getByRole('button', { name: 'Play', exact: true }).click();
  await expect(dialog(page)).toHaveCount(0);
  await expect.poll(() => playingTitle(page)).toBe('Overpass');
  await expect.poll(() => queueTitles(page, 12)).toEqual(path);
  await notices(page).getByRole('group').filter({ hasText: 'Queue replaced' }).getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => queueTitles(page)).toEqual(before);
});

test('the slider says how many lie between, and that is remembered', async ({ page }) => {
  await open(page, '20');
  await from(page, 'Overpass');
  await leadTo(page, 'Nocturne No. 3');
  const slider = dialog(page).getByRole('slider', { name: 'Tracks between' });
  await expect(slider).toHaveValue('10');
  await slider.fill('5');
  await expect(rows(page)).toHaveCount(7);
  await slider.fill('30');
  await expect(dialog(page).getByText(/^Only \d+ tracks lie between/)).toBeVisible();
  await slider.fill('4');
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toHaveCount(0);
  // From the same track it leads where it led, from another one nowhere yet.
  await trackNamed(page, 'Overpass').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Path from here…' }).click();
  await expect(rows(page)).toHaveCount(6);
  await page.keyboard.press('Escape');
  await from(page, 'Kites');
  await expect(dialog(page).getByText('Where should it lead?')).toBeVisible();
  await expect(slider).toHaveValue('4');
});

test('while the slider moves its number follows, and one search is made where it rests', async ({ page }) => {
  await open(page, '20');
  await from(page, 'Overpass');
  await leadTo(page, 'Kites');
  await expect(rows(page)).toHaveCount(12);
  const asked = await calls(page, 'path');
  const said = await dialog(page).getByRole('slider', { name: 'Tracks between' }).evaluate(async (slider: HTMLInputElement) => {
    const shown: (string | null)[] = [];
    for (const steps of ['9', '8', '7', '6']) {
      slider.value = steps;
      slider.dispatchEvent(new Event('input', { bubbles: true }));
      await Promise.resolve();
      shown.push(slider.parentElement!.querySelector('output')!.textContent);
    }
    return shown;
  });
  expect(said).toEqual(['9', '8', '7', '6']);
  await expect(rows(page)).toHaveCount(8);
  await expect.poll(() => calls(page, 'path')).toBe(asked + 1);
});

test('what a row says stands in front of the dialog with its undo, and behind it no longer', async ({ page }) => {
  await open(page, '20');
  await play(page, 'Neon Arithmetic');
  const before = await queueTitles(page);
  await from(page, 'Overpass');
  await leadTo(page, 'Kites');
  for (let time = 0; time < 2; time++) {
    await rows(page).nth(3).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Add to queue' }).click();
    await expect.poll(async () => (await queueTitles(page)).length).toBe(before.length + 1);
    await expect(notices(page)).toHaveCount(1);
    if (time === 1) break;
    await dialog(page).getByRole('region', { name: 'Notices' }).getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => queueTitles(page)).toEqual(before);
    await expect(dialog(page)).toBeVisible();
  }
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toHaveCount(0);
  await notices(page).getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => queueTitles(page)).toEqual(before);
});

test('a row of a path is not dragged: there is nowhere to let it go', async ({ page }) => {
  await open(page, '20');
  await from(page, 'Overpass');
  await leadTo(page, 'Kites');
  const box = (await rows(page).nth(2).locator('.pick-title').boundingBox())!;
  await page.mouse.move(box.x + 5, box.y + 5);
  await page.mouse.down();
  await page.mouse.move(box.x + 60, box.y + 60, { steps: 5 });
  await expect(page.locator('.ghost')).toHaveCount(0);
  await page.mouse.up();
  await expect(rows(page).nth(2)).toHaveClass(/active/);
});

test('from the playing track it goes on after it', async ({ page }) => {
  await open(page, '20');
  await play(page, 'Kites');
  await player(page).getByText('Kites', { exact: true }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Path from here…' }).click();
  await leadTo(page, 'Overpass');
  const path = await titles(page);
  await dialog(page).getByRole('button', { name: 'Play next' }).click();
  await expect(page.getByText('11 tracks play next')).toBeVisible();
  const queue = await queueTitles(page, 60);
  expect(queue.slice(queue.indexOf('Kites'), queue.indexOf('Kites') + 12)).toEqual(path);
  await expect.poll(() => playingTitle(page)).toBe('Kites');
});

test('a path becomes a playlist, and a row plays it from there', async ({ page }) => {
  await open(page, '20');
  await from(page, 'Overpass');
  await leadTo(page, 'Kites');
  const path = await titles(page);
  await dialog(page).getByRole('button', { name: 'Save as playlist' }).click();
  await expect.poll(() => playlistNames(page)).toContain('Overpass to Kites');
  await expect.poll(() => entries(page, 'Overpass to Kites')).toEqual(path);
  await notices(page).getByRole('group').filter({ hasText: 'Overpass to Kites' }).getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => playlistNames(page)).not.toContain('Overpass to Kites');

  await trackNamed(page, 'Overpass').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Path from here…' }).click();
  await expect(dialog(page).getByRole('grid')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect.poll(() => playingTitle(page)).toBe(path[2]);
  await expect.poll(() => queueTitles(page, 12)).toEqual(path);
});

test('the menu of a row works in front of the dialog, and leads away from it', async ({ page }) => {
  await open(page, '20');
  await from(page, 'Overpass');
  await leadTo(page, 'Kites');
  await rows(page).nth(3).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Go to album' }).click();
  await expect(dialog(page)).toHaveCount(0);
  await expect(page.getByRole('heading', { level: 1, name: 'Tracks' })).toHaveCount(0);
});

test('each state says what stands against a path', async ({ page }) => {
  await open(page, '20');
  await from(page, 'Overpass');
  await leadTo(page, 'Overpass');
  await expect(dialog(page).getByText('Both ends are the same track')).toBeVisible();
  await expect(dialog(page).getByRole('button', { name: 'Play', exact: true })).toBeDisabled();
  await page.evaluate(() => (window.__attuneFake!.library.tracks.find((t) => t.title === 'Kites')!.analysed = false));
  await dialog(page).getByRole('button', { name: 'Choose another track' }).click();
  await expect(field(page)).toBeFocused();
  await leadTo(page, 'Kites');
  await expect(dialog(page).getByText('“Kites” was not listened to yet')).toBeVisible();
  await page.evaluate(() => {
    const fake = window.__attuneFake!;
    fake.library.tracks.find((t) => t.title === 'Kites')!.analysed = true;
    fake.emit({ type: 'libraryChanged', revision: 99 });
  });
  await expect(rows(page)).toHaveCount(12);
  // What is known is not asked for again.
  const asked = await calls(page, 'path');
  await page.evaluate(() => window.__attuneFake!.emit({ type: 'libraryChanged', revision: 100 }));
  await expect(rows(page)).toHaveCount(12);
  await expect.poll(() => calls(page, 'path')).toBe(asked);
  await dialog(page).getByRole('button', { name: 'Choose another track' }).click();
  await field(page).fill('qqqq');
  await expect(dialog(page).getByText('Nothing matches “qqqq”')).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`nothing stands in the way of anyone, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await open(page, '20');
    await from(page, 'Overpass');
    const violations = async (): Promise<string[]> => {
      const found = await new AxeBuilder({ page }).analyze();
      return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html.slice(0, 160)).join(' | ')}`);
    };
    expect(await violations()).toEqual([]);
    await field(page).fill('k');
    await expect(dialog(page).getByRole('option').first()).toBeVisible();
    expect(await violations()).toEqual([]);
    await field(page).fill('');
    await leadTo(page, 'Kites');
    await expect(rows(page)).toHaveCount(12);
    expect(await violations()).toEqual([]);
  });
}
