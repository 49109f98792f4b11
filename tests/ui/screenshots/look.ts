import { test, type Page } from '@playwright/test';
import { en } from '../../../ui/src/i18n/en';
import { ru } from '../../../ui/src/i18n/ru';
import { zhCN } from '../../../ui/src/i18n/zh-CN';

export const SIZES = { small: { width: 1280, height: 800 }, large: { width: 1920, height: 1080 } } as const;
const CATALOGUES = { en, ru, 'zh-CN': zhCN } as const;
const OUT = process.env.SCREENSHOTS ?? '../../test-results/screenshots';

/** How the window is seen. */
export type Look = { size: keyof typeof SIZES; theme: 'light' | 'dark'; locale: keyof typeof CATALOGUES; library: '0' | '20' | '100000' | 'hostile' };
type Plain = { [Key in keyof typeof en]: (typeof en)[Key] extends string ? Key : never }[keyof typeof en];

export const sizes = Object.keys(SIZES) as Look['size'][];
export const themes = ['light', 'dark'] as const;
export const locales = Object.keys(CATALOGUES) as Look['locale'][];
/** Every size and theme, and every other language and the large library once. */
export const LOOKS: readonly Look[] = [
  ...sizes.flatMap((size) => themes.map((theme): Look => ({ size, theme, locale: 'en', library: '20' }))),
  { size: 'small', theme: 'light', locale: 'ru', library: '20' },
  { size: 'small', theme: 'dark', locale: 'zh-CN', library: '20' },
  { size: 'large', theme: 'light', locale: 'en', library: '100000' },
];

/** What a control is called in the language of the look. */
export function called({ locale }: Look, key: Plain): string {
  return CATALOGUES[locale][key] as string;
}

/** Opens the window in a look, at a place; something plays, where there is something. */
export async function open(page: Page, look: Look, lastPlace: object = { kind: 'tracks' }): Promise<void> {
  await page.emulateMedia({ colorScheme: look.theme, reducedMotion: 'reduce' });
  await page.setViewportSize(SIZES[look.size]);
  await page.addInitScript((saved) => localStorage.setItem('attune.settings', JSON.stringify(saved)), { locale: look.locale, lastPlace });
  await page.goto(`/?fake=${look.library}`);
  await page.waitForFunction(() => window.__attuneFake !== undefined);
  if (look.library === '0') return;
  await page.evaluate(async () => {
    const fake = window.__attuneFake!;
    await fake.playTracks(fake.library.tracks.slice(0, 12).map(({ id }) => id), 3, { kind: 'library', detail: null });
    await fake.seek(48_000);
  });
  await page.locator('#queue-3').waitFor();
}

/** A picture of the window as it comes to rest, with the pointer where it touches nothing. */
export async function shoot(page: Page, what: string, { size, theme, locale, library }: Look): Promise<void> {
  await page.waitForFunction(() => document.querySelector('.ghost') === null);
  await page.evaluate(() => document.fonts.ready);
  // The accent is read from the cover, and what is dimmed fades.
  await page.waitForTimeout(400);
  await page.screenshot({ path: `${OUT}/${what}-${size}-${theme}-${locale}-${library}.png` });
}

/** One picture for each of the looks, of what stands there after `bring`. */
export function pictures(what: string, bring: (page: Page, look: Look) => Promise<void>, looks: readonly Look[] = LOOKS): void {
  for (const look of looks) {
    test(`${what} ${Object.values(look).join(' ')}`, async ({ page }) => {
      await bring(page, look);
      await shoot(page, what, look);
    });
  }
}
