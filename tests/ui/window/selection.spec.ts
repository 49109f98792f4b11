import { expect, test } from '@playwright/test';
import { calls, drawn, open, play, queueTitles, region, selectedIn, trackNamed, tracks } from './window';

// A selection stands for rows, not for places: whatever happens to the list, it stays on what was selected.

test('library rows that move take their selection with them', async ({ page }) => {
  await open(page, '20');
  await trackNamed(page, 'Overpass').click();
  await trackNamed(page, 'Tres Cafès').click({ modifiers: ['Control'] });
  await page.evaluate(() => {
    const fake = window.__attuneFake!;
    fake.library.tracks.find((track) => track.title === 'Kites')!.artist = 'Aardvark';
    fake.catalogue.forget();
    fake.emit({ type: 'libraryChanged', revision: 5 });
  });
  await expect(tracks(page).getByRole('row').nth(1)).toContainText('Kites');
  await expect.poll(async () => (await selectedIn(tracks(page))).map((row) => row.split('\n')[1])).toEqual(['Overpass', 'Tres Cafès']);
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('2 tracks added to the queue')).toBeVisible();
  await expect.poll(() => queueTitles(page)).toEqual(['Overpass', 'Tres Cafès']);
});

test('library rows that are gone take the selection with them rather than leave it on others', async ({ page }) => {
  await open(page, '20');
  await trackNamed(page, 'Overpass').click();
  await page.evaluate(() => {
    const { catalogue, emit } = window.__attuneFake!;
    const view = catalogue.view.bind(catalogue);
    catalogue.view = (wanted) => view(wanted).filter((index) => catalogue.tracks[index]!.title !== 'Overpass');
    emit.call(window.__attuneFake, { type: 'libraryChanged', revision: 5 });
  });
  await expect(trackNamed(page, 'Overpass')).toHaveCount(0);
  await expect.poll(() => selectedIn(tracks(page))).toEqual([]);
  await page.keyboard.press('Control+Enter');
  await page.keyboard.press('Shift+Enter');
  await drawn(page);
  await expect.poll(() => queueTitles(page)).toEqual([]);
  // The keyboard goes on from where it was.
  await page.keyboard.press('ArrowDown');
  expect((await selectedIn(tracks(page)))[0]).toContain('First Ferry');
});

test.describe('in the queue', () => {
  test.beforeEach(async ({ page }) => {
    await open(page, '20');
    await play(page, 'Neon Arithmetic');
    await region(page, 'Queue').getByRole('row').filter({ hasText: 'Slow Elevator' }).click();
  });

  test('an item stays selected when others are put above it, and is the one that is removed', async ({ page }) => {
    const queue = region(page, 'Queue').getByRole('grid');
    await trackNamed(page, 'Kites').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Play next' }).click();
    await expect(queue.getByRole('row').nth(1)).toContainText('Kites');
    await expect.poll(async () => (await selectedIn(queue)).join()).toContain('Slow Elevator');
    await queue.focus();
    await page.keyboard.press('Delete');
    await expect.poll(() => queueTitles(page, 4)).toEqual(['Neon Arithmetic', 'Kites', 'Overpass', 'First Ferry']);
    // What came after it is next, so that a held key goes on.
    await expect.poll(async () => (await selectedIn(queue)).join()).toContain('First Ferry');
  });

  test('it stays selected when another one is removed by its button, and when the order changes', async ({ page }) => {
    const queue = region(page, 'Queue').getByRole('grid');
    const other = queue.getByRole('row').filter({ hasText: 'Overpass' });
    await other.hover();
    await other.getByRole('button', { name: 'Remove Overpass from the queue' }).click();
    await expect.poll(() => queueTitles(page, 2)).toEqual(['Neon Arithmetic', 'Slow Elevator']);
    await expect.poll(async () => (await selectedIn(queue)).join()).toContain('Slow Elevator');
    await page.evaluate(() => {
      const fake = window.__attuneFake!;
      fake.queue.items.splice(3, 0, fake.queue.items.shift()!);
      fake.emit({ type: 'queueChanged', revision: ++fake.queue.revision });
    });
    await expect(queue.getByRole('row').first()).not.toContainText('Neon Arithmetic');
    await expect.poll(async () => (await selectedIn(queue)).join()).toContain('Slow Elevator');
    await expect.poll(() => selectedIn(queue)).toHaveLength(1);
  });

  test('an item that the program takes away leaves nothing selected', async ({ page }) => {
    const queue = region(page, 'Queue').getByRole('grid');
    await page.evaluate(() => {
      const fake = window.__attuneFake!;
      fake.queue.items.splice(2, 1);
      fake.emit({ type: 'queueChanged', revision: ++fake.queue.revision });
    });
    await expect(queue.getByRole('row').filter({ hasText: 'Slow Elevator' })).toHaveCount(0);
    await expect.poll(() => selectedIn(queue)).toEqual([]);
    const before = await queueTitles(page);
    await page.keyboard.press('Delete');
    await drawn(page);
    await expect.poll(() => queueTitles(page)).toEqual(before);
  });
});

test('an item out of sight is still the one that is removed', async ({ page }) => {
  await open(page, '100000');
  await page.evaluate(() => {
    const fake = window.__attuneFake!;
    return fake.playTracks(fake.library.tracks.slice(0, 1000).map((track) => track.id), 0, { kind: 'library', detail: null });
  });
  const queue = page.getByRole('grid', { name: 'Queue' });
  await queue.getByRole('row').nth(2).click();
  const item = await page.evaluate(() => window.__attuneFake!.queue.items[2]!.itemId);
  await queue.evaluate((node) => (node.scrollTop = 30_000));
  await expect(page.locator('#queue-690')).not.toContainText('Loading');
  await page.evaluate(() => window.__attuneFake!.playNext([4000, 4001], { kind: 'library', detail: null }));
  await expect.poll(() => calls(page, 'queueIds')).toBe(1);
  const places = (wanted: number): Promise<number> =>
    page.evaluate((id) => window.__attuneFake!.queue.items.findIndex((entry) => entry.itemId === id), wanted);
  await expect.poll(() => places(item)).toBe(4);
  await page.keyboard.press('Alt+ArrowDown');
  await expect.poll(() => places(item)).toBe(5);
  await page.keyboard.press('Delete');
  await expect(page.getByText('1 track removed')).toBeVisible();
  await expect.poll(() => places(item)).toBe(-1);
  await expect.poll(() => page.evaluate(() => window.__attuneFake!.queue.items.length)).toBeGreaterThan(1000);
});
