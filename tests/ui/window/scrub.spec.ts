import { expect, test, type Locator, type Page } from '@playwright/test';
import { calls, open, play } from './window';

// The position in the hand of the listener.

const heardAt = (page: Page): Promise<number> => page.evaluate(() => window.__attuneFake!.clock.position());
async function grab(page: Page, share: number): Promise<{ position: Locator; to: (share: number) => Promise<void> }> {
  await open(page, '20');
  await play(page, 'Kites');
  await page.evaluate(() => window.__attuneFake!.seek(20_000));
  await page.evaluate(() => window.__attuneFake!.togglePlayback());
  const position = page.getByRole('slider', { name: 'Position' });
  await expect(position).toHaveAttribute('aria-valuetext', /^0:20 of/);
  const box = (await position.boundingBox())!;
  const to = (wanted: number): Promise<void> => page.mouse.move(box.x + box.width * wanted, box.y + box.height / 2);
  await to(share);
  await page.mouse.down();
  return { position, to };
}

test('while it is dragged the position is seen and heard, and stays where it is let go', async ({ page }) => {
  const { position, to } = await grab(page, 0.3);
  const before = await calls(page, 'seek');
  for (let share = 0.3; share <= 0.701; share += 0.01) {
    await to(share);
    await page.waitForTimeout(12);
  }
  await expect(position).toHaveAttribute('aria-valuetext', /^4:2\d of 6:24/);
  await expect.poll(() => heardAt(page)).toBeGreaterThan(200_000);
  // Many moves, a few seeks.
  const during = (await calls(page, 'seek')) - before;
  expect(during).toBeGreaterThan(1);
  expect(during).toBeLessThan(30);
  await page.mouse.up();
  await expect.poll(() => heardAt(page)).toBeGreaterThan(264_000);
  await expect(position).toHaveAttribute('aria-valuetext', /^4:2\d of 6:24/);
});

test('Escape while it is dragged leads back to where it was', async ({ page }) => {
  const { position, to } = await grab(page, 0.5);
  await to(0.8);
  await expect.poll(() => heardAt(page)).toBeGreaterThan(180_000);
  await page.keyboard.press('Escape');
  await expect(position).toHaveAttribute('aria-valuetext', /^0:20 of/);
  await to(0.9);
  await page.mouse.up();
  await expect.poll(async () => Math.round((await heardAt(page)) / 1000)).toBe(20);
  await expect(position).toHaveAttribute('aria-valuetext', /^0:20 of/);
});

test('a click is one seek', async ({ page }) => {
  await grab(page, 0.5);
  const before = await calls(page, 'seek');
  await page.mouse.up();
  await page.waitForTimeout(200);
  // The press was heard already.
  expect((await calls(page, 'seek')) - before).toBeLessThanOrEqual(1);
  expect(Math.round((await heardAt(page)) / 10_000)).toBe(19);
});
