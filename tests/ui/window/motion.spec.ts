import { expect, test, type Page } from '@playwright/test';
import { goTo, notices, open, play } from './window';

/** The longest that anything in the window takes to change, in seconds, by what it is. */
function durations(page: Page, selector: string): Promise<number[]> {
  return page.evaluate((wanted) => {
    const seconds = (list: string): number[] => list.split(',').map((text) => (text.trim().endsWith('ms') ? parseFloat(text) / 1000 : parseFloat(text)));
    return [...document.querySelectorAll(wanted)].flatMap((element) =>
      [null, '::before', '::after'].map((part) => {
        const { transitionDuration, animationDuration, animationName } = getComputedStyle(element, part);
        return Math.max(...seconds(transitionDuration), ...(animationName === 'none' ? [] : seconds(animationDuration)));
      }),
    );
  }, selector);
}
const longest = async (page: Page, selector: string): Promise<number> => Math.max(...(await durations(page, selector)));

/** What moves: a tile's buttons over its cover, the cover of what plays, a button, a heading that folds, a notice that rises. */
const MOVING = ['[data-tile] *', '.now .open', '.icon-button', '.button', '[aria-expanded] *', '.toasts > *', '.waveform .head', '.tabs .faces'];

async function fill(page: Page): Promise<void> {
  await open(page, '20');
  await play(page, 'Kites');
  await play(page, 'Overpass');
  await expect(notices(page).getByText('Queue replaced')).toBeVisible();
  await goTo(page, 'Genres');
  await expect(page.locator('[data-tile]').first()).toBeVisible();
}

test.describe('where motion is welcome', () => {
  test.use({ reducedMotion: 'no-preference' });
  test('covers, rows and notices change within a moment, none slowly', async ({ page }) => {
    await fill(page);
    for (const selector of MOVING) {
      const found = await longest(page, selector);
      expect(found, selector).toBeGreaterThanOrEqual(0.1);
      expect(found, selector).toBeLessThanOrEqual(0.25);
    }
  });
});

test.describe('where less of it is asked for', () => {
  test.use({ reducedMotion: 'reduce' });
  test('nothing in the window takes time to change', async ({ page }) => {
    await fill(page);
    for (const selector of MOVING) expect((await durations(page, selector)).length, selector).toBeGreaterThan(0);
    expect(await longest(page, '*')).toBeLessThanOrEqual(0.0001);
    // Neither do what is in front of it, and a preview that counts its ten seconds.
    await page.getByRole('grid', { name: 'Similar tracks' }).focus();
    await page.keyboard.press(' ');
    await expect(page.getByRole('img', { name: 'Preview' })).toBeVisible();
    await page.getByRole('button', { name: 'Settings' }).click();
    await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
    expect(await longest(page, '*')).toBeLessThanOrEqual(0.0001);
  });
});
