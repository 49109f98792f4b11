import { expect, test, type Locator, type Page } from '@playwright/test';
import { goTo, open, queueTitles } from './window';

const plane = (page: Page): Locator => page.locator('main .plane');
const found = (page: Page): Locator => page.getByRole('region', { name: 'Tracks from the map' });
const rows = (page: Page): Locator => found(page).getByRole('row');

async function openMap(page: Page, library: '0' | '20' | '100000', face?: 'Music map'): Promise<void> {
  await open(page, library);
  await goTo(page, 'Map');
  if (face) await page.getByRole('radiogroup', { name: 'What the map shows' }).getByText(face).click();
}
/** Draws a circle around the middle of the plane with Shift held. */
async function circle(page: Page, radius: number): Promise<void> {
  const { x, y, width, height } = (await plane(page).boundingBox())!;
  const at = (turn: number): [number, number] => [x + width * (0.5 - radius * Math.cos(turn)), y + height * (0.5 - radius * Math.sin(turn))];
  await page.keyboard.down('Shift');
  await page.mouse.move(...at(0));
  await page.mouse.down();
  for (let step = 1; step <= 32; step++) await page.mouse.move(...at((step / 32) * 2 * Math.PI));
  await page.mouse.up();
  await page.keyboard.up('Shift');
}

test('a place on the mood plane lists what is there, the nearest first, and plays it', async ({ page }) => {
  await openMap(page, '20');
  await expect(found(page).getByRole('heading', { name: 'Choose a mood' })).toBeVisible();
  const { width, height } = (await plane(page).boundingBox())!;
  await plane(page).click({ position: { x: width * 0.6, y: height * 0.5 } });
  await expect(found(page).getByRole('heading', { name: 'Around this place' })).toBeVisible();
  const shares = await rows(page).locator('.match').allInnerTexts();
  const numbers = shares.map((text) => Number.parseInt(text, 10));
  expect(numbers.length).toBeGreaterThan(2);
  expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
  const titles = await rows(page).locator('.pick-title').allInnerTexts();
  await found(page).getByRole('button', { name: 'Play', exact: true }).click();
  await expect.poll(() => queueTitles(page, titles.length)).toEqual(titles);
});

test('a region that is drawn lists only what is inside, and becomes a playlist', async ({ page }) => {
  await openMap(page, '20');
  await circle(page, 0.25);
  await expect(found(page).getByRole('heading', { name: 'In the region' })).toBeVisible();
  const few = await rows(page).count();
  await circle(page, 0.48);
  await expect.poll(() => rows(page).count()).toBeGreaterThan(few);
  expect(await rows(page).count()).toBeLessThan(20);
  await found(page).getByRole('button', { name: 'New playlist' }).click();
  await expect.poll(() => page.evaluate(() => window.__attuneFake!.lists.lists.at(-1)?.entries.length)).toBe(await rows(page).count());
});

test('the two directions are chosen, never the same one twice, and are kept', async ({ page }) => {
  await openMap(page, '20');
  await page.getByRole('combobox', { name: 'Across' }).selectOption({ label: 'Arousal' });
  await expect(page.getByRole('combobox', { name: 'Up' })).toHaveValue('valence');
  await page.getByRole('combobox', { name: 'Across' }).selectOption({ label: 'Tempo' });
  await expect(plane(page)).toHaveAccessibleName('Mood: Tempo across, Valence up');
  await expect(page.getByText(/\d+ BPM$/).first()).toBeVisible();
  await page.reload();
  await goTo(page, 'Map');
  await expect(plane(page)).toHaveAccessibleName('Mood: Tempo across, Valence up');
});

test('on the music map a track lists those around it', async ({ page }) => {
  await openMap(page, '100000', 'Music map');
  await plane(page).focus();
  await expect(plane(page)).toHaveAccessibleName('Music map');
  // From the middle towards the islands around it, until the cross is on a track.
  for (let step = 0; step < 60 && (await page.locator('.plane .card').count()) === 0; step++) {
    await page.keyboard.press('ArrowLeft');
    await page.waitForTimeout(150);
  }
  const name = await page.locator('.plane .card .name').innerText({ timeout: 5000 });
  await page.keyboard.press('Enter');
  await expect(found(page).getByRole('heading', { name: `Around “${name}”` })).toBeVisible();
  await expect(rows(page).first()).toContainText(name);
  await page.keyboard.press('Escape');
  await expect(found(page).getByRole('heading', { name: 'Choose a place' })).toBeVisible();
});

test('genres that are barred and how well known a track is change what is listed', async ({ page }) => {
  await openMap(page, '100000');
  const { width, height } = (await plane(page).boundingBox())!;
  await plane(page).click({ position: { x: width * 0.5, y: height * 0.5 } });
  await expect(rows(page).first()).toBeVisible();
  await found(page).getByRole('button', { name: /Filters/ }).click();
  const filters = page.getByRole('dialog', { name: 'Filters' });
  await filters.getByLabel('No Jazz').click();
  await expect.poll(() => page.evaluate(() => window.__attuneFake!.moodAsked?.deny)).toEqual(['Jazz']);
  await filters.getByRole('slider', { name: 'How well known' }).focus();
  await page.keyboard.press('End');
  await expect.poll(() => page.evaluate(() => window.__attuneFake!.moodAsked?.popularity)).toBe(100);
  await expect(found(page).getByRole('button', { name: /Filters/ })).toContainText('2');
  await filters.getByRole('button', { name: 'No filters' }).click();
  await expect.poll(() => page.evaluate(() => window.__attuneFake!.moodAsked?.deny)).toEqual([]);
});

test('the wheel goes nearer, a drag moves, a double click shows everything', async ({ page }) => {
  await openMap(page, '100000', 'Music map');
  const whole = page.getByRole('button', { name: 'Show everything' });
  await expect(whole).toBeDisabled();
  await plane(page).hover();
  await page.mouse.wheel(0, -600);
  await expect(whole).toBeEnabled();
  await plane(page).dblclick();
  await expect(whole).toBeDisabled();
});

test('a group of the legend stands alone, and the colours can mean something else', async ({ page }) => {
  await openMap(page, '20');
  const legend = page.getByRole('list', { name: 'Show only one of them' });
  await legend.getByRole('button', { name: 'Jazz' }).click();
  await expect(legend.getByRole('button', { name: 'Jazz' })).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('combobox', { name: 'Colour' }).selectOption({ label: 'Plays' });
  await expect(legend.getByRole('button')).toHaveText(['never played', 'played a little', 'played often']);
});

test('before anything is analysed, and while the map is drawn, it says so, and comes by itself', async ({ page }) => {
  await open(page, '20');
  await page.evaluate(() => {
    const fake = window.__attuneFake!;
    fake.library.tracks.forEach((track) => (track.analysed = false));
    fake.map.preparing = true;
  });
  await goTo(page, 'Map');
  await expect(page.getByText('Nothing to lay out yet')).toBeVisible();
  await page.evaluate(() => {
    const fake = window.__attuneFake!;
    fake.library.tracks.forEach((track) => (track.analysed = true));
    fake.emit({ type: 'libraryChanged', revision: 98 });
  });
  await expect(page.getByText('The map is being drawn: 40 %')).toBeVisible();
  await page.evaluate(() => {
    const fake = window.__attuneFake!;
    fake.map.preparing = false;
    fake.emit({ type: 'mapChanged' });
  });
  await expect(plane(page)).toBeVisible();
});
