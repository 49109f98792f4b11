import { expect, test, type Page } from '@playwright/test';
import { mkdirSync } from 'node:fs';

const OUT = '../../test-results/screenshots';
mkdirSync(OUT, { recursive: true });

type Place = Record<string, unknown>;
const PAGES: Record<string, Place> = {
  home: { kind: 'home' },
  tracks: { kind: 'tracks' },
  albums: { kind: 'albums' },
  album: { kind: 'album', id: 2 },
  artists: { kind: 'artists' },
  artist: { kind: 'artist', id: 1 },
  genres: { kind: 'genres' },
  genre: { kind: 'genre', id: 1 },
  years: { kind: 'years' },
  folders: { kind: 'folders', key: '/home/ada/Music' },
  liked: { kind: 'liked' },
};

async function show(page: Page, library: string, place: Place, settings: Place = {}): Promise<void> {
  await page.addInitScript((saved) => localStorage.setItem('attune.settings', JSON.stringify(saved)), { lastPlace: place, ...settings });
  await page.goto(`/?fake=${library}`);
  await expect(page.locator('main h1')).toBeVisible();
  await page.evaluate(() => {
    const fake = window.__attuneFake!;
    return fake.playTracks(fake.library.tracks.slice(0, 12).map(({ id }) => id), 1, { kind: 'library', detail: null });
  });
  await page.mouse.move(600, 3);
  await page.waitForTimeout(700);
}

for (const [name, place] of Object.entries(PAGES)) {
  for (const [size, viewport, colorScheme, library] of [
    ['small', { width: 1280, height: 800 }, 'dark', '100000'],
    ['small', { width: 1280, height: 800 }, 'light', '20'],
    ['large', { width: 1920, height: 1080 }, 'light', '100000'],
  ] as const) {
    test(`${name} ${size} ${colorScheme} ${library}`, async ({ browser, baseURL }) => {
      const context = await browser.newContext({ baseURL, viewport, colorScheme, reducedMotion: 'reduce' });
      const page = await context.newPage();
      const wanted = name === 'folders' && library === '20' ? { ...place, key: '/home/ada/Music/Attune demo' } : place;
      await show(page, library, wanted);
      await page.screenshot({ path: `${OUT}/page-${name}-${size}-${colorScheme}-${library}.png` });
      await context.close();
    });
  }
  for (const locale of ['ru', 'zh-CN']) {
    test(`${name} in ${locale}`, async ({ page }) => {
      await show(page, '20', place, { locale });
      await page.screenshot({ path: `${OUT}/page-${name}-${locale}.png` });
    });
  }
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`search ${colorScheme}`, async ({ browser, baseURL }) => {
    const context = await browser.newContext({ baseURL, viewport: { width: 1280, height: 800 }, colorScheme, reducedMotion: 'reduce' });
    const page = await context.newPage();
    await show(page, '100000', { kind: 'home' });
    await page.keyboard.press('Control+k');
    await page.keyboard.type('kestrl');
    await expect(page.getByText(/^Searched for/)).toBeVisible();
    await page.waitForTimeout(400);
    await page.screenshot({ path: `${OUT}/page-search-${colorScheme}.png` });
    await context.close();
  });
}

test('the smallest window', async ({ page }) => {
  await page.setViewportSize({ width: 960, height: 560 });
  await show(page, '100000', { kind: 'albums' });
  await page.screenshot({ path: `${OUT}/page-albums-smallest.png` });
  await page.getByRole('button', { name: 'Tracks', exact: false }).first().click();
  await page.waitForTimeout(400);
  await page.screenshot({ path: `${OUT}/page-tracks-smallest.png` });
});
