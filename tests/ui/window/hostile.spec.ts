import { expect, test } from '@playwright/test';
import { open, play, region, trackNamed } from './window';

test('what a file says about itself is text and nothing else', async ({ page }) => {
  const failed: string[] = [];
  page.on('pageerror', (error) => failed.push(error.message));
  await open(page, 'hostile');
  const title = '<img src=x onerror="window.__hurt = 1">';
  await expect(trackNamed(page, title)).toBeVisible();
  await play(page, title);
  await expect(region(page, 'Queue').getByText('<script>window.__hurt = 1</script>').first()).toBeVisible();
  await trackNamed(page, title).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Show similar' }).click();
  await expect(region(page, 'Similar tracks').getByText(`Like ${title}`)).toBeVisible();
  await trackNamed(page, '{{constructor}} ${7*7} %s {count}').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Play next' }).click();
  await expect(page.getByText('{{constructor}} ${7*7} %s {count} plays next')).toBeVisible();
  await expect(page).toHaveTitle(`${title} · <script>window.__hurt = 1</script>`);
  expect(await page.evaluate(() => (window as { __hurt?: number }).__hurt)).toBeUndefined();
  expect(failed).toEqual([]);
});
