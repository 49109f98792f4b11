import { expect, test, type Page } from '@playwright/test';
import { FAMILIES, PAYLOADS } from '../../../ui/src/lib/ipc/fake/hostile';
import { openHostile } from './unhurt';

// What files, folders and people call things is text: every payload in every field, through every view.

type Fields = { scroller: string; expected: Record<string, string> };

/**
 * Walks through a list and compares what stands in it with what the program holds, in the page: half a character does not
 * survive the way here. `expected` names for each selector what there is to be seen; all of it has to be, and nothing else.
 */
async function showsAll(page: Page, { scroller, expected }: Fields): Promise<void> {
  const result = await page.evaluate(
    async ([where, wanted]) => {
      const { library, lists, shelf, work } = window.__attuneFake!;
      const there: Record<string, string[]> = {
        titles: library.tracks.map(({ title }) => title),
        liked: library.tracks.filter(({ liked }) => liked).map(({ title }) => title),
        artists: library.tracks.map(({ artist }) => artist),
        albums: library.tracks.map(({ album }) => album),
        albumArtists: library.tracks.map(({ albumArtist }) => albumArtist),
        composers: library.tracks.map(({ composer }) => composer),
        genres: library.tracks.map(({ genres }) => genres.join(', ')),
        paths: library.tracks.map(({ path }) => path),
        artistNames: shelf.artists.map(({ name }) => name),
        genreNames: shelf.genres.map(({ name }) => name),
        playlists: lists.lists.map(({ name }) => name),
        failed: work.failures.map(({ path }) => path.split(/[/\\]/).pop() || path),
      };
      const { complaints, shown } = await window.unhurt.walk(where, Object.keys(wanted));
      return {
        complaints,
        counts: Object.values(wanted).map((kind, at) => {
          const [is, should] = [shown[at] as Set<string>, new Set(there[kind])];
          return { kind, shown: is.size, missing: [...should].filter((text) => !is.has(text)).map((text) => text.slice(0, 60)), strange: [...is].filter((text) => !should.has(text)).map((text) => text.slice(0, 60)) };
        }),
      };
    },
    [scroller, expected] as const,
  );
  expect(result.complaints, scroller).toEqual([]);
  for (const { kind, shown, missing, strange } of result.counts) {
    expect({ missing, strange }, `${kind} in ${scroller}`).toEqual({ missing: [], strange: [] });
    if (kind !== 'liked') expect(shown, `${kind} in ${scroller}`).toBeGreaterThanOrEqual(200);
  }
}
const go = (page: Page, name: string): Promise<void> => page.getByRole('navigation', { name: 'Library and folders' }).getByRole('button', { name: new RegExp(`^${name}`) }).first().click();
const COLUMNS = { shown: ['title', 'artist', 'albumArtist', 'album', 'genre', 'composer', 'codec', 'path'], widths: {} };
const cell = (at: number): string => `.track > [role=gridcell]:nth-child(${at + 2})`;

// Each looks at hundreds of texts of up to ten thousand characters: on a busy machine that takes minutes.
test.beforeEach(() => test.slow());

test('there are at least two hundred payloads, all different', () => {
  expect(new Set(PAYLOADS).size).toBe(PAYLOADS.length);
  expect(PAYLOADS.length).toBeGreaterThanOrEqual(200);
  expect(Object.values(FAMILIES).every((family) => family.length > 0)).toBe(true);
});

test('every text column of the tracks says every payload as it is', async ({ page }) => {
  await page.setViewportSize({ width: 2400, height: 1000 });
  const watched = await openHostile(page, { views: { 'tracks columns': COLUMNS } });
  await showsAll(page, {
    scroller: '#tracks',
    expected: { '.track .name': 'titles', [cell(1)]: 'artists', [cell(2)]: 'albumArtists', [cell(3)]: 'albums', [cell(4)]: 'genres', [cell(5)]: 'composers', [cell(7)]: 'paths' },
  });
  await watched.holds('tracks');
});

test('walls, shelves and lists of the library say them as they are', async ({ page }) => {
  const watched = await openHostile(page);
  await go(page, 'Albums');
  await showsAll(page, { scroller: '#albums', expected: { '.title': 'albums' } });
  await go(page, 'Artists');
  await showsAll(page, { scroller: '#artists', expected: { '.title': 'artistNames' } });
  await go(page, 'Genres');
  await expect(page.locator('.wall .title').first()).toBeVisible();
  await showsAll(page, { scroller: '.wall', expected: { '.title': 'genreNames' } });
  await page.locator('.wall [data-tile]').nth(3).click();
  await watched.holds('a genre');
  await go(page, 'Years');
  await page.locator('.wall [data-tile]').nth(3).click();
  await watched.holds('a year');
  await go(page, 'Liked');
  await expect(page.locator('.track').first()).toBeVisible();
  await showsAll(page, { scroller: '#tracks', expected: { '.track .name': 'liked' } });
  await go(page, 'Playlists');
  await expect(page.locator('.tiles li').first()).toBeVisible();
  await showsAll(page, { scroller: '.tiles', expected: { '.name': 'playlists' } });
  await showsAll(page, { scroller: '.places', expected: { '.playlist-link .name': 'playlists' } });
  for (const place of ['Home', 'Statistics']) {
    await go(page, place);
    await expect(page.locator('main h2').first()).toBeVisible();
    await watched.holds(place);
  }
  for (const figure of await page.getByRole('button', { name: /^As a table/ }).all()) await figure.click();
  await watched.holds('statistics as tables');
  await go(page, 'History');
  await expect(page.locator('.play').first()).toBeVisible();
  const history = await page.evaluate(async () => {
    const known = new Set(window.__attuneFake!.library.tracks.map(({ title }) => title));
    const { complaints, shown } = await window.unhurt.walk('#history', ['.name'], 25);
    return { complaints, strange: [...(shown[0] as Set<string>)].filter((title) => !known.has(title)), count: shown[0]?.size ?? 0 };
  });
  expect(history).toMatchObject({ complaints: [], strange: [] });
  expect(history.count).toBeGreaterThan(50);
  await watched.holds('history');
});

test('folders are called by them, and lead into them', async ({ page }) => {
  const watched = await openHostile(page);
  await go(page, 'Folders');
  await expect(page.getByRole('note')).toBeVisible();
  await watched.holds('watched folders');
  await page.getByRole('main').getByRole('list', { name: 'Folders' }).getByRole('button', { name: /^Attune demo/ }).click();
  await page.getByRole('button', { name: 'Show more' }).click();
  const complaints = await page.evaluate(async () => {
    const { unhurt } = window;
    const rows = (): HTMLButtonElement[] => [...document.querySelectorAll<HTMLButtonElement>('main ul[aria-label=Folders] button')];
    await unhurt.until(() => rows().length > 300, 'all folders');
    const found = new Set(unhurt.complaints());
    const names = rows().map((row) => row.querySelector('.name')?.textContent ?? '');
    for (const at of names.keys()) {
      if (at % 10 > 0) continue;
      if (!rows()[at]) (document.querySelector('main .button.quiet') as HTMLButtonElement).click();
      await unhurt.until(() => rows().length > at, 'folders again');
      rows()[at]?.click();
      await unhurt.until(() => document.querySelector('[aria-current=page].truncate')?.textContent === names[at], `the folder ${at}`);
      for (const complaint of unhurt.complaints()) found.add(`${names[at]?.slice(0, 40)}: ${complaint}`);
      (document.querySelectorAll('.crumbs button')[1] as HTMLButtonElement).click();
      await unhurt.until(() => rows().length > 100, 'back');
    }
    return [...found];
  });
  expect(complaints).toEqual([]);
  await watched.holds('a folder');
});

test('every payload can be typed and found, and what is found can be opened', async ({ page }) => {
  const watched = await openHostile(page);
  await page.keyboard.press('Control+k');
  const result = await page.evaluate(async (count) => {
    const { unhurt, __attuneFake: fake } = window;
    const { tracks } = fake!.library;
    const found = new Set<string>();
    const field = document.getElementById('search') as HTMLInputElement;
    const heading = (): string => document.querySelector('main h1')?.textContent ?? '';
    const asked = (): number => fake!.calls.filter((call) => call === 'search').length;
    let said = 0;
    let last = '';
    for (let at = 0; at < count; at++) {
      const text = tracks[at]?.title ?? '';
      const complain = (): void => unhurt.complaints().forEach((one) => found.add(`${at} ${text.slice(0, 40)}: ${one}`));
      const before = asked();
      field.focus();
      field.value = text;
      const typed = field.value.trim();
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
      // A field holds no line ends: some are one question.
      if (typed !== '' && typed !== last) await unhurt.until(() => asked() > before, `an answer to ${at}`);
      last = typed;
      await unhurt.until(() => heading() === 'Search', `the search for ${at}`);
      complain();
      if ([...document.querySelectorAll('#results .name')].some(({ textContent }) => textContent === text)) said++;
      // Of an artist, an album, a playlist in turn, and of all that are long.
      const shelves = [...document.querySelectorAll('#results section')];
      const tile = shelves[at % Math.max(1, shelves.length)]?.querySelector<HTMLElement>('[data-tile]');
      if (tile && (at % 9 === 0 || text.length > 5000)) {
        const name = tile.querySelector('.title')?.textContent ?? '';
        tile.click();
        await unhurt.until(() => heading() === name, `the page of ${name.slice(0, 40)}`);
        complain();
      }
    }
    return { found: [...found], said };
  }, PAYLOADS.length);
  expect(result.found).toEqual([]);
  expect(result.said).toBeGreaterThanOrEqual(200);
  await watched.holds('search');
});

test('what was meant instead, and what is not there, is said as it is', async ({ page }) => {
  const watched = await openHostile(page);
  await page.keyboard.press('Control+k');
  for (const at of PAYLOADS.keys()) {
    if (at % 12 > 0 && (PAYLOADS[at] as string).length < 5000) continue;
    await page.getByRole('textbox', { name: 'Search' }).fill(`mistyped ${at}`);
    await expect(page.getByText('Searched for')).toContainText(`instead of “mistyped ${at}”`);
    await watched.holds(`instead: ${at}`);
  }
  for (const query of ['qqq'.repeat(4000), 'qqq '.repeat(3000), '"><img src=x onerror="window.__hurt = 1">qqq', '\u202Eqqq']) {
    await page.getByRole('textbox', { name: 'Search' }).fill(query);
    await expect(page.getByText(/^Nothing matches/)).toBeVisible();
    await watched.holds('nothing found');
  }
});

test('what plays is called by them, everywhere at once', async ({ page }) => {
  // The queue has the whole height there.
  await page.setViewportSize({ width: 1920, height: 1080 });
  const watched = await openHostile(page);
  await page.evaluate(() => window.__attuneFake!.playView({ scope: { kind: 'all' }, query: '', sort: [{ key: 'path', descending: false }] }, null));
  await expect(page.locator('#queue-0')).toBeVisible();
  await showsAll(page, { scroller: '[aria-label=Queue] [role=grid]', expected: { '.name': 'titles', '.by': 'artists' } });
  const result = await page.evaluate(async (count) => {
    const { unhurt, __attuneFake: fake } = window;
    const found = new Set<string>();
    const titles = new Set<string>();
    const lines = new Set<string>();
    for (let at = 0; at < count; at += 3) {
      await fake!.jumpTo(fake!.queue.items[at]!.itemId);
      const track = fake!.state().track!;
      await unhurt.until(() => document.querySelector('footer .title')?.textContent === track.title, `the title ${at}`);
      await unhurt.until(() => document.querySelector('[aria-label="Similar tracks"] .pick-title') !== null, 'similar tracks');
      titles.add(document.querySelector('footer .title')?.textContent ?? '');
      for (const complaint of unhurt.complaints()) found.add(`${track.title.slice(0, 40)}: ${complaint}`);
      if (at % 30 === 0) {
        (document.getElementById('now-playing') as HTMLButtonElement).click();
        await unhurt.until(() => document.querySelectorAll('.full .line').length > 40, 'its words');
        document.querySelectorAll('.full .line').forEach(({ textContent }) => lines.add(textContent));
        for (const complaint of unhurt.complaints()) found.add(`${track.title.slice(0, 40)}, in full: ${complaint}`);
        document.querySelector('.full')?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
        await unhurt.until(() => document.querySelector('.full') === null, 'the window again');
      }
    }
    return { found: [...found], titles: titles.size, lines: lines.size };
  }, PAYLOADS.length);
  expect(result.found).toEqual([]);
  expect(result.titles).toBeGreaterThanOrEqual(100);
  expect(result.lines).toBeGreaterThanOrEqual(200);
  await watched.holds('the player');
});

test('mixes and playlists are called by them', async ({ page }) => {
  const watched = await openHostile(page);
  await expect(page.locator('#mix-tab-1')).toBeVisible();
  const mixes = await page.evaluate(async () => {
    const { unhurt, __attuneFake: fake } = window;
    const found = new Set<string>();
    const names = new Set<string>();
    for (let round = 0; round < 53; round++) {
      const first = (await fake!.dailyMixes()).mixes[0]?.name ?? '';
      await unhurt.until(() => (document.getElementById('mix-tab-1') as HTMLElement).title === first, `round ${round}`);
      document.querySelectorAll('[role=tab] .name').forEach(({ textContent }) => names.add(textContent));
      for (const complaint of unhurt.complaints()) found.add(complaint);
      await fake!.regenerateMixes();
    }
    return { found: [...found], names: names.size };
  });
  expect(mixes.found).toEqual([]);
  expect(mixes.names).toBeGreaterThanOrEqual(300);
  const playlists = await page.evaluate(async () => {
    const { unhurt } = window;
    const found = new Set<string>();
    let said = 0;
    for (const [at, link] of [...document.querySelectorAll<HTMLElement>('.playlist-link')].entries()) {
      if (at % 3 > 0 && (link.textContent?.length ?? 0) < 5000) continue;
      const name = link.querySelector('.name')?.textContent ?? '';
      link.click();
      await unhurt.until(() => document.querySelector('main h1')?.textContent === name && document.querySelector('.playlist .track .name') !== null, `the playlist ${at}`);
      for (const complaint of unhurt.complaints()) found.add(`${name.slice(0, 40)}: ${complaint}`);
      said++;
    }
    return { found: [...found], said };
  });
  expect(playlists.found).toEqual([]);
  expect(playlists.said).toBeGreaterThan(100);
  await watched.holds('playlists');
});
