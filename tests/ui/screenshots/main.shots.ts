import { locales, open, pictures, SIZES, sizes, themes, type Look } from './look';

// The window with its panels, in every look there is.

const LIBRARIES = ['0', '20', '100000'] as const;

for (const library of LIBRARIES) {
  for (const locale of locales) {
    const looks = sizes.flatMap((size) => themes.map((theme): Look => ({ size, theme, locale, library })));
    pictures('main', async (page, look) => {
      await open(page, look);
      if (library === '0') await page.locator('main .button.primary').waitFor();
      if (library !== '20') return;
      await page.evaluate(() => {
        const { work } = window.__attuneFake!;
        work.failures = [{ path: '/home/ada/Music/live/bootleg 3.mp3', stage: 'analysis', reason: { code: 'endsEarly', detail: '' }, attempts: 1 }];
        work.startAnalysis(12, 28, 'Kites');
      });
      await page.locator('.chip .icon-button').waitFor();
    }, looks);
  }
}

const NARROW = { size: 'small', theme: 'light', library: '100000' } as const;
for (const place of ['tracks', 'albums']) {
  pictures(`smallest-${place}`, async (page, look) => {
    await open(page, look, { kind: place });
    await page.setViewportSize({ width: 960, height: 560 });
  }, locales.map((locale) => ({ ...NARROW, locale })));
}
pictures('hostile', (page, look) => open(page, look), Object.keys(SIZES).map((size): Look => ({ size: size as Look['size'], theme: 'light', locale: 'en', library: 'hostile' })));
