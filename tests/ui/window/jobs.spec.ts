import { expect, test } from '@playwright/test';
import { calls, open } from './window';

test('the status chip counts, estimates once measured, pauses and goes on', async ({ page }) => {
  await open(page, '20');
  await expect(page.getByRole('button', { name: 'Up to date' })).toBeVisible();
  await page.evaluate(() => window.__attuneFake!.emit({
    type: 'jobs',
    jobs: { scan: null, settled: false, failed: 0, analysis: { done: 12, total: 28, etaMs: null, paused: false, current: null } },
  }));
  await expect(page.getByRole('button', { name: 'Analysing 12 / 28', exact: true })).toBeVisible();
  await page.evaluate(() => window.__attuneFake!.emit({
    type: 'jobs',
    jobs: { scan: null, settled: false, failed: 0, analysis: { done: 12, total: 28, etaMs: 122_000, paused: false, current: 'Kites' } },
  }));
  await expect(page.getByRole('button', { name: 'Analysing 12 / 28 · about 2 min' })).toBeVisible();

  await page.evaluate(() => window.__attuneFake!.work.startAnalysis(3, 2000, 'Kites'));
  await page.getByRole('button', { name: 'Pause analysis' }).click();
  await expect(page.getByRole('button', { name: /^Paused at \d+ \/ 2,000/ })).toBeVisible();
  await expect.poll(() => page.evaluate(() => window.__attuneFake!.work.analysis?.paused)).toBe(true);
  await page.getByRole('button', { name: 'Resume analysis' }).click();
  await expect(page.getByRole('button', { name: /^Analysing \d+ \/ 2,000/ })).toBeVisible();
});

test('two thousand files that fail at once are a list like any other', async ({ page }) => {
  await open(page, '20');
  const fail = (count: number): Promise<void> =>
    page.evaluate((wanted) => {
      const { work } = window.__attuneFake!;
      work.failures = Array.from({ length: wanted }, (_, i) => ({
        path: `/home/ada/Music/broken ${i}.flac`,
        stage: 'scan' as const,
        reason: { code: 'unknownFormat' as const, detail: '' },
        attempts: 1,
      }));
      work.changed();
    }, count);
  for (let count = 100; count <= 2000; count += 100) await fail(count);
  await expect(page.getByRole('button', { name: '2,000 files failed' })).toBeVisible();
  // Nobody looks, nobody asks.
  await expect.poll(() => calls(page, 'failures')).toBe(0);
  await page.getByRole('button', { name: '2,000 files failed' }).click();
  const table = page.getByRole('table', { name: 'Files that failed' });
  await expect(table).toHaveAttribute('aria-rowcount', '2000');
  await expect(table.getByText('broken 0.flac')).toBeVisible();
  expect(await table.getByRole('row').count()).toBeLessThan(40);
  await table.evaluate((node) => (node.scrollTop = node.scrollHeight));
  await expect(table.getByText('broken 1999.flac')).toBeVisible();
});

test('files that failed are listed with their reasons and can be tried again', async ({ page }) => {
  await open(page, '20');
  await page.evaluate(() => {
    const { work } = window.__attuneFake!;
    work.failures = [
      { path: '/home/ada/Music/broken.flac', stage: 'analysis', reason: { code: 'endsEarly', detail: '' }, attempts: 2 },
      { path: '/home/ada/Music/odd.wma', stage: 'scan', reason: { code: 'notSupported', detail: 'WMA' }, attempts: 1 },
    ];
    work.changed();
  });
  await page.getByRole('button', { name: '2 files failed' }).click();
  const details = page.getByRole('dialog', { name: 'Background work' });
  await expect(details.getByText('broken.flac')).toBeVisible();
  await expect(details.getByText('it ends too early')).toBeVisible();
  await expect(details.getByText('while it was listened to · tried 2 times')).toBeVisible();
  await details.getByRole('button', { name: 'Try again' }).click();
  await expect(details.getByText('broken.flac')).toHaveCount(0);
  await expect(details.getByText('while its tags were read · tried 2 times')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(details).toHaveCount(0);
  await expect(page.getByRole('button', { name: '1 file failed' })).toBeFocused();
});
