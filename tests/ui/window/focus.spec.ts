import { expect, test } from '@playwright/test';
import { open, play, playingTitle, queueTitles, region, trackNamed, tracks } from './window';

// Who has the keyboard, and who does not take it.

test('a button in a row leaves the keyboard to the list', async ({ page }) => {
  await open(page, '20');
  await trackNamed(page, 'Overpass').click();
  const row = trackNamed(page, 'Low Water');
  await row.hover();
  await row.getByRole('button', { name: /Low Water/ }).first().click();
  await expect(tracks(page)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect.poll(() => playingTitle(page)).toBe('Slow Elevator');

  const queue = region(page, 'Queue').getByRole('grid');
  await queue.getByRole('row').filter({ hasText: 'First Ferry' }).click();
  const other = queue.getByRole('row').filter({ hasText: 'Window, Half Open' });
  await other.hover();
  await other.getByRole('button').click();
  await expect.poll(() => queueTitles(page)).not.toContain('Window, Half Open');
  await page.keyboard.press('Delete');
  await expect.poll(() => queueTitles(page)).not.toContain('First Ferry');
  // Space is still the player's, not the button's.
  await page.keyboard.press(' ');
  await expect.poll(() => page.evaluate(() => window.__attuneFake!.state().status)).toBe('paused');

  const similar = region(page, 'Similar tracks').getByRole('grid');
  await page.keyboard.press('Alt+s');
  const first = similar.getByRole('row').first();
  await first.hover();
  await first.getByRole('button').first().click();
  await expect(similar).toBeFocused();
});

test('a row button does not take the keyboard from a field either', async ({ page }) => {
  await open(page, '20');
  await page.getByRole('textbox', { name: 'Search' }).focus();
  const row = trackNamed(page, 'Overpass');
  await row.hover();
  await row.getByRole('button', { name: 'Like Overpass' }).click();
  await expect(page.getByRole('textbox', { name: 'Search' })).toBeFocused();
});

test('keys of an input method are not commands of the search field', async ({ page }) => {
  await open(page, '20');
  const field = page.getByRole('textbox', { name: 'Search' });
  await field.fill('ka');
  await page.evaluate(() => {
    const input = document.getElementById('search')!;
    for (const key of ['Enter', 'Escape', 'ArrowDown']) {
      input.dispatchEvent(new KeyboardEvent('keydown', { key, isComposing: true, bubbles: true, cancelable: true }));
      input.dispatchEvent(new KeyboardEvent('keydown', { key, keyCode: 229, bubbles: true, cancelable: true }));
    }
  });
  await expect(field).toBeFocused();
  await expect(field).toHaveValue('ka');
  await page.keyboard.press('Escape');
  await expect(field).toHaveValue('');
});

test('Escape closes a panel whose focused button is gone', async ({ page }) => {
  await open(page, '20');
  await page.evaluate(() => {
    const { work } = window.__attuneFake!;
    work.failures = [{ path: '/m/broken.flac', stage: 'analysis', reason: { code: 'endsEarly', detail: '' }, attempts: 2 }];
    work.changed();
  });
  await page.getByRole('button', { name: '1 file failed' }).click();
  const details = page.getByRole('dialog', { name: 'Background work' });
  await details.getByRole('button', { name: 'Try again' }).focus();
  await page.keyboard.press('Enter');
  await expect(details.getByText('Every file could be read.')).toBeVisible();
  // Single keys mean the panel, not the player behind it.
  await page.keyboard.press('Alt+m');
  await page.keyboard.press('Escape');
  await expect(details).toHaveCount(0);
  await expect.poll(() => page.evaluate(() => window.__attuneFake!.state().volume)).toBe(0.8);
});

test('a pointer that is taken away lets go of the position and of a dragged item', async ({ page }) => {
  await open(page, '20');
  await play(page, 'Neon Arithmetic');
  const position = page.getByRole('slider', { name: 'Position' });
  const box = (await position.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.8, box.y + box.height / 2);
  await expect(position).not.toHaveAttribute('aria-valuetext', /^0:0\d of/);
  await position.evaluate((node) => node.dispatchEvent(new PointerEvent('pointercancel', { bubbles: true })));
  await expect(position).toHaveAttribute('aria-valuetext', /^0:0\d of/);
  await page.mouse.up();
  // What was heard on the way is taken back.
  await expect.poll(() => page.evaluate(() => window.__attuneFake!.clock.position())).toBeLessThan(10_000);

  const before = await queueTitles(page);
  const row = (await region(page, 'Queue').getByRole('row').nth(1).boundingBox())!;
  await page.mouse.move(row.x + 80, row.y + 20);
  await page.mouse.down();
  await page.mouse.move(row.x + 80, row.y + 110, { steps: 4 });
  await expect(page.locator('.queue-list .drop')).toBeVisible();
  await page.evaluate(() => window.dispatchEvent(new PointerEvent('pointercancel')));
  await expect(page.locator('.queue-list .drop')).toHaveCount(0);
  await page.mouse.up();
  await expect.poll(() => queueTitles(page)).toEqual(before);
});
