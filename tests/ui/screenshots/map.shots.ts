import type { Page } from '@playwright/test';
import { called, open, pictures, type Look } from './look';

// Both faces of the map, with something chosen on each.

async function at(page: Page, look: Look, face: 'mapMood' | 'mapSound'): Promise<void> {
  await open(page, look, { kind: 'map' });
  await page.getByRole('radio', { name: called(look, face) }).check({ force: true });
  await page.locator('.plane canvas').waitFor();
}

pictures('map-mood', async (page, look) => {
  await at(page, look, 'mapMood');
  const { width, height } = (await page.locator('.plane').boundingBox())!;
  await page.locator('.plane').click({ position: { x: width * 0.68, y: height * 0.34 } });
  await page.locator('#found-0').waitFor();
});
pictures('map-sound', async (page, look) => {
  await at(page, look, 'mapSound');
  const { x, y, width, height } = (await page.locator('.plane').boundingBox())!;
  await page.keyboard.down('Shift');
  await page.mouse.move(x + width * 0.15, y + height * 0.5);
  await page.mouse.down();
  for (let step = 0; step <= 40; step++) {
    const turn = (step / 40) * 2 * Math.PI;
    await page.mouse.move(x + width * (0.5 - 0.35 * Math.cos(turn)), y + height * (0.5 - 0.35 * Math.sin(turn)));
  }
  await page.mouse.up();
  await page.keyboard.up('Shift');
  await page.locator('#found-0').waitFor();
});
