import { test, type Page } from '@playwright/test';

const OUT = '../../test-results/screenshots';
const SIZES = { small: { width: 1280, height: 800 }, large: { width: 1920, height: 1080 } } as const;
type Look = { size: keyof typeof SIZES; colorScheme: 'light' | 'dark'; library: string; locale: string };

const LOOKS: Look[] = [
  { size: 'small', colorScheme: 'light', library: '20', locale: 'en' },
  { size: 'small', colorScheme: 'dark', library: '100000', locale: 'ru' },
  { size: 'large', colorScheme: 'dark', library: '20', locale: 'en' },
  { size: 'large', colorScheme: 'light', library: '100000', locale: 'zh-CN' },
];
const PLACES = {
  playlists: { kind: 'playlists' },
  playlist: { kind: 'playlist', id: 1 },
  history: { kind: 'history' },
  statistics: { kind: 'statistics' },
} as const;

async function at(page: Page, look: Look, lastPlace: object): Promise<void> {
  await page.addInitScript(([locale, place]) => localStorage.setItem('attune.settings', JSON.stringify({ locale, lastPlace: place })), [look.locale, lastPlace] as const);
  await page.goto(`/?fake=${look.library}`);
  await page.waitForFunction(() => window.__attuneFake !== undefined);
  await page.evaluate(() => {
    const fake = window.__attuneFake!;
    const ids = fake.library.tracks.slice(0, 12).map(({ id }) => id);
    if (ids.length > 0) void fake.playTracks(ids, 3, { kind: 'library', detail: null }).then(() => fake.seek(48_000));
  });
  await page.mouse.move(700, 4);
  await page.waitForTimeout(900);
}

for (const look of LOOKS) {
  test.describe(`${look.size} ${look.colorScheme} ${look.library} ${look.locale}`, () => {
    test.use({ colorScheme: look.colorScheme, viewport: SIZES[look.size] });
    test('full view', async ({ page }) => {
      await at(page, look, PLACES.history);
      await page.keyboard.press('Alt+n');
      await page.waitForTimeout(600);
      await page.screenshot({ path: `${OUT}/listening-full-${look.size}-${look.colorScheme}-${look.library}-${look.locale}.png` });
    });
    test('settings', async ({ page }) => {
      await at(page, look, PLACES.history);
      await page.locator('nav .icon-button').first().click();
      for (const index of [0, 2, 3]) {
        await page.locator('dialog [role=tab]').nth(index).click();
        await page.waitForTimeout(200);
        await page.screenshot({ path: `${OUT}/listening-settings${index}-${look.size}-${look.colorScheme}-${look.library}-${look.locale}.png` });
      }
    });
    for (const [name, place] of Object.entries(PLACES)) {
      test(name, async ({ page }) => {
        await at(page, look, place);
        await page.screenshot({ path: `${OUT}/listening-${name}-${look.size}-${look.colorScheme}-${look.library}-${look.locale}.png` });
      });
    }
  });
}
