import { expect, test, type Page } from '@playwright/test';
import { goTo, open, play, region, trackNamed, tracks } from './window';

/** The disk of the only folder is unplugged. */
async function unplug(page: Page): Promise<void> {
  await page.evaluate(() => {
    const fake = window.__attuneFake!;
    fake.folders = fake.folders.map((folder) => ({ ...folder, state: 'unreachable', unreachableSince: Date.UTC(2026, 10, 3, 12) }));
    for (const track of fake.library.tracks) track.missing = true;
    fake.emit({ type: 'libraryChanged', revision: 700 });
    fake.emit({ type: 'queueChanged', revision: ++fake.queue.revision });
  });
}

test('a folder that cannot be reached says so on its page, since when, and is looked for again', async ({ page }) => {
  await open(page, '20');
  await play(page, 'Neon Arithmetic');
  await unplug(page);
  const hint = /The file is not where it was/;
  await expect(trackNamed(page, 'Overpass').getByLabel(hint)).toBeVisible();
  await expect(region(page, 'Queue').getByRole('row').filter({ hasText: 'Overpass' }).getByLabel(hint)).toBeVisible();
  await goTo(page, 'Folders');
  const banner = page.getByRole('note');
  await expect(banner).toContainText('“Attune demo” has not been reachable since 3 Nov 2026. Its tracks return when it does.');
  await banner.getByRole('button', { name: 'Scan again' }).click();
  await expect.poll(() => page.evaluate(() => window.__attuneFake!.calls.includes('rescan'))).toBe(true);
  await page.getByRole('list', { name: 'Watched folders' }).getByRole('button', { name: /^Attune demo/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Attune demo' })).toBeVisible();
  await expect(page.getByRole('note')).toContainText('has not been reachable');
  await page.getByRole('button', { name: /^Glass Arcade/ }).click();
  await expect(page.getByRole('note')).toContainText('has not been reachable');
});

test('a track that lies in two folders says so on the page of its album', async ({ page }) => {
  await open(page, '20');
  await page.evaluate(() => {
    const track = window.__attuneFake!.library.tracks.find(({ title }) => title === 'Overpass')!;
    track.copies = ['/media/disk/Overpass.mp3'];
    window.__attuneFake!.emit({ type: 'libraryChanged', revision: 701 });
  });
  const mark = trackNamed(page, 'Overpass').getByText('2 copies');
  await expect(mark).toHaveAttribute('title', /Also in: \/media\/disk\/Overpass\.mp3/);
  await expect(tracks(page).getByText('2 copies')).toHaveCount(1);
});

test.describe('in Russian', () => {
  test.use({ locale: 'ru-RU' });

  test('why a file is refused, and genres of mixes, are said in the language of the window', async ({ page }) => {
    await open(page, '20');
    await page.evaluate(() => {
      const fake = window.__attuneFake!;
      fake.work.failures = [
        { path: '/a/one.wma', stage: 'scan', reason: { code: 'notSupported', detail: 'WMA' }, attempts: 1 },
        { path: '/a/two.flac', stage: 'analysis', reason: { code: 'silent', detail: '' }, attempts: 1 },
      ];
      fake.emit({ type: 'jobs', jobs: fake.work.view() });
      fake.emit({ type: 'notice', notice: { kind: 'trackSkipped', title: 'Kites', reason: { code: 'tooShort', detail: '0.25' } } });
      const mixes = fake.dailyMixes.bind(fake);
      fake.dailyMixes = async () => {
        const view = await mixes();
        const names = ['Ambient · Marta Lindqvist', 'Post-Rock · Glass Arcade', 'Zeuhl · Magma'];
        return { ...view, mixes: view.mixes.map((mix, at) => ({ ...mix, name: names[at % names.length]! })) };
      };
      fake.emit({ type: 'mixesChanged' });
    });
    await expect(page.getByRole('region').getByText('0,25 с слишком мало для анализа')).toBeVisible();
    const tabs = page.getByRole('tab');
    await expect(tabs.nth(0)).toHaveAttribute('title', 'Эмбиент · Marta Lindqvist');
    await expect(tabs.nth(1)).toHaveAttribute('title', 'Пост-рок · Glass Arcade');
    await expect(tabs.nth(2)).toHaveAttribute('title', 'Zeuhl · Magma');
    await page.getByRole('button', { name: '2 файла' }).click();
    await expect(page.getByText('WMA не поддерживается')).toBeVisible();
    await expect(page.getByText('в нём одна тишина')).toBeVisible();
  });
});
