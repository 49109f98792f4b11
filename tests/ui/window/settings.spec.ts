import { expect, test } from '@playwright/test';
import { open, play } from './window';

test('theme and language are chosen, and remembered', async ({ page }) => {
  await open(page, '20');
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByText('Dark', { exact: true }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.getByText('Русский', { exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Треки', exact: true })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Очередь' })).toBeVisible();
  await expect(page.getByText('20 треков', { exact: false })).toBeVisible();
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.locator('html')).toHaveAttribute('lang', 'ru');
  await page.getByRole('button', { name: 'Настройки' }).click();
  await page.getByText('简体中文', { exact: true }).click();
  await expect(page.getByRole('region', { name: '每日精选' })).toBeVisible();
});

test.describe('a system in Chinese', () => {
  test.use({ locale: 'zh-CN' });
  test('is met in Chinese', async ({ page }) => {
    await page.goto('/?fake=20');
    await expect(page.getByRole('region', { name: '播放队列' })).toBeVisible();
  });
});

test('the accent comes from the cover, unless it should not', async ({ page }) => {
  await open(page, '20');
  const hue = (): Promise<string> => page.evaluate(() => document.documentElement.style.getPropertyValue('--accent-h'));
  const house = await hue();
  await play(page, 'Telegraph Hill');
  await expect.poll(hue).not.toBe(house);
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('switch', { name: 'Colour from the cover' }).click();
  await expect.poll(hue).toBe('44.0');
});

test('the keys of each list are told as they are', async ({ page }) => {
  await open(page, '20');
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('tab', { name: 'Keyboard' }).click();
  const keys = async (list: string): Promise<string[]> =>
    (await page.locator(`dl[aria-label="${list}"]`).locator('dt, dd').allInnerTexts()).map((text) => text.trim());
  await expect.poll(() => keys('Tracks')).toEqual(['Play from here', '⏎', 'Play next', 'Shift ⏎', 'Add to queue', 'Ctrl ⏎', 'Find by typing', 'A … Z']);
  await expect.poll(() => keys('Similar tracks and daily mix')).toEqual(['Play next', '⏎', 'Play now', 'Shift ⏎', 'Add to queue', 'Ctrl ⏎', 'Preview ten seconds', 'Space']);
});

test('nothing is fetched from elsewhere', async ({ page }) => {
  const outside: string[] = [];
  page.on('request', (request) => {
    if (!/^(http:\/\/127\.0\.0\.1|data:)/.test(request.url())) outside.push(request.url());
  });
  await open(page, '20');
  await play(page, 'Kites');
  expect(outside).toEqual([]);
});
