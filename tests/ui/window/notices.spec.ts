import { expect, test, type Page } from '@playwright/test';
import { notices, open, play, queueTitles, region, trackNamed } from './window';

const texts = (page: Page): Promise<string[]> => notices(page).locator('.text').allInnerTexts();

async function menuOf(page: Page, title: string, item: string): Promise<void> {
  await trackNamed(page, title).click({ button: 'right' });
  await page.getByRole('menuitem', { name: item, exact: true }).click();
}

test.beforeEach(({ page }) => open(page, '20'));

test('the notice of an edit takes the place of the one before', async ({ page }) => {
  await play(page, 'Neon Arithmetic');
  for (const title of ['Kites', 'Overpass', 'Low Water', 'First Ferry']) await menuOf(page, title, 'Play next');
  await expect.poll(() => texts(page)).toEqual(['First Ferry plays next']);
  // One live region says each of them once.
  await expect(notices(page)).toHaveAttribute('aria-live', 'polite');
  await expect(notices(page).locator('[aria-live], [role=status], [role=alert]')).toHaveCount(0);
});

test('adding bit by bit is one notice that counts, and one thing to take back', async ({ page }) => {
  await play(page, 'Neon Arithmetic');
  const before = await queueTitles(page);
  for (const title of ['Kites', 'Tres Cafès']) await menuOf(page, title, 'Add to queue');
  await expect.poll(() => texts(page)).toEqual(['2 tracks added to the queue']);
  await expect.poll(async () => (await queueTitles(page)).length).toBe(before.length + 2);
  await notices(page).getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => queueTitles(page)).toEqual(before);
  // What was taken back is not counted again.
  await menuOf(page, 'Kites', 'Add to queue');
  await expect.poll(() => texts(page)).toEqual(['1 track added to the queue']);
  await region(page, 'Queue').getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => queueTitles(page)).toEqual(before);
  await menuOf(page, 'Kites', 'Add to queue');
  await expect.poll(() => texts(page)).toEqual(['1 track added to the queue']);
  // Only the last edit can be taken back.
  for (let time = 0; time < 2; time++) await menuOf(page, 'Kites', 'Play next');
  await expect.poll(() => texts(page)).toEqual(['Kites plays next']);
});

test('a notice stays while it is pointed at or holds the focus', async ({ page }) => {
  await page.clock.install();
  await menuOf(page, 'Kites', 'Add to queue');
  const notice = notices(page).getByRole('group');
  await notice.getByRole('button', { name: 'Undo' }).focus();
  await notice.hover();
  await page.mouse.move(5, 5);
  await page.clock.runFor(20_000);
  await expect(notice).toBeVisible();
  await page.getByRole('heading', { level: 1 }).focus();
  await page.clock.runFor(9_000);
  await expect(notice).toHaveCount(0);
});
