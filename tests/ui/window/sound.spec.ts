import { expect, test, type Locator, type Page } from '@playwright/test';
import { calls, notices, open, play, player, queueTitles } from './window';

// How it sounds: the menu in the player bar, the equaliser, shuffling, and when playback ends.

const held = (page: Page) => page.evaluate(() => window.__attuneFake!.heardThrough.settings);
const state = (page: Page) => page.evaluate(() => window.__attuneFake!.state());
async function soundMenu(page: Page): Promise<Locator> {
  await player(page).getByRole('button', { name: 'Sound', exact: true }).click();
  const menu = page.getByRole('dialog', { name: 'Sound' });
  await expect(menu.getByRole('combobox', { name: 'Output device' })).toBeEnabled();
  return menu;
}
async function equalizer(page: Page): Promise<Locator> {
  await page.keyboard.press('Alt+e');
  const dialog = page.getByRole('dialog', { name: 'Equaliser' });
  await expect(dialog).toBeVisible();
  return dialog;
}

test('the device, loudness, the preamp and crossfade are chosen in one place', async ({ page }) => {
  await open(page, '20');
  await play(page, 'Telegraph Hill');
  const menu = await soundMenu(page);
  await expect(menu.getByRole('combobox').getByRole('option').first()).toHaveText('System default (Built-in speakers)');
  await menu.getByRole('combobox').selectOption('USB DAC');
  await expect.poll(async () => (await held(page)).device).toBe('USB DAC');
  await menu.getByText('Album', { exact: true }).click();
  await expect(menu.getByText('their quiet tracks stay quiet')).toBeVisible();
  const preamp = menu.getByRole('slider', { name: 'Preamp' });
  await preamp.focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('PageDown');
  await expect(preamp).toHaveAttribute('aria-valuetext', '−3.5\u00a0dB');
  const crossfade = menu.getByRole('slider', { name: 'Crossfade' });
  await expect(crossfade).toHaveAttribute('aria-valuetext', 'Off');
  await crossfade.focus();
  for (let i = 0; i < 8; i++) await page.keyboard.press('ArrowRight');
  await expect(crossfade).toHaveAttribute('aria-valuetext', '4 s');
  await expect.poll(() => held(page)).toMatchObject({ device: 'USB DAC', loudness: 'album', preampDb: -3.5, crossfadeMs: 4000 });
  await crossfade.dblclick();
  await expect.poll(async () => (await held(page)).crossfadeMs).toBe(0);
  await page.keyboard.press('Escape');
  await expect(menu).toHaveCount(0);
  await expect(player(page).getByRole('button', { name: 'Sound', exact: true })).toBeFocused();
});

test('the devices are asked for anew each time, and one that is away keeps its place', async ({ page }) => {
  await open(page, '20');
  const menu = await soundMenu(page);
  await menu.getByRole('combobox').selectOption('USB DAC');
  await expect.poll(async () => (await held(page)).device).toBe('USB DAC');
  await page.keyboard.press('Escape');
  await page.evaluate(() => (window.__attuneFake!.heardThrough.devices = ['Built-in speakers', 'Headphones']));
  await soundMenu(page);
  await expect(menu.getByRole('combobox').getByRole('option')).toHaveText(['System default', 'Built-in speakers', 'Headphones', 'USB DAC (not connected)']);
  await expect(menu.getByRole('combobox')).toHaveValue('USB DAC');
});

test('what happens to the samples is said as it is', async ({ page }) => {
  await open(page, '20');
  const menu = await soundMenu(page);
  await expect(menu.getByText('Nothing is playing')).toBeVisible();
  await page.keyboard.press('Escape');
  await play(page, 'Telegraph Hill');
  await soundMenu(page);
  // The volume is one more thing that happens to them.
  await expect(menu.getByText(/^FLAC 44\.1 kHz.· 16 bit → 48 kHz, resampled.· −6\.2.dB \(measured\).· volume −5\.8.dB$/)).toBeVisible();
  await page.evaluate(() => window.__attuneFake!.setVolume(1));
  await expect(menu.getByText(/^FLAC 44\.1 kHz.· 16 bit → 48 kHz, resampled.· −6\.2.dB \(measured\)$/)).toBeVisible();
  await menu.getByRole('switch', { name: 'Equaliser' }).click();
  await expect(menu.getByText(/measured\).· equaliser$/)).toBeVisible();
  await menu.getByRole('switch', { name: 'Equaliser' }).click();
  await menu.getByRole('combobox').selectOption('USB DAC');
  await menu.getByRole('radiogroup', { name: 'Loudness' }).getByText('Off', { exact: true }).click();
  await expect(menu.getByText(/^FLAC 44\.1 kHz.· 16 bit → 44\.1 kHz, bit for bit$/)).toBeVisible();
});

test('what is refused is put back, and told', async ({ page }) => {
  await open(page, '20');
  const menu = await soundMenu(page);
  await page.evaluate(() => (window.__attuneFake!.heardThrough.refusal = { code: 'internal', message: 'the device is busy' }));
  await menu.getByRole('combobox').selectOption('HDMI 0');
  await expect(notices(page)).toContainText('the device is busy');
  await expect(menu.getByRole('combobox')).toHaveValue('');
});

test('ten bands obey the keyboard, and a band by hand is no preset any more', async ({ page }) => {
  await open(page, '20');
  await page.getByRole('button', { name: 'Play all' }).focus();
  const dialog = await equalizer(page);
  await expect(dialog.getByRole('slider')).toHaveCount(11);
  await dialog.getByRole('switch', { name: 'Equaliser' }).click();
  const preset = dialog.getByRole('combobox', { name: 'Preset' });
  await preset.selectOption('Rock');
  await expect(dialog.getByRole('slider', { name: '31 Hz' })).toHaveAttribute('aria-valuetext', '+5\u00a0dB');
  await expect.poll(async () => (await held(page)).equalizer).toMatchObject({ on: true, preset: 'rock', preampDb: -5 });
  const band = dialog.getByRole('slider', { name: '1 kHz' });
  await band.focus();
  await page.keyboard.press('ArrowUp');
  await expect(band).toHaveAttribute('aria-valuetext', '−0.5\u00a0dB');
  await page.keyboard.press('PageUp');
  await expect(band).toHaveAttribute('aria-valuetext', '+2.5\u00a0dB');
  await expect(preset).toHaveValue('');
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowRight');
  await expect(band).toHaveAttribute('aria-valuenow', '12');
  await page.keyboard.press('Delete');
  await expect(band).toHaveAttribute('aria-valuenow', '0');
  await expect.poll(async () => (await held(page)).equalizer).toMatchObject({ preset: null });
  await dialog.getByRole('button', { name: 'Reset' }).click();
  await expect.poll(async () => (await held(page)).equalizer).toEqual({ on: true, preset: 'flat', preampDb: 0, bandsDb: Array(10).fill(0) });
  await page.keyboard.press('Alt+e');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Play all' })).toBeFocused();
});

test('a band follows the pointer, is heard on the way, and goes back with a double click or Escape', async ({ page }) => {
  await open(page, '20');
  const dialog = await equalizer(page);
  const band = dialog.getByRole('slider', { name: '4 kHz' });
  const box = (await band.boundingBox())!;
  const at = (share: number): [number, number] => [box.x + box.width / 2, box.y + box.height * share];
  await page.mouse.move(...at(0.5));
  await page.mouse.down();
  const before = await calls(page, 'setSound');
  for (let share = 0.5; share >= 0.25; share -= 0.025) {
    await page.mouse.move(...at(share));
    await page.waitForTimeout(20);
  }
  await expect(band).toHaveAttribute('aria-valuenow', /^[56]/);
  expect(await calls(page, 'setSound')).toBeGreaterThan(before);
  await page.keyboard.press('Escape');
  await expect(band).toHaveAttribute('aria-valuenow', '0');
  await expect(dialog).toBeVisible();
  await page.mouse.up();
  await page.mouse.click(...at(0.9));
  await expect(band).toHaveAttribute('aria-valuenow', /^-9/);
  await band.dblclick();
  await expect(band).toHaveAttribute('aria-valuenow', '0');
});

test('from the menu to the equaliser and back, the keyboard is where it was', async ({ page }) => {
  await open(page, '20');
  const menu = await soundMenu(page);
  await menu.getByRole('button', { name: 'Equaliser…' }).click();
  await expect(menu).toHaveCount(0);
  await expect(page.getByRole('dialog', { name: 'Equaliser' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Equaliser' })).toHaveCount(0);
  await expect(player(page).getByRole('button', { name: 'Sound', exact: true })).toBeFocused();
});

test('a click shuffles tracks or nothing; its menu, albums too', async ({ page }) => {
  await open(page, '20');
  await page.getByRole('button', { name: 'Play all' }).click();
  await expect.poll(async () => (await queueTitles(page)).length).toBe(20);
  const shuffle = player(page).getByRole('button', { name: /^Shuffle/ });
  await shuffle.click();
  await expect.poll(async () => (await state(page)).shuffle).toBe('tracks');
  await shuffle.click();
  await expect.poll(async () => (await state(page)).shuffle).toBe('off');
  await shuffle.click({ button: 'right' });
  await page.getByRole('menuitemradio', { name: 'Albums' }).click();
  await expect.poll(async () => (await state(page)).shuffle).toBe('albums');
  await expect(player(page).getByRole('button', { name: 'Shuffle: albums' })).toHaveAttribute('aria-pressed', 'true');
  // The keyboard opens it too, and so does a long press.
  await shuffle.focus();
  await page.keyboard.press('Shift+F10');
  await expect(page.getByRole('menuitemradio', { name: 'Albums' })).toHaveAttribute('aria-checked', 'true');
  await page.keyboard.press('Escape');
  await shuffle.click({ delay: 700 });
  await page.getByRole('menuitemradio', { name: 'Off' }).click();
  await expect.poll(async () => (await state(page)).shuffle).toBe('off');
});

test('the settings show the same', async ({ page }) => {
  await open(page, '20');
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('tab', { name: 'Playback' }).click();
  const panel = page.getByRole('tabpanel', { name: 'Playback' });
  await panel.getByRole('radiogroup', { name: 'Shuffle' }).getByText('Albums', { exact: true }).click();
  await expect.poll(async () => (await state(page)).shuffle).toBe('albums');
  await panel.getByRole('radiogroup', { name: 'Loudness' }).getByText('Track', { exact: true }).click();
  await panel.getByRole('combobox', { name: 'Output device' }).selectOption('HDMI 0');
  await panel.getByRole('slider', { name: 'Crossfade' }).focus();
  await page.keyboard.press('End');
  await expect.poll(() => held(page)).toMatchObject({ loudness: 'track', device: 'HDMI 0', crossfadeMs: 12_000 });
  await page.keyboard.press('Escape');
  const menu = await soundMenu(page);
  await expect(menu.getByRole('radio', { name: 'Track' })).toBeChecked();
  await expect(menu.getByRole('slider', { name: 'Crossfade' })).toHaveAttribute('aria-valuetext', '12 s');
});

test('playback stops after the track when that is wanted, and one click takes it back', async ({ page }) => {
  await open(page, '20');
  await play(page, 'Kites');
  await player(page).getByRole('button', { name: 'When to stop' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Stop after this track' }).click();
  await expect.poll(async () => (await state(page)).stopAfter).toBe(true);
  await player(page).getByRole('button', { name: 'Stops after this track. Play on' }).click();
  await expect.poll(async () => (await state(page)).stopAfter).toBe(false);
  await page.keyboard.press('Alt+k');
  await expect.poll(async () => (await state(page)).stopAfter).toBe(true);
  await page.evaluate(() => window.__attuneFake!.seek(window.__attuneFake!.state().durationMs - 50));
  await expect.poll(async () => (await state(page)).status).toBe('paused');
  expect((await state(page)).stopAfter).toBe(false);
});

test('the sleep timer shows the time that is left, and one click takes it back', async ({ page }) => {
  await open(page, '20');
  await play(page, 'Kites');
  await player(page).getByRole('button', { name: 'When to stop' }).click();
  await expect(page.getByRole('menuitemradio')).toHaveText(['No sleep timer', 'Stop in 15 minutes', 'Stop in 30 minutes', 'Stop in 45 minutes', 'Stop in 60 minutes', 'Stop in 90 minutes']);
  await page.getByRole('menuitemradio', { name: 'Stop in 30 minutes' }).click();
  const left = player(page).getByRole('button', { name: /^Sleep timer: 30 minutes left/ });
  await expect(left).toHaveText('30 min');
  await player(page).getByRole('button', { name: 'When to stop' }).click();
  await expect(page.getByRole('menuitemradio', { name: 'Stop in 30 minutes' })).toBeFocused();
  await page.keyboard.press('Escape');
  await left.click();
  await expect(left).toHaveCount(0);
  await expect.poll(async () => (await state(page)).sleepMs).toBeNull();
  await page.evaluate(() => window.__attuneFake!.sleep.set(60));
  await expect.poll(async () => (await state(page)).status).toBe('paused');
});

test('keys seek and set the volume wherever the focus is, but not in what is typed', async ({ page }) => {
  await open(page, '20');
  await play(page, 'Kites');
  await page.evaluate(() => window.__attuneFake!.seek(60_000));
  await page.getByRole('grid', { name: 'Tracks', exact: true }).focus();
  await page.keyboard.press('Shift+ArrowRight');
  await expect.poll(() => page.evaluate(() => window.__attuneFake!.clock.position())).toBeGreaterThanOrEqual(65_000);
  for (let i = 0; i < 4; i++) await page.keyboard.press('Shift+ArrowLeft');
  await expect.poll(() => page.evaluate(() => window.__attuneFake!.clock.position())).toBeLessThan(50_000);
  await page.keyboard.press('Control+ArrowUp');
  await expect.poll(async () => (await state(page)).volume).toBeCloseTo(0.85);
  await page.keyboard.press('Control+ArrowDown');
  await page.keyboard.press('Control+ArrowDown');
  await expect.poll(async () => (await state(page)).volume).toBeCloseTo(0.75);
  const seeks = await calls(page, 'seek');
  await page.getByRole('textbox', { name: 'Search' }).fill('salt');
  await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('Control+ArrowUp');
  expect(await calls(page, 'seek')).toBe(seeks);
  expect((await state(page)).volume).toBeCloseTo(0.75);
});
