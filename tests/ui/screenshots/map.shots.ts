import type { Page } from '@playwright/test';
import { open, pictures, type Look } from './look';

// Both faces of the map, with something chosen on each.

async function at(page: Page, look: Look, face: 'mood' | 'sound'): Promise<void> {
  await page.addInitScript((wanted) => {
    const saved = JSON.parse(localStorage.getItem('attune.settings') ?? '{}') as object;
    localStorage.setItem('attune.settings', JSON.stringify({ ...saved, views: { 'map.face': wanted } }));
  }, face);
  await open(page, look, { kind: 'map' });
  await page.locator('.plane canvas').waitFor();
}

pictures('map-mood', async (page, look) => {
  await at(page, look, 'mood');
  const { width, height } = (await page.locator('.plane').boundingBox())!;
  await page.locator('.plane').click({ position: { x: width * 0.68, y: height * 0.34 } });
  await page.locator('#found-0').waitFor();
});
pictures('map-sound', async (page, look) => {
  await at(page, look, 'sound');
  const { x, y, width, height } = (await page.locator('.plane').boundingBox())!;
  await page.keyboard.down('Shift');
  await page.mouse.move(x + width * 0.2, y + height * 0.3);
  await page.mouse.down();
  for (let step = 0; step <= 40; step++) {
    const turn = (step / 40) * 2 * Math.PI;
    await page.mouse.move(x + width * (0.4 - 0.2 * Math.cos(turn)), y + height * (0.4 - 0.2 * Math.sin(turn)));
  }
  await page.mouse.up();
  await page.keyboard.up('Shift');
  await page.locator('#found-0').waitFor();
});
