import { expect, type Page } from '@playwright/test';

type Place = 'Playlists' | 'History' | 'Statistics';

/** Opens the window on a library and goes to a place of the sidebar. */
export async function goTo(page: Page, library: string, place: Place): Promise<void> {
  await page.goto(`/?fake=${library}`);
  await page.getByRole('navigation').getByRole('button', { name: place, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: place })).toBeVisible();
}

/** What the program holds in a playlist, by title; null for what is away. */
export function entries(page: Page, name: string): Promise<(string | null)[]> {
  return page.evaluate((wanted) => {
    const { lists, library } = window.__attuneFake!;
    const found = lists.lists.find((list) => list.name === wanted);
    return (found?.entries ?? []).map(({ trackId }) => (trackId === null ? null : library.tracks[trackId - 1]!.title));
  }, name);
}
export function playlistNames(page: Page): Promise<string[]> {
  return page.evaluate(() => window.__attuneFake!.lists.lists.map(({ name }) => name));
}
