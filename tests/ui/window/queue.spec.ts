import { expect, test, type Locator, type Page } from '@playwright/test';
import { entries } from './places';
import { drawn, open, play, playingTitle, queueTitles, region, trackNamed } from './window';

const START = ['Neon Arithmetic', 'Overpass', 'Slow Elevator', 'First Ferry', 'Low Water'];

test.beforeEach(async ({ page }) => {
  await open(page, '20');
  await play(page, 'Neon Arithmetic');
});

test('the playing item is marked, and what was added automatically comes after a label', async ({ page }) => {
  const queue = region(page, 'Queue');
  await expect(queue.getByRole('row').filter({ hasText: 'Neon Arithmetic' })).toHaveAttribute('aria-current', 'true');
  await expect(queue.getByText(/ left of .* ends at /)).toBeVisible();
  await page.evaluate(() => {
    const { queue: items } = window.__attuneFake!;
    items.items[3]!.origin = items.items[4]!.origin = 'automatic';
    items.items.splice(5);
    window.__attuneFake!.emit({ type: 'queueChanged', revision: ++items.revision });
  });
  const rows = queue.getByRole('grid').getByRole('row');
  await expect(rows).toHaveCount(6);
  await expect(rows.nth(3)).toHaveText('Added automatically');
  await expect(rows.nth(4)).toContainText('First Ferry');
});

test('removing is undone and redone from the keyboard', async ({ page }) => {
  await region(page, 'Queue').getByRole('row').filter({ hasText: 'Overpass' }).click();
  await page.keyboard.press('Delete');
  await expect.poll(() => queueTitles(page, 2)).toEqual(['Neon Arithmetic', 'Slow Elevator']);
  await expect(page.getByText('1 track removed')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect.poll(() => queueTitles(page, 2)).toEqual(START.slice(0, 2));
  await page.keyboard.press('Control+Shift+Z');
  await expect.poll(() => queueTitles(page, 2)).toEqual(['Neon Arithmetic', 'Slow Elevator']);
});

test('replacing the queue offers to undo, which brings it back', async ({ page }) => {
  await page.getByRole('textbox', { name: 'Search' }).fill('nocturne');
  await expect(page.getByText('2 results')).toBeVisible();
  await trackNamed(page, 'Nocturne No. 7').dblclick();
  await expect.poll(() => playingTitle(page)).toBe('Nocturne No. 7');
  const notice = page.getByRole('region', { name: 'Notices' });
  await expect(notice).toContainText('Queue replaced');
  await notice.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => queueTitles(page, 5)).toEqual(START);
});

test('clearing can be undone from the header', async ({ page }) => {
  const queue = region(page, 'Queue');
  await queue.getByRole('button', { name: 'Clear queue' }).click();
  await expect(queue.getByText('The queue is empty')).toBeVisible();
  await queue.getByRole('button', { name: 'Undo' }).click();
  await expect(queue.getByRole('row').filter({ hasText: 'Overpass' })).toBeVisible();
});

test('what a cleared or replaced queue played goes on where it was', async ({ page }) => {
  const state = () => page.evaluate(() => window.__attuneFake!.state());
  const notice = page.getByRole('region', { name: 'Notices' });
  await page.evaluate(() => window.__attuneFake!.seek(60_000));
  await region(page, 'Queue').getByRole('button', { name: 'Clear queue' }).click();
  await expect.poll(async () => (await state()).status).toBe('stopped');
  await notice.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(async () => (await state()).status).toBe('playing');
  expect((await state()).track?.title).toBe('Neon Arithmetic');
  expect((await state()).positionMs).toBeGreaterThanOrEqual(60_000);
  await play(page, 'Low Water');
  await notice.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => playingTitle(page)).toBe('Neon Arithmetic');
  expect((await state()).positionMs).toBeGreaterThanOrEqual(60_000);
});

test('Alt with an arrow moves an item and says where it went', async ({ page }) => {
  await region(page, 'Queue').getByRole('row').filter({ hasText: 'Slow Elevator' }).click();
  await page.keyboard.press('Alt+ArrowDown');
  await expect.poll(() => queueTitles(page, 5)).toEqual(['Neon Arithmetic', 'Overpass', 'First Ferry', 'Slow Elevator', 'Low Water']);
  // The program speaks of the playing track after every edit; that is no news.
  await expect(region(page, 'Queue').getByRole('row').nth(3)).toContainText('Slow Elevator');
  await drawn(page);
  await expect(page.locator('[aria-live=polite].visually-hidden')).toHaveText('Slow Elevator moved to position 4');
  // Held down on a program that answers first and moves later: each step acts on what the last one left.
  await page.evaluate(() => {
    const fake = window.__attuneFake!;
    const moveItems = fake.moveItems.bind(fake);
    fake.moveItems = async (ids, to) => void setTimeout(() => void moveItems(ids, to), 40);
  });
  for (let i = 0; i < 3; i++) await page.keyboard.press('Alt+ArrowUp');
  await expect.poll(() => queueTitles(page, 5)).toEqual(['Slow Elevator', 'Neon Arithmetic', 'Overpass', 'First Ferry', 'Low Water']);
});

test('dragging moves an item to where it is let go, and Escape calls it off', async ({ page }) => {
  const rows = region(page, 'Queue').getByRole('grid').getByRole('row');
  const from = (await rows.nth(1).boundingBox())!;
  const to = (await rows.nth(2).boundingBox())!;
  const drag = async (): Promise<void> => {
    await page.mouse.move(from.x + 80, from.y + from.height / 2);
    await page.mouse.down();
    await page.mouse.move(from.x + 80, from.y + from.height, { steps: 4 });
    await page.mouse.move(to.x + 80, to.y + to.height - 4, { steps: 4 });
  };
  await drag();
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await expect.poll(() => queueTitles(page, 5)).toEqual(START);

  await drag();
  await page.mouse.up();
  await expect.poll(() => queueTitles(page, 5)).toEqual(['Neon Arithmetic', 'Slow Elevator', 'Overpass', 'First Ferry', 'Low Water']);
});

async function held(page: Page, from: Locator, to: Locator, within: number): Promise<void> {
  const [start, end] = [(await from.boundingBox())!, (await to.boundingBox())!];
  await page.mouse.move(start.x + 120, start.y + start.height / 2);
  await page.mouse.down();
  await page.mouse.move(start.x + 126, start.y + start.height / 2 + 6, { steps: 2 });
  await page.mouse.move(end.x + 60, end.y + end.height * within, { steps: 8 });
  await drawn(page);
}

test('rows of the queue are dragged onto a playlist as well, and stay in the queue', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 1800 });
  const rows = region(page, 'Queue').getByRole('grid').getByRole('row');
  await rows.filter({ hasText: 'Overpass' }).click();
  await rows.filter({ hasText: 'First Ferry' }).click({ modifiers: ['Control'] });
  const playlist = page.getByRole('navigation').getByRole('button', { name: 'Long drive' });
  await held(page, rows.filter({ hasText: 'First Ferry' }), playlist, 0.5);
  await expect(page.locator('.ghost')).toContainText('2 tracks');
  await expect(playlist).toHaveClass(/into/);
  await expect(page.locator('.queue-list .drop')).toHaveCount(0);
  await page.mouse.up();
  await expect.poll(async () => (await entries(page, 'Long drive')).slice(-2)).toEqual(['Overpass', 'First Ferry']);
  await expect.poll(() => queueTitles(page, 5)).toEqual(START);
  await expect(rows.and(page.locator('[aria-selected=true]'))).toHaveCount(2);

  // Both together to another place of the queue, from there.
  await held(page, rows.filter({ hasText: 'Overpass' }), rows.nth(4), 0.95);
  await page.mouse.up();
  await expect.poll(() => queueTitles(page, 5)).toEqual(['Neon Arithmetic', 'Slow Elevator', 'Low Water', 'Overpass', 'First Ferry']);
});

test('what was added automatically is dragged over the label and is yours, and nothing of yours falls below it', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 1800 });
  await page.evaluate(async () => {
    const fake = window.__attuneFake!;
    await fake.removeItems(fake.queue.items.slice(3).map(({ itemId }) => itemId));
    fake.addAutomatically();
  });
  const rows = region(page, 'Queue').getByRole('grid').getByRole('row');
  const yours = () => page.evaluate(() => window.__attuneFake!.queue.yours);
  const label = rows.filter({ hasText: 'Added automatically' });
  await expect(label).toBeVisible();
  await expect.poll(() => yours()).toBe(3);
  const all = await queueTitles(page);
  const mark = async (): Promise<number> => Math.round((await page.locator('.queue-list .drop').boundingBox())!.y);
  const top = async (row: Locator): Promise<number> => Math.round((await row.boundingBox())!.y) - 1;

  // The first below the label: nothing is moved but the label. Below it, where it stands already, nothing happens.
  await held(page, rows.nth(4), label, 0.9);
  await expect.poll(() => mark()).toBe(await top(rows.nth(4)));
  await page.mouse.up();
  await drawn(page);
  await expect.poll(() => yours()).toBe(3);
  await held(page, rows.nth(4), label, 0.1);
  await expect.poll(() => mark()).toBe(await top(label));
  await page.mouse.up();
  await expect.poll(yours).toBe(4);
  await expect.poll(() => queueTitles(page)).toEqual(all);
  await expect(rows.nth(4)).toHaveText('Added automatically');
  await expect(page.locator('[aria-live=polite].visually-hidden')).toHaveText(`${all[3]} moved to position 4`);
  await page.keyboard.press('Control+z');
  await expect.poll(yours).toBe(3);

  // A later one, to the middle of what is yours.
  await held(page, rows.nth(6), rows.nth(1), 0.1);
  await page.mouse.up();
  await expect.poll(() => queueTitles(page, 4)).toEqual([all[0], all[5], all[1], all[2]]);
  await expect.poll(() => yours()).toBe(4);

  // Yours, far below: it stops at the label, and so does what comes from elsewhere.
  await held(page, rows.nth(1), rows.nth(6), 0.9);
  await expect.poll(() => mark()).toBe(await top(label));
  await page.mouse.up();
  await expect.poll(() => queueTitles(page, 4)).toEqual([all[0], all[1], all[2], all[5]]);
  await expect.poll(() => yours()).toBe(4);
  await held(page, trackNamed(page, 'Tres Cafès'), rows.nth(6), 0.9);
  await expect.poll(() => mark()).toBe(await top(label));
  await page.mouse.up();
  await expect.poll(yours).toBe(5);
  expect((await queueTitles(page))[4]).toBe('Tres Cafès');
});

test('the program adds nothing by itself, and the demonstration does not either', async ({ page }) => {
  await expect.poll(() => page.evaluate(() => window.__attuneFake!.queue.items.every(({ origin }) => origin === 'yours'))).toBe(true);
  expect((await queueTitles(page)).length).toBe(20);
  await expect(region(page, 'Queue').getByText('Added automatically')).toHaveCount(0);
});

test('double click jumps, and the button of a row takes it out', async ({ page }) => {
  const queue = region(page, 'Queue');
  await queue.getByRole('row').filter({ hasText: 'Slow Elevator' }).dblclick();
  await expect.poll(() => playingTitle(page)).toBe('Slow Elevator');
  const row = queue.getByRole('row').filter({ hasText: 'Overpass' });
  await row.hover();
  await row.getByRole('button', { name: 'Remove Overpass from the queue' }).click();
  await expect.poll(() => queueTitles(page, 2)).toEqual(['Neon Arithmetic', 'Slow Elevator']);
});

test('an offer to undo lasts until the next edit, which it would undo instead', async ({ page }) => {
  const notices = page.getByRole('region', { name: 'Notices' });
  const add = async (title: string): Promise<void> => {
    await trackNamed(page, title).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Play next' }).click();
    await expect(notices.getByRole('group').first()).toContainText(`${title} plays next`);
  };
  await add('Kites');
  await add('Tres Cafès');
  await expect(notices.getByText('Kites plays next')).toHaveCount(0);
  const undo = notices.getByRole('button', { name: 'Undo' });
  await expect(undo).toHaveCount(1);
  await undo.click();
  await expect.poll(() => queueTitles(page, 3)).toEqual(['Neon Arithmetic', 'Kites', 'Overpass']);
  await expect(undo).toHaveCount(0);

  for (const edit of ['Alt+ArrowDown', 'Control+z']) {
    await add('Tres Cafès');
    await expect(undo).toHaveCount(1);
    await region(page, 'Queue').getByRole('row').filter({ hasText: 'Overpass' }).click();
    await page.keyboard.press(edit);
    await expect(undo).toHaveCount(0);
  }
  await add('Tres Cafès');
  await expect(undo).toHaveCount(1);
  await page.getByRole('button', { name: 'Shuffle', exact: true }).click();
  await expect(undo).toHaveCount(0);
});

test('the list goes to another playing item, and stays where it is otherwise', async ({ page }) => {
  const list = region(page, 'Queue').getByRole('grid');
  const top = (): Promise<number> => list.evaluate((node) => node.scrollTop);
  await list.evaluate((node) => (node.scrollTop = 300));
  await drawn(page);
  // Edits by others, and a window of rows that comes anew.
  await page.evaluate(async () => {
    const fake = window.__attuneFake!;
    await fake.playNext([5], { kind: 'library', detail: null });
    await fake.append([6], { kind: 'library', detail: null });
    fake.queue.items.unshift(...fake.queue.make([7, 8]));
    fake.emit({ type: 'queueChanged', revision: ++fake.queue.revision });
  });
  await expect(list).toHaveAttribute('aria-rowcount', /2[4-9]|3\d/);
  await drawn(page);
  await expect.poll(() => top()).toBe(300);

  await page.evaluate(async () => {
    const fake = window.__attuneFake!;
    await fake.jumpTo(fake.queue.items[12]!.itemId);
  });
  await expect.poll(top).toBe(11 * 44);
});

test('the queue goes on with similar tracks when it is told to, as near as was chosen', async ({ page }) => {
  await open(page, '20');
  await play(page, 'Kites');
  const queue = region(page, 'Queue');
  const button = queue.getByRole('button', { name: 'Go on with similar tracks' });
  await button.click();
  const menu = page.getByRole('menu', { name: 'Go on with similar tracks' });
  await expect(menu.getByRole('menuitemradio', { name: 'Off' })).toBeChecked();
  await menu.getByRole('menuitemradio', { name: 'Locked in' }).click();
  await expect.poll(() => page.evaluate(() => window.__attuneFake!.radioSettings)).toEqual({ on: true, strictness: 'lockedIn', stays: false });
  await button.click();
  await expect(menu.getByRole('menuitemradio', { name: 'Locked in' })).toBeChecked();
  await menu.getByRole('menuitemcheckbox', { name: 'Stay with what I chose' }).click();
  await expect.poll(() => page.evaluate(() => window.__attuneFake!.radioSettings)).toEqual({ on: true, strictness: 'lockedIn', stays: true });
  await button.click();
  await expect(menu.getByRole('menuitemcheckbox', { name: 'Stay with what I chose' })).toBeChecked();
  await page.keyboard.press('Escape');
  await expect(button).toBeFocused();
});
