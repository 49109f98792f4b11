import { expect, test } from '@playwright/test';
import { mkdirSync } from 'node:fs';

const OUT = '../../test-results/screenshots';
mkdirSync(OUT, { recursive: true });

const SIZES = { small: { width: 1280, height: 800 }, large: { width: 1920, height: 1080 } } as const;

for (const [sizeName, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const library of ['0', '20', '100000'] as const) {
      test(`${sizeName} ${colorScheme} ${library}`, async ({ browser, baseURL }) => {
        const context = await browser.newContext({ baseURL, viewport, colorScheme, reducedMotion: 'reduce' });
        const page = await context.newPage();
        await page.goto(`/?fake=${library}`);
        if (library === '0') {
          await expect(page.getByRole('heading', { name: 'Bring your music' })).toBeVisible();
        } else {
          await page.getByRole('grid', { name: 'Tracks' }).getByRole('row').nth(3).dblclick();
          await expect(page.getByRole('button', { name: 'Pause', exact: true }).last()).toBeVisible();
          await page.getByRole('slider', { name: 'Position' }).click({ position: { x: 120, y: 20 } });
          if (library === '20') {
            await page.evaluate(() => {
              const fake = window.__attuneFake as any;
              fake.work.failures = [{ path: '/home/ada/Music/live/bootleg 3.mp3', stage: 'analysis', reason: 'x', attempts: 1 }];
              fake.work.startAnalysis(12, 28, 'Kites');
            });
          }
          await page.mouse.move(600, 5);
          await page.waitForTimeout(1600);
        }
        await page.waitForTimeout(300);
        await page.screenshot({ path: `${OUT}/${sizeName}-${colorScheme}-${library}.png` });
        await context.close();
      });
    }
  }
}
