import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { goTo, open, play, trackNamed } from './window';

/** Looks again while a view is still being drawn: colours between two themes or rows half filled are nothing to be read. */
async function expectNoViolations(page: Page): Promise<void> {
  await expect(async () => {
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html.slice(0, 160)).join(' | ')}`)).toEqual([]);
  }).toPass({ timeout: 60_000 });
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test('first launch', async ({ page }) => {
      await open(page, '0');
      await expectNoViolations(page);
    });

    test('playing, with a selection, a notice and work going on', async ({ page }) => {
      await open(page, '20');
      await play(page, 'Kites');
      await play(page, 'Overpass');
      await page.evaluate(() => window.__attuneFake!.work.startAnalysis(12, 2000, 'Kites'));
      await expect(page.getByText('Queue replaced')).toBeVisible();
      await expectNoViolations(page);
    });

    test('the accents that covers bring', async ({ page }) => {
      await open(page, '20');
      for (const title of ['First Ferry', 'Tres Cafès', 'Telegraph Hill', 'Снег над депо', '静かな水', '凌晨四点的海']) {
        await play(page, title);
        await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 50)));
        const { violations } = await new AxeBuilder({ page }).withRules(['color-contrast']).analyze();
        expect(violations.flatMap(({ nodes }) => nodes.map((n) => n.failureSummary)), title).toEqual([]);
      }
    });

    test('the map, both of its faces, with its filters, and what the mixes are made of', async ({ page }) => {
      await open(page, '20');
      await goTo(page, 'Map');
      await page.locator('main .plane').click({ position: { x: 160, y: 160 } });
      await expect(page.locator('#found-0')).toBeVisible();
      await expectNoViolations(page);
      await page.getByRole('button', { name: /Filters/ }).click();
      await expectNoViolations(page);
      await page.keyboard.press('Escape');
      await page.getByText('Music map').click();
      await expectNoViolations(page);
      await page.getByRole('button', { name: 'What the mixes are made of' }).click();
      await expectNoViolations(page);
    });

    for (const library of ['20', '100000'] as const) {
      test(`every page, with ${library} tracks`, async ({ page }) => {
        await open(page, library);
        for (const name of ['Home', 'Albums', 'Artists', 'Genres', 'Years', 'Folders', 'Liked']) {
          await goTo(page, name);
          await expectNoViolations(page);
        }
        for (const place of ['Albums', 'Artists']) {
          await goTo(page, place);
          await page.getByRole('grid', { name: place }).getByRole('gridcell').first().click();
          await expect(page.getByRole('heading', { level: 1, name: place })).toHaveCount(0);
          await expectNoViolations(page);
        }
        await page.keyboard.press('Control+k');
        await expectNoViolations(page);
        await page.keyboard.type('harbour');
        await expect(page.getByText(/results?$/)).toBeVisible();
        await expectNoViolations(page);
      });
    }

    test('the pages of a genre, a year and a folder, and one that is away', async ({ page }) => {
      await open(page, '20');
      for (const [place, tile] of [['Genres', /^Jazz/], ['Years', /^2021/]] as const) {
        await goTo(page, place);
        await page.getByRole('link', { name: tile }).click();
        await expect(page.getByRole('heading', { level: 1, name: tile })).toBeVisible();
        await expectNoViolations(page);
      }
      await goTo(page, 'Folders');
      const folders = page.getByRole('main').getByRole('list', { name: 'Folders' });
      await folders.getByRole('button', { name: /^Attune demo/ }).click();
      await folders.getByRole('button', { name: /^Glass Arcade/ }).click();
      await expect(page.getByRole('heading', { level: 1, name: 'Glass Arcade' })).toBeVisible();
      await expectNoViolations(page);
      await page.evaluate(() => {
        const fake = window.__attuneFake!;
        fake.folders = fake.folders.map((folder) => ({ ...folder, state: 'unreachable', unreachableSince: Date.UTC(2026, 10, 3) }));
        fake.emit({ type: 'libraryChanged', revision: 800 });
      });
      await expect(page.getByRole('note')).toContainText('has not been reachable');
      await expectNoViolations(page);
      await goTo(page, 'Folders');
      await expect(folders.getByText('Not connected since')).toBeVisible();
      await folders.getByRole('listitem').first().hover();
      await expectNoViolations(page);
    });

    test('the question before a folder is removed, and what an import found', async ({ page }) => {
      await open(page, '20');
      await goTo(page, 'Folders');
      await page.getByRole('main').getByRole('button', { name: /^Attune demo/ }).click({ button: 'right' });
      await expect(page.getByRole('menu')).toBeVisible();
      await expectNoViolations(page);
      await page.getByRole('menuitem', { name: /^Remove/ }).click();
      await expect(page.getByRole('dialog', { name: /^Remove “.+” from the library\?$/ })).toBeVisible();
      await expectNoViolations(page);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Import playlists' }).click();
      await expect(page.getByRole('dialog', { name: 'Imported' })).toBeVisible();
      await expectNoViolations(page);
    });

    test('a menu within a menu, and the columns', async ({ page }) => {
      await open(page, '20');
      await trackNamed(page, 'Overpass').click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Recommendations' }).click();
      await expect(page.getByRole('menuitem', { name: /^Never suggest/ })).toBeVisible();
      await expectNoViolations(page);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Columns' }).click();
      for (const name of ['Match', 'Stars', 'Format']) await page.getByRole('menuitemcheckbox', { name }).click();
      await expectNoViolations(page);
    });

    test('the sound menu, the equaliser on and off, and what ends playback', async ({ page }) => {
      await open(page, '20');
      await play(page, 'Kites');
      await page.evaluate(async () => {
        const fake = window.__attuneFake!;
        await fake.setSound({ ...fake.heardThrough.settings, preampDb: -3, crossfadeMs: 4000 });
        await fake.setSleep(30);
        await fake.setStopAfter(true);
        await fake.setShuffle('albums');
      });
      await page.getByRole('button', { name: 'Sound', exact: true }).click();
      await expect(page.getByRole('slider', { name: 'Crossfade' })).toHaveAttribute('aria-valuetext', '4 s');
      await expectNoViolations(page);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Alt+e');
      await page.getByRole('combobox', { name: 'Preset' }).selectOption('Jazz');
      await expectNoViolations(page);
      await page.getByRole('switch', { name: 'Equaliser' }).click();
      await expectNoViolations(page);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Settings' }).click();
      await page.getByRole('tab', { name: 'Playback' }).click();
      await expect(page.getByRole('combobox', { name: 'Output device' })).toBeEnabled();
      await expectNoViolations(page);
    });

    test('menu, settings and background work', async ({ page }) => {
      await open(page, '20');
      await trackNamed(page, 'Kites').click({ button: 'right' });
      await expectNoViolations(page);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Settings' }).click();
      await expectNoViolations(page);
      await page.keyboard.press('Escape');
      await page.evaluate(() => {
        const { work } = window.__attuneFake!;
        work.failures = [{ path: '/a/b.flac', stage: 'scan', reason: { code: 'unknownFormat', detail: '' }, attempts: 1 }];
        work.changed();
      });
      await page.getByRole('button', { name: '1 file failed' }).click();
      await expectNoViolations(page);
    });
  });
}

test('the wide window', async ({ page }) => {
  await page.setViewportSize({ width: 1920, height: 1080 });
  await open(page, '100000');
  await play(page, (await page.locator('#track-3 .name').innerText()) || '');
  await expectNoViolations(page);
});
