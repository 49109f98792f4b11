import { expect, test, type Page } from '@playwright/test';
import { calls, goTo, notices, open, playingTitle, queueTitles, region, trackNamed, tracks } from './window';

const main = (page: Page) => page.getByRole('main');
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true });

test('places are gone to, back and forth, and are found as they were left', async ({ page }) => {
  await open(page, '20');
  await trackNamed(page, 'Kites').click();
  await goTo(page, 'Albums');
  const albums = page.getByRole('grid', { name: 'Albums' });
  await expect(albums).toBeFocused();
  await albums.getByText('Harbour Light').click();
  await expect(heading(page, 'Harbour Light')).toBeVisible();
  await main(page).getByRole('button', { name: 'Marta Lindqvist' }).click();
  await expect(heading(page, 'Marta Lindqvist')).toBeVisible();
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(heading(page, 'Harbour Light')).toBeVisible();
  await main(page).getByRole('button', { name: 'Forward' }).click();
  await expect(heading(page, 'Marta Lindqvist')).toBeVisible();
  for (let i = 0; i < 3; i++) await page.keyboard.press('Alt+ArrowLeft');
  await expect(heading(page, 'Tracks')).toBeVisible();
  await expect(trackNamed(page, 'Kites')).toHaveAttribute('aria-selected', 'true');
  await expect(page).toHaveTitle('Attune');
});

test('a long list is as far down as it was when it is come back to, and the last place outlives the window', async ({ page }) => {
  await open(page, '100000');
  await tracks(page).evaluate((node) => (node.scrollTop = 440_000));
  await expect(page.locator('#track-10000')).toBeInViewport();
  await goTo(page, 'Artists');
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(page.locator('#track-10000')).toBeInViewport();
  await goTo(page, 'Genres');
  await page.reload();
  await expect(heading(page, 'Genres')).toBeVisible();
});

test('columns are chosen, moved and sized, and stay so', async ({ page }) => {
  await page.setViewportSize({ width: 1500, height: 800 });
  await open(page, '20');
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Plays' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Genre' }).click();
  await page.keyboard.press('Escape');
  const names = () => tracks(page).getByRole('columnheader').evaluateAll((all) => all.flatMap((node) => (node as HTMLElement).dataset.column ?? []));
  await expect.poll(() => names()).toEqual(['title', 'artist', 'album', 'genre', 'year', 'duration']);
  await page.getByRole('button', { name: 'Genre', exact: true }).focus();
  await page.keyboard.press('Control+Shift+ArrowLeft');
  await expect.poll(names).toEqual(['title', 'artist', 'genre', 'album', 'year', 'duration']);
  const artist = page.getByRole('columnheader', { name: 'Artist' });
  const before = (await artist.boundingBox())!.width;
  await page.getByRole('button', { name: 'Artist', exact: true }).focus();
  await page.keyboard.press('Shift+ArrowRight');
  await expect.poll(async () => Math.round((await artist.boundingBox())!.width - before)).toBe(16);
  const edge = (await artist.boundingBox())!;
  await page.mouse.move(edge.x + edge.width + 6, edge.y + 8);
  await page.mouse.down();
  await page.mouse.move(edge.x + edge.width - 24, edge.y + 8, { steps: 3 });
  await page.mouse.up();
  await expect.poll(async () => Math.round((await artist.boundingBox())!.width - before)).toBe(-14);
  await page.reload();
  await expect.poll(names).toEqual(['title', 'artist', 'genre', 'album', 'year', 'duration']);
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('menuitem', { name: 'Usual columns' }).click();
  await expect.poll(names).toEqual(['title', 'artist', 'album', 'year', 'plays', 'duration']);
});

test('a table never scrolls sideways', async ({ page }) => {
  for (const width of [960, 1160, 1500, 1920]) {
    await page.setViewportSize({ width, height: 700 });
    await open(page, '20');
    expect(await tracks(page).evaluate((node) => node.scrollWidth - node.clientWidth), String(width)).toBe(0);
  }
});

test('a second key sorts within the first, and a third click takes an order away', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 800 });
  await open(page, '20');
  const by = (name: string) => tracks(page).getByRole('button', { name, exact: true });
  await by('Year').click();
  await by('Year').click();
  await expect(page.getByRole('columnheader', { name: 'Year' })).toHaveAttribute('aria-sort', 'descending');
  await by('Title').click({ modifiers: ['Shift'] });
  await expect(page.getByRole('columnheader', { name: 'Title' })).toContainText('2');
  const rows = async () => (await tracks(page).getByRole('row').allInnerTexts()).slice(1, 5).map((text) => text.split('\n')[1]);
  await expect.poll(rows).toEqual(['Neon Arithmetic', 'Overpass', 'Slow Elevator', '凌晨四点的海']);
  await by('Title').click({ modifiers: ['Shift'] });
  await expect.poll(rows).toEqual(['Slow Elevator', 'Overpass', 'Neon Arithmetic', '凌晨四点的海']);
  await by('Title').click({ modifiers: ['Shift'] });
  await expect(page.getByRole('columnheader', { name: 'Title' })).not.toContainText('2');
  await by('Year').click();
  await expect(page.getByRole('columnheader', { name: 'Year' })).toHaveAttribute('aria-sort', 'none');
});

test('widths of columns and an order by several keys are found again as they were left', async ({ page }) => {
  await page.setViewportSize({ width: 1500, height: 800 });
  await open(page, '20');
  const column = (name: string) => tracks(page).getByRole('columnheader', { name, exact: true });
  const by = (name: string) => column(name).getByRole('button');
  await by('Year').click();
  await by('Year').click();
  await by('Title').click({ modifiers: ['Shift'] });
  await by('Title').click({ modifiers: ['Shift'] });
  await by('Album').focus();
  for (let i = 0; i < 3; i++) await page.keyboard.press('Shift+ArrowRight');
  await by('Year').focus();
  await page.keyboard.press('Shift+ArrowRight');
  const look = async () => ({
    widths: await tracks(page).getByRole('columnheader').evaluateAll((all) => all.map((node) => Math.round(node.getBoundingClientRect().width))),
    heads: await tracks(page).getByRole('columnheader').evaluateAll((all) => all.map((node) => `${node.textContent} ${node.getAttribute('aria-sort')}`.trim())),
    rows: (await tracks(page).getByRole('row').allInnerTexts()).slice(1, 6),
  });
  await expect.poll(async () => (await look()).rows[0]).toContain('Slow Elevator');
  const left = await look();
  await expect(column('Year')).toHaveAttribute('aria-sort', 'descending');
  await expect(column('Title')).toContainText('2');
  await page.reload();
  await expect(column('Title')).toContainText('2');
  await expect.poll(look).toEqual(left);
});

test('a list is sorted by how much it is like what plays, and again when something else does', async ({ page }) => {
  await page.setViewportSize({ width: 1500, height: 800 });
  await open(page, '20');
  await trackNamed(page, 'Kites').dblclick();
  await expect.poll(() => playingTitle(page)).toBe('Kites');
  await page.getByRole('button', { name: 'Columns' }).click();
  // The window is busy with what just began to play: what counts is the tick, not the click.
  const tick = page.getByRole('menuitemcheckbox', { name: 'Match' });
  await expect(async () => {
    if ((await tick.getAttribute('aria-checked')) !== 'true') await tick.click();
    await expect(tick).toHaveAttribute('aria-checked', 'true', { timeout: 2000 });
  }).toPass();
  await page.keyboard.press('Escape');
  const match = tracks(page).getByRole('columnheader', { name: 'Match' });
  await match.getByRole('button').click();
  await match.getByRole('button').click();
  await expect(match).toHaveAttribute('aria-sort', 'descending');
  const names = (): Promise<string[]> => tracks(page).getByRole('row').locator('.name').allInnerTexts();
  const percents = async (): Promise<number[]> =>
    (await tracks(page).getByRole('img', { name: /like what is playing$/ }).evaluateAll((all) => all.map((bar) => parseInt(bar.getAttribute('aria-label') ?? '', 10))));
  await expect.poll(async () => (await percents()).length).toBeGreaterThan(5);
  const first = await percents();
  expect(first).toEqual([...first].sort((a, b) => b - a));
  expect(new Set(first).size).toBeGreaterThan(3);
  const before = await names();
  await trackNamed(page, before.at(-1)!).dblclick();
  await expect.poll(() => playingTitle(page)).toBe(before.at(-1));
  await expect.poll(names).not.toEqual(before);
  const second = await percents();
  expect(second).toEqual([...second].sort((a, b) => b - a));
});

test.describe('letters find rows', () => {
  const letter = (page: Page, key: string) => page.evaluate((key) => document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })), key);
  const active = (page: Page) => tracks(page).getByRole('row', { selected: true }).locator('.name');

  test('by the name the list is sorted by, without accents and in any script', async ({ page }) => {
    await open(page, '20');
    await tracks(page).focus();
    await page.keyboard.type('nu');
    await expect(page.locator('.bubble')).toHaveText('nu');
    await expect(active(page)).toHaveText('Tres Cafès');
    await page.keyboard.press('Escape');
    await expect(page.locator('.bubble')).toHaveCount(0);
    await letter(page, '北');
    await expect(active(page)).toHaveText('凌晨四点的海');
    await page.getByRole('button', { name: 'Title', exact: true }).click();
    await tracks(page).focus();
    await page.keyboard.type('l');
    await expect(active(page)).toHaveText('Low Water');
    await page.keyboard.press('Escape');
    await page.keyboard.type('slow e');
    await expect(active(page)).toHaveText('Slow Elevator');
    await expect.poll(() => page.evaluate(() => window.__attuneFake!.state().status)).toBe('stopped');
  });

  test('in a hundred thousand, by a handful of questions', async ({ page }) => {
    await open(page, '100000');
    await tracks(page).focus();
    const before = await calls(page, 'listTracks');
    await page.keyboard.type('zoe');
    const selected = tracks(page).getByRole('row', { selected: true });
    await expect(selected).toContainText('Zoë');
    expect(await selected.getAttribute('aria-rowindex')).not.toBe('2');
    expect((await calls(page, 'listTracks')) - before).toBeLessThan(70);
  });

  test('in the wall of albums and of artists', async ({ page }) => {
    await open(page, '100000');
    await goTo(page, 'Artists');
    await page.keyboard.type('tic');
    await expect(page.locator('.bubble')).toHaveClass(/missed/);
    await page.keyboard.press('Escape');
    await letter(page, 'т');
    await expect(page.getByRole('gridcell', { selected: true })).toContainText('Тихий час');
  });
});

test('a place that is named in the sidebar begins unfiltered, and the way back restores its filter', async ({ page }) => {
  await open(page, '20');
  const filter = page.getByRole('textbox', { name: 'Filter: Tracks' });
  await filter.fill('ferry');
  await expect(tracks(page).getByRole('row')).toHaveCount(2);
  await goTo(page, 'Albums');
  await page.getByRole('textbox', { name: 'Filter: Albums' }).fill('paper');
  await expect(page.getByText('1 album', { exact: true })).toBeVisible();
  await goTo(page, 'Tracks');
  await expect(filter).toHaveValue('');
  await expect(trackNamed(page, 'Overpass')).toBeVisible();
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(page.getByRole('textbox', { name: 'Filter: Albums' })).toHaveValue('paper');
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(filter).toHaveValue('ferry');
  await expect(tracks(page).getByRole('row')).toHaveCount(2);
});

test('when all that can be analysed is, home says so and leads to the files that failed', async ({ page }) => {
  await open(page, '20');
  await page.evaluate(() => {
    const fake = window.__attuneFake!;
    for (const track of fake.library.tracks.slice(0, 2)) track.analysed = false;
    const failed = (path: string) => ({ path, stage: 'analysis' as const, reason: { code: 'silent' as const, detail: '' }, attempts: 1 });
    fake.work.failures = [failed('/a/one.flac'), failed('/a/two.flac')];
    fake.emit({ type: 'jobs', jobs: fake.work.view() });
    fake.emit({ type: 'libraryChanged', revision: 900 });
  });
  await goTo(page, 'Home');
  await expect(page.getByText('Every track is analysed but 2 that could not be')).toBeVisible();
  await page.getByRole('button', { name: 'Show the files that failed' }).click();
  await expect(page.getByRole('dialog', { name: 'Background work' }).getByText('two.flac')).toBeVisible();
  await page.keyboard.press('Escape');
  // What waits for its turn is not lost.
  await page.evaluate(() => {
    const fake = window.__attuneFake!;
    fake.work.settled = false;
    for (const track of fake.library.tracks.slice(0, 9)) track.analysed = false;
    fake.emit({ type: 'jobs', jobs: fake.work.view() });
    fake.emit({ type: 'libraryChanged', revision: 901 });
  });
  await expect(page.getByText(/of your tracks are analysed/)).toBeVisible();
});

test('the filter narrows what a page holds, and Ctrl F finds it', async ({ page }) => {
  await open(page, '20');
  await page.keyboard.press('Control+f');
  await expect(page.getByRole('textbox', { name: 'Filter: Tracks' })).toBeFocused();
  await page.keyboard.type('casals');
  await expect(page.getByText('3 results')).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await expect(tracks(page)).toBeFocused();
  await goTo(page, 'Albums');
  await page.getByRole('textbox', { name: 'Filter: Albums' }).fill('papr');
  await expect(page.getByText('Nothing matches “papr”')).toBeVisible();
  await page.getByRole('button', { name: 'Clear filter' }).click();
  await expect(main(page).getByText('8 albums')).toBeVisible();
});

test('the wall of albums is walked in two dimensions, sorted and opened', async ({ page }) => {
  await open(page, '20');
  await goTo(page, 'Albums');
  const at = () => page.getByRole('gridcell', { selected: true }).getAttribute('data-index');
  const columns = Number(await page.getByRole('grid', { name: 'Albums' }).getAttribute('aria-colcount'));
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await expect.poll(at).toBe(String(columns + 1));
  await page.keyboard.press('ArrowUp');
  await expect.poll(at).toBe('1');
  await main(page).getByRole('button', { name: 'Sort by Artist' }).click();
  await page.getByRole('menuitemradio', { name: 'Year' }).click();
  await expect(page.getByRole('gridcell').first()).toContainText('Nightshift');
  await page.getByRole('gridcell').first().click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Add to queue' }).click();
  await expect.poll(() => queueTitles(page)).toEqual(['Neon Arithmetic', 'Overpass', 'Slow Elevator']);
  await page.getByRole('grid', { name: 'Albums' }).focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(heading(page, 'Nightshift')).toBeVisible();
  await expect(page.getByRole('grid', { name: 'Tracks of Nightshift' })).toBeFocused();
});

test('an album tells what it is, is played and liked as a whole, and leads on to what is like it', async ({ page }) => {
  await open(page, '20');
  await goTo(page, 'Albums');
  await page.getByRole('gridcell').filter({ hasText: 'Paper Weather' }).click();
  await expect(main(page)).toContainText('2021');
  await main(page).getByRole('button', { name: 'Play', exact: true }).first().click();
  await expect.poll(() => playingTitle(page)).toBe('Telegraph Hill');
  await main(page).getByRole('button', { name: 'Like all' }).click();
  await expect(main(page).getByRole('button', { name: 'Remove all likes' })).toBeVisible();
  await expect.poll(() => page.evaluate(() => window.__attuneFake!.library.tracks.filter((track) => track.album === 'Paper Weather' && track.liked).length)).toBe(3);
  await main(page).getByRole('button', { name: 'Indie' }).click();
  await expect(heading(page, 'Indie')).toBeVisible();
  await page.keyboard.press('Alt+ArrowLeft');
  const similar = page.getByRole('region', { name: 'Similar albums' }).getByRole('link').first();
  await expect(similar).toHaveAccessibleName(/percent match/);
  await similar.click();
  await expect(heading(page, 'Paper Weather')).toHaveCount(0);
});

test('discs of an album are told apart', async ({ page }) => {
  await open(page, '100000');
  const id = await page.evaluate(() => window.__attuneFake!.shelf.albums.find((album) => album.tracks > 12)!.id);
  await page.evaluate((id) => localStorage.setItem('attune.settings', JSON.stringify({ lastPlace: { kind: 'album', id } })), id);
  await page.reload();
  await expect(main(page).getByText('Disc 1', { exact: true })).toBeVisible();
  await expect(main(page).getByText('2 discs')).toBeVisible();
  await main(page).getByRole('grid', { name: /^Tracks of/ }).focus();
  for (let i = 0; i < 8; i++) await page.keyboard.press('ArrowDown');
  await expect(page.locator('#track-7')).toBeInViewport({ ratio: 1 });
  await expect(main(page).getByText('Disc 2', { exact: true })).toBeVisible();
});

test('an artist has figures, top tracks and artists alike with a track to begin with', async ({ page }) => {
  await open(page, '20');
  await goTo(page, 'Artists');
  await page.getByRole('grid', { name: 'Artists' }).getByRole('gridcell').filter({ hasText: 'Glass Arcade' }).click();
  await expect(main(page)).toContainText('1 album');
  const top = page.getByRole('grid', { name: 'Most played' });
  await expect(top.getByRole('row').first()).toContainText('plays');
  const similar = page.getByRole('region', { name: 'Similar artists' });
  await similar.getByRole('link').first().hover();
  await similar.getByRole('button', { name: /^Play / }).first().click();
  await expect.poll(() => playingTitle(page)).not.toBeNull();
  await page.getByRole('grid', { name: 'Tracks of Glass Arcade' }).getByText('Overpass').dblclick();
  await expect.poll(() => queueTitles(page, 3)).toEqual(['Neon Arithmetic', 'Overpass', 'Slow Elevator']);
});

test('a typing error is forgiven and said, and Escape returns to where one was', async ({ page }) => {
  await open(page, '20');
  await goTo(page, 'Years');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('telegarph');
  await expect(page.getByText('Searched for “telegraph” instead of “telegarph”')).toBeVisible();
  await expect(trackNamed(page, 'Telegraph Hill')).toBeVisible();
  await page.getByRole('textbox', { name: 'Search' }).fill('genre:jazz');
  await expect(page.getByText('3 results')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(heading(page, 'Years')).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.getByRole('button', { name: 'genre:jazz' }).click();
  await expect(page.getByText('3 results')).toBeVisible();
});

test('home has rows of albums and the mixes of the day', async ({ page }) => {
  await open(page, '20');
  await goTo(page, 'Home');
  for (const name of ['Today’s mixes', 'Recently played', 'Recently added']) {
    await expect(page.getByRole('region', { name }).getByRole('link').first()).toBeVisible();
  }
  await expect(main(page).getByText('Every track is analysed')).toBeVisible();
  const row = page.getByRole('region', { name: 'Recently added' });
  await row.getByRole('link').first().focus();
  await page.keyboard.press('ArrowRight');
  await expect(row.getByRole('link').nth(1)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(main(page).getByText('Album', { exact: true })).toBeVisible();
});

test('genres and years are tiles that open and play', async ({ page }) => {
  await open(page, '20');
  await goTo(page, 'Years');
  await expect(page.getByRole('heading', { name: '2020s' })).toBeVisible();
  await page.getByRole('link', { name: /^2021/ }).click();
  await expect(heading(page, '2021')).toBeVisible();
  await expect(page.getByRole('grid', { name: '2021' })).toHaveAttribute('aria-rowcount', '4');
  await goTo(page, 'Genres');
  const jazz = page.getByRole('link', { name: /^Jazz/ });
  await jazz.hover();
  await jazz.getByRole('button', { name: 'Play Jazz' }).click();
  await expect.poll(() => playingTitle(page)).toBe('Tres Cafès');
});

test('folders are gone into and out of, from the sidebar too', async ({ page }) => {
  await open(page, '20');
  await page.getByRole('navigation', { name: 'Library and folders' }).getByRole('button', { name: /^Attune demo/ }).click();
  await expect(heading(page, 'Attune demo')).toBeVisible();
  await main(page).getByRole('button', { name: /^Glass Arcade/ }).click();
  await main(page).getByRole('button', { name: /^Nightshift/ }).click();
  await expect(page.getByRole('grid', { name: 'Nightshift' })).toHaveAttribute('aria-rowcount', '4');
  await page.getByRole('navigation', { name: 'Path' }).getByRole('button', { name: 'All folders' }).click();
  await expect(heading(page, 'Folders')).toBeVisible();
});

test('stars, likes and what is not wanted, for several at once, from the keyboard', async ({ page }) => {
  await open(page, '20');
  await trackNamed(page, 'Kites').click();
  await trackNamed(page, 'Overpass').click({ modifiers: ['Control'] });
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Stars' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('menu', { name: 'Stars' }).getByRole('menuitemradio')).toHaveCount(6);
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  const told = (title: string) => page.evaluate((title) => window.__attuneFake!.library.tracks.find((track) => track.title === title)!.stars, title);
  await expect.poll(async () => [await told('Kites'), await told('Overpass')]).toEqual([5, 5]);
  await trackNamed(page, 'Kites').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Recommendations' }).click();
  await page.getByRole('menuitem', { name: 'Not now Until Attune closes' }).click();
  await expect(page.getByText('2 tracks are not suggested again until Attune closes')).toBeVisible();
  const said = () => page.evaluate(async () => (await window.__attuneFake!.listFeedback()).map(({ track, feedback }) => `${track.title} ${feedback}`).sort());
  await expect.poll(said).toEqual(['Kites notNow', 'Overpass notNow']);
  await notices(page).getByRole('button', { name: 'Undo' }).click();
  await expect.poll(said).toEqual([]);
  await trackNamed(page, 'Tres Cafès').click();
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Recommendations' }).click();
  await page.getByRole('menuitem', { name: /^Never suggest/ }).click();
  const named = notices(page).getByRole('group').filter({ hasText: '“Tres Cafès” is never suggested again' });
  await expect.poll(said).toEqual(['Tres Cafès never']);
  await named.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(said).toEqual([]);
});

test('rows and albums are dragged into the queue at a place', async ({ page }) => {
  await open(page, '20');
  await trackNamed(page, 'Neon Arithmetic').dblclick();
  await expect.poll(() => queueTitles(page, 3)).toEqual(['Neon Arithmetic', 'Overpass', 'Slow Elevator']);
  const from = (await trackNamed(page, 'Tres Cafès').boundingBox())!;
  const to = (await region(page, 'Queue').getByRole('row').nth(1).boundingBox())!;
  await page.mouse.move(from.x + 120, from.y + 20);
  await page.mouse.down();
  await page.mouse.move(to.x + 60, to.y + 4, { steps: 6 });
  await expect(page.locator('.queue-list .drop')).toBeVisible();
  await page.mouse.up();
  await expect.poll(() => queueTitles(page, 3)).toEqual(['Neon Arithmetic', 'Tres Cafès', 'Overpass']);
  await page.getByText('1 track added to the queue').locator('..').getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => queueTitles(page, 3)).toEqual(['Neon Arithmetic', 'Overpass', 'Slow Elevator']);
});

test('what is dropped on the window is opened', async ({ page }) => {
  await open(page, '20');
  await page.evaluate(() => window.__attuneFake!.drop({ phase: 'drop', paths: ['/tmp/one.flac', '/tmp/more'] }));
  await expect.poll(() => page.evaluate(() => window.__attuneFake!.opened)).toEqual({ paths: ['/tmp/one.flac', '/tmp/more'], play: true });
});
