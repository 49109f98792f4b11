import { expect, test } from '@playwright/test';
import { calls, notices, open, player, playingTitle, queueTitles, trackNamed, trackRow, tracks } from './window';

test('the list shows the library sorted by artist, and sorts by another column', async ({ page }) => {
  await open(page, '20');
  await expect(tracks(page)).toHaveAttribute('aria-rowcount', '21');
  await expect(trackRow(page, 0)).toContainText('Glass Arcade');
  await expect(page.getByRole('columnheader', { name: 'Artist' })).toHaveAttribute('aria-sort', 'ascending');

  await page.getByRole('columnheader', { name: 'Title' }).getByRole('button').click();
  await expect(trackRow(page, 0)).toContainText('Adéu, Estació');
  await page.getByRole('columnheader', { name: 'Title' }).getByRole('button').click();
  await expect(page.getByRole('columnheader', { name: 'Title' })).toHaveAttribute('aria-sort', 'descending');
  await expect(trackRow(page, 19)).toContainText('Adéu, Estació');
});

test('search finds accents, Cyrillic and CJK, and says when there is nothing', async ({ page }) => {
  await open(page, '20');
  const field = page.getByRole('textbox', { name: 'Search' });
  for (const [query, title, count] of [
    ['olafur', 'Nocturne No. 3', 2],
    ['трамвай', 'Снег над депо', 2],
    ['図書館', '三番ホーム', 3],
  ] as const) {
    await field.fill(query);
    await expect(page.getByText(`${count} results`)).toBeVisible();
    await expect(trackNamed(page, title)).toBeVisible();
  }
  await field.fill('zzzz');
  await expect(page.getByText('Nothing matches “zzzz”')).toBeVisible();
  await page.getByRole('button', { name: 'Clear search' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Tracks' })).toBeVisible();
  await expect(tracks(page)).toHaveAttribute('aria-rowcount', '21');
});

test('a search follows what is typed: asked at once, the newest text last, no older answer after it', async ({ page }) => {
  await open(page, '20');
  const field = page.getByRole('textbox', { name: 'Search' });
  // The shorter what is asked for, the longer its answer takes.
  await page.evaluate(() => {
    const fake = window.__attuneFake!;
    const answer = fake.search.bind(fake);
    fake.search = async (query, limit) => {
      await new Promise((resolve) => setTimeout(resolve, 500 / query.length));
      return answer(query, limit);
    };
  });
  await field.pressSequentially('nocturne', { delay: 5 });
  await expect(field).toHaveValue('nocturne');
  await expect(trackNamed(page, 'Nocturne No. 3')).toBeVisible();
  // The first letter, the whole word, and whatever a slow machine types in between.
  await expect.poll(() => calls(page, 'search')).toBeLessThan(5);
  await field.pressSequentially('zzz', { delay: 5 });
  await expect(page.getByText('Nothing matches “nocturnezzz”')).toBeVisible();
  // However much was typed, it is one place on the way back.
  await page.getByRole('button', { name: 'Back' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Tracks' })).toBeVisible();
  await expect(field).toHaveValue('');
});

test('rows and tiles of a search are changed, not made anew, when more is typed', async ({ page }) => {
  await open(page, '100000');
  const field = page.getByRole('textbox', { name: 'Search' });
  await field.fill('harbour');
  await expect(trackRow(page, 0)).toBeVisible();
  await page.evaluate(() => document.querySelectorAll('#results [role=row] .name, #results [data-tile]').forEach((node) => ((node as HTMLElement).dataset.before = '')));
  const kept = page.locator('#track-0 .name[data-before]');
  const before = await kept.innerText();
  await field.fill('night');
  await expect(kept).not.toHaveText(before);
  await expect(page.locator('#results [data-tile][data-before]').first()).toBeVisible();
});

test('double click plays a row and queues the view from there', async ({ page }) => {
  await open(page, '20');
  await trackNamed(page, 'Low Water').dblclick();
  await expect(player(page).getByText('Low Water', { exact: true })).toBeVisible();
  await expect(player(page).getByRole('button', { name: 'Pause' })).toBeVisible();
  expect((await queueTitles(page)).slice(0, 3)).toEqual(['Neon Arithmetic', 'Overpass', 'Slow Elevator']);

  await player(page).getByRole('button', { name: 'Next' }).click();
  await expect.poll(() => playingTitle(page)).toBe('Window, Half Open');
  await player(page).getByRole('button', { name: 'Previous' }).click();
  await expect.poll(() => playingTitle(page)).toBe('Low Water');
  await player(page).getByRole('button', { name: 'Pause' }).click();
  await expect(player(page).getByRole('button', { name: 'Play', exact: true })).toBeVisible();
});

test('a row plays the track it shows, though the library has changed since it was drawn', async ({ page }) => {
  await open(page, '20');
  await page.evaluate(() => {
    const fake = window.__attuneFake!;
    // Not told yet: the list on screen is the one from before.
    fake.library.tracks.find((track) => track.title === 'Kites')!.artist = 'Aardvark';
    fake.catalogue.forget();
  });
  await trackNamed(page, 'Low Water').dblclick();
  await expect.poll(() => playingTitle(page)).toBe('Low Water');
  expect((await queueTitles(page, 1))[0]).toBe('Kites');
  await trackRow(page, 2).click();
  await page.keyboard.press('Enter');
  await expect.poll(() => playingTitle(page)).toBe(await trackRow(page, 2).locator('.name').innerText());
});

test('a track that has left the view is not played as another one', async ({ page }) => {
  await open(page, '20');
  await page.evaluate(() => {
    const { catalogue } = window.__attuneFake!;
    const view = catalogue.view.bind(catalogue);
    catalogue.view = (wanted) => view(wanted).slice(1);
  });
  await trackRow(page, 0).dblclick();
  await expect(notices(page)).toHaveText(/That is no longer there/);
  await expect.poll(() => playingTitle(page)).toBeNull();
});

test('everything is played from its first track, or shuffled from any', async ({ page }) => {
  await open(page, '20');
  await page.getByRole('button', { name: 'Play all' }).click();
  await expect.poll(() => playingTitle(page)).toBe('Neon Arithmetic');
  await page.evaluate(() => (Math.random = () => 0.5));
  await page.getByRole('button', { name: 'Shuffle all' }).click();
  await expect.poll(() => playingTitle(page)).toBe(await trackRow(page, 10).locator('.name').innerText());
  await expect.poll(() => page.evaluate(() => window.__attuneFake!.state().shuffle)).toBe('tracks');
});

test('a folder that was just added is being read, not empty', async ({ page }) => {
  await open(page, '0');
  await page.evaluate(() => {
    const fake = window.__attuneFake!;
    fake.folders = [{ id: 1, key: '/music', path: '/music', state: 'new', unreachableSince: null, tracks: 0 }];
    fake.emit({ type: 'libraryChanged', revision: 1 });
  });
  await expect(page.getByText('Reading your music')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Looking for files' })).toBeVisible();
  await page.evaluate(() => {
    const fake = window.__attuneFake!;
    fake.folders = [{ id: 1, key: '/music', path: '/music', state: 'online', unreachableSince: null, tracks: 0 }];
    fake.emit({ type: 'libraryChanged', revision: 2 });
  });
  await expect(page.getByText('No tracks found')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Up to date' })).toBeVisible();
});

test('several rows go to the queue in the order of the list', async ({ page }) => {
  await open(page, '20');
  await trackNamed(page, 'Kites').click();
  await trackNamed(page, 'Overpass').click({ modifiers: ['Control'] });
  await trackNamed(page, 'Tres Cafès').click({ modifiers: ['Control'] });
  await expect(page.getByText('3 tracks selected')).toBeVisible();
  await trackNamed(page, 'Kites').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Add to queue' }).click();
  await expect(page.getByText('3 tracks added to the queue')).toBeVisible();
  await expect.poll(() => queueTitles(page)).toEqual(['Overpass', 'Tres Cafès', 'Kites']);
});

test('shift draws a range, and a like stays', async ({ page }) => {
  await open(page, '20');
  await trackRow(page, 2).click();
  await trackRow(page, 6).click({ modifiers: ['Shift'] });
  await expect(tracks(page).getByRole('row', { selected: true })).toHaveCount(5);

  const row = trackNamed(page, 'Overpass');
  await row.hover();
  await row.getByRole('button', { name: 'Like Overpass' }).click();
  await expect(row.getByRole('button', { name: 'Remove like from Overpass' })).toBeVisible();
  await expect.poll(() => page.evaluate(() => window.__attuneFake!.library.tracks.find((t) => t.title === 'Overpass')!.liked)).toBe(true);
});

test('a command that fails says so, and a failed like is taken back', async ({ page }) => {
  await open(page, '20');
  await page.evaluate(() => {
    window.__attuneFake!.setLiked = () => Promise.reject({ code: 'busy', message: '' });
  });
  const row = trackNamed(page, 'Overpass');
  await row.hover();
  await row.getByRole('button', { name: 'Like Overpass' }).click();
  await expect(notices(page)).toHaveText(/busy/);
  await expect(row.getByRole('button', { name: 'Like Overpass' })).toBeVisible();
});

test('seeking, volume and mute reach the program', async ({ page }) => {
  await open(page, '20');
  await trackNamed(page, 'Kites').dblclick();
  const position = page.getByRole('slider', { name: 'Position' });
  await position.focus();
  await page.keyboard.press('PageUp');
  await expect.poll(() => page.evaluate(() => window.__attuneFake!.clock.position())).toBeGreaterThanOrEqual(30_000);
  await expect(position).toHaveAttribute('aria-valuetext', /^0:3\d of/);

  await page.getByRole('slider', { name: 'Volume' }).focus();
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => page.evaluate(() => window.__attuneFake!.state().volume)).toBeCloseTo(0.75);
  await page.getByRole('button', { name: 'Mute' }).click();
  await page.getByRole('button', { name: 'Unmute' }).click();
  await expect.poll(() => page.evaluate(() => window.__attuneFake!.state().volume)).toBeCloseTo(0.75);
});
