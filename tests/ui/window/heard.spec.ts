import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { calls, open, trackNamed } from './window';

const dialog = (page: Page): Locator => page.getByRole('dialog', { name: 'What Attune hears' });

async function show(page: Page, title: string): Promise<void> {
  await trackNamed(page, title).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'What Attune hears…' }).click();
  await expect(dialog(page)).toBeVisible();
}

test('what was heard of a track is shown as estimates: words, character, mood, tempo, key and loudness', async ({ page }) => {
  await open(page, '20');
  await show(page, 'Overpass');
  await expect(dialog(page).getByText('Overpass')).toBeVisible();
  const words = dialog(page).getByRole('region', { name: 'Genres and tags' }).getByRole('listitem');
  await expect.poll(() => words.count()).toBeGreaterThan(2);
  await expect(words.first()).toHaveText(/^\D+\d+%/);
  const character = dialog(page).getByRole('region', { name: 'Character' }).getByRole('listitem');
  await expect(character).toHaveText([/^Energy \d+%/, /^Danceability \d+%/, /^Acoustic \d+%/, /^Voice \d+%/]);
  await expect(dialog(page).getByRole('img', { name: /^Mood: (happy|tense|sad|calm)$/ })).toBeVisible();
  await expect(dialog(page)).toContainText(/\d+ BPM/);
  await expect(dialog(page)).toContainText(/[A-G][♭♯]? (major|minor)/);
  await expect(dialog(page)).toContainText(/-\d+(\.\d)? LUFS/);
  await expect(dialog(page)).toContainText('not facts about it');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toHaveCount(0);
  await expect.poll(() => calls(page, 'hearing')).toBe(1);
});

test('a track that was not analysed yet says so instead of showing figures', async ({ page }) => {
  await open(page, '20');
  await page.evaluate(() => {
    window.__attuneFake!.library.tracks.find((track) => track.title === 'Overpass')!.analysed = false;
  });
  await show(page, 'Overpass');
  await expect(dialog(page)).toContainText('Not listened to yet');
  await dialog(page).getByRole('button', { name: 'Close' }).click();
  await page.evaluate(() => {
    window.__attuneFake!.library.tracks.find((track) => track.title === 'Overpass')!.missing = true;
  });
  await show(page, 'Overpass');
  await expect(dialog(page)).toContainText('This track cannot be analysed');
  await dialog(page).getByRole('button', { name: 'Close' }).click();
  await expect(dialog(page)).toHaveCount(0);
});
