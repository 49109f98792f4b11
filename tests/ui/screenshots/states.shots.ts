import { expect, test, type Page } from '@playwright/test';
import { open, play, region, trackNamed } from '../window/window';

const OUT = '../../test-results/screenshots';

async function shoot(page: Page, name: string): Promise<void> {
  await page.waitForTimeout(300);
  await page.screenshot({ path: `${OUT}/state-${name}.png` });
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test('menu, notice and boundary', async ({ page }) => {
      await open(page, '20');
      await page.getByRole('textbox', { name: 'Search' }).fill('nocturne');
      await expect(page.getByText('2 results')).toBeVisible();
      await play(page, 'Nocturne No. 3');
      await page.getByRole('button', { name: 'Clear search' }).click();
      await trackNamed(page, 'Kites').click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Play next' }).click();
      await trackNamed(page, 'Tres Cafès').click({ button: 'right' });
      await shoot(page, `menu-${colorScheme}`);
    });

    test('work and failures', async ({ page }) => {
      await open(page, '20');
      await play(page, 'Tres Cafès');
      await page.evaluate(() => {
        const { work } = window.__attuneFake!;
        work.failures = [
          { path: '/home/ada/Music/Bootlegs/live at the harbour 1998 (disc 2).flac', stage: 'analysis', reason: 'The file ends in the middle of a frame', attempts: 2 },
          { path: '/home/ada/Music/odd.wma', stage: 'scan', reason: 'This format is not supported', attempts: 1 },
        ];
        work.startAnalysis(12, 280, 'Kites');
      });
      await page.waitForTimeout(1500);
      await page.getByRole('button', { name: /^Analysing/ }).click();
      await shoot(page, `work-${colorScheme}`);
    });

    test('settings', async ({ page }) => {
      await open(page, '20');
      await play(page, 'First Ferry');
      await page.getByRole('button', { name: 'Settings' }).click();
      await shoot(page, `settings-${colorScheme}`);
    });

    test('just started', async ({ page }) => {
      await open(page, '0');
      await page.getByRole('button', { name: 'Try the demo library' }).click();
      await expect(page.getByRole('button', { name: /^Analysing/ })).toBeVisible();
      await play(page, 'Снег над депо');
      await shoot(page, `started-${colorScheme}`);
    });

    test('keyboard focus and hover', async ({ page }) => {
      await open(page, '20');
      await play(page, '凌晨四点的海');
      await page.keyboard.press('Alt+s');
      await page.keyboard.press('ArrowDown');
      await trackNamed(page, 'Low Water').hover();
      await shoot(page, `focus-${colorScheme}`);
    });
  });
}

for (const locale of ['ru', 'zh-CN'] as const) {
  test(`in ${locale}`, async ({ page }) => {
    await page.addInitScript((wanted) => localStorage.setItem('attune.settings', JSON.stringify({ locale: wanted })), locale);
    await page.goto('/?fake=20');
    await page.locator('#track-3').dblclick();
    await page.evaluate(() => window.__attuneFake!.work.startAnalysis(12, 280, 'Kites'));
    await page.waitForTimeout(1600);
    await shoot(page, `language-${locale}`);
  });
}

test('no matches, folded panels', async ({ page }) => {
  await open(page, '20');
  await page.getByRole('textbox', { name: 'Search' }).fill('polka');
  await region(page, 'Similar tracks').getByRole('button', { name: 'Similar tracks' }).click();
  await shoot(page, 'folded');
});

test('a small window', async ({ page }) => {
  await page.setViewportSize({ width: 1000, height: 640 });
  await open(page, '20');
  await play(page, 'Kites');
  await shoot(page, 'narrow');
});
