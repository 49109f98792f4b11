import { expect, type Locator, type Page } from '@playwright/test';

export type Library = '0' | '20' | '100000' | 'hostile';

/** Opens the window on the in-memory program and waits for its first answers. */
export async function open(page: Page, library: Library): Promise<void> {
  await page.goto(`/?fake=${library}`);
  if (library === '0') await expect(page.getByRole('button', { name: 'Choose a folder' })).toBeVisible();
  else await expect(trackRow(page, 0).getByRole('gridcell').nth(1)).not.toContainText('Loading');
}

export const tracks = (page: Page): Locator => page.getByRole('grid', { name: 'Tracks', exact: true });
/** A row of the main list by its place in the view, the first being 0. */
export const trackRow = (page: Page, place: number): Locator => page.locator(`[aria-rowindex="${place + 2}"]`).and(page.getByRole('row')).first();
export const trackNamed = (page: Page, title: string): Locator =>
  tracks(page).getByRole('row').filter({ has: page.getByText(title, { exact: true }) });
/** Goes to a place by its name in the sidebar. */
export async function goTo(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Library and folders' }).getByRole('button', { name: new RegExp(`^${name}`) }).first().click();
  await expect(page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible();
}
export const region = (page: Page, name: 'Queue' | 'Similar tracks' | 'Daily mix'): Locator => page.getByRole('region', { name, exact: true });
export const notices = (page: Page): Locator => page.getByRole('region', { name: 'Notices' });
export const player = (page: Page): Locator => page.getByRole('contentinfo', { name: 'Player' });

/** What the program holds in its queue, by title: the truth behind the window. */
export function queueTitles(page: Page, count = 30): Promise<string[]> {
  return page.evaluate((limit) => {
    const { queue, library } = window.__attuneFake!;
    return queue.items.slice(0, limit).map((item) => library.tracks[item.trackId - 1]!.title);
  }, count);
}

export function playingTitle(page: Page): Promise<string | null> {
  return page.evaluate(() => window.__attuneFake!.state().track?.title ?? null);
}

export async function play(page: Page, title: string): Promise<void> {
  await trackNamed(page, title).dblclick();
  await expect.poll(() => playingTitle(page)).toBe(title);
  await expect(player(page).getByText(title, { exact: true })).toBeVisible();
}

/** What the list in a region has selected, by what its rows say. */
export function selectedIn(list: Locator): Promise<string[]> {
  return list.getByRole('row', { selected: true }).allInnerTexts();
}

/** Two frames: everything that follows from what has come is drawn. */
export function drawn(page: Page): Promise<void> {
  return page.evaluate(() => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))));
}

/** How often the window asked the program for something. */
export function calls(page: Page, name: string): Promise<number> {
  return page.evaluate((wanted) => window.__attuneFake!.calls.filter((call) => call === wanted).length, name);
}
