import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { goTo } from './places';

// Every view of what is listened to: read by axe in both themes, and filled with what files must not be able to do.

async function expectNoViolations(page: Page): Promise<void> {
  await expect(async () => {
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html.slice(0, 160)).join(' | ')}`)).toEqual([]);
  }).toPass({ timeout: 20_000 });
}
async function start(page: Page, index: number): Promise<void> {
  await page.evaluate((at) => window.__attuneFake!.playTracks(window.__attuneFake!.library.tracks.map(({ id }) => id), at, { kind: 'library', detail: null }), index);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test('playlists', async ({ page }) => {
      await goTo(page, '20', 'Playlists');
      await expectNoViolations(page);
      await page.getByRole('main').getByRole('button', { name: 'Rain on the window', exact: true }).click();
      await expect(page.getByRole('grid', { name: 'Similar to this playlist' }).getByRole('row').first()).toBeVisible();
      await expectNoViolations(page);
    });
    test('history and statistics', async ({ page }) => {
      await goTo(page, '20', 'History');
      await expectNoViolations(page);
      await page.getByRole('navigation').getByRole('button', { name: 'Statistics' }).click();
      await expect(page.getByRole('table', { name: 'Plays by day' })).toBeAttached();
      await expectNoViolations(page);
      await page.getByRole('button', { name: 'As table: When you listen' }).click();
      await expectNoViolations(page);
    });
    test('the full view', async ({ page }) => {
      await goTo(page, '20', 'Playlists');
      await start(page, 3);
      await page.keyboard.press('Alt+n');
      await expect(page.getByRole('dialog', { name: 'Now playing' })).toBeVisible();
      await expectNoViolations(page);
    });
    test('settings', async ({ page }) => {
      await goTo(page, '20', 'Playlists');
      await page.evaluate(() => window.__attuneFake!.setFeedback([1, 2], 'less'));
      await page.getByRole('button', { name: 'Settings' }).click();
      for (const tab of await page.getByRole('tab').all()) {
        if ((await tab.getAttribute('aria-controls'))?.includes('mix')) continue;
        await tab.click();
        await expectNoViolations(page);
      }
    });
  });
}

test('nothing listened to yet', async ({ page }) => {
  await page.goto('/?fake=0');
  await page.getByRole('button', { name: 'Try the demo library' }).click();
  for (const [place, said] of [
    ['Playlists', 'No playlists yet'],
    ['History', 'Nothing played yet'],
    ['Statistics', 'Your listening, in pictures'],
  ] as const) {
    await page.getByRole('navigation').getByRole('button', { name: place, exact: true }).click();
    await expect(page.getByText(said)).toBeVisible();
    await expectNoViolations(page);
  }
});

test('what files say is text in all of them', async ({ page }) => {
  const failed: string[] = [];
  page.on('pageerror', (error) => failed.push(error.message));
  await goTo(page, 'hostile', 'Playlists');
  await page.getByRole('main').getByRole('button', { name: /^<img src=x/ }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('<img src=x onerror="window.__hurt = 1">');
  await start(page, 0);
  await page.keyboard.press('Alt+n');
  await expect(page.getByText('<script>window.__hurt = 1</script>').first()).toBeVisible();
  await page.keyboard.press('Escape');
  for (const place of ['History', 'Statistics'] as const) {
    await page.getByRole('navigation').getByRole('button', { name: place, exact: true }).click();
    await expect(page.getByRole('heading', { level: 1, name: place })).toBeVisible();
    await page.waitForTimeout(300);
  }
  await expect.poll(() => page.evaluate(() => (window as { __hurt?: number }).__hurt)).toBeUndefined();
  expect(failed).toEqual([]);
});
