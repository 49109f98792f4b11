import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { notices } from './window';

// The window as the shell serves it: its policy, its frozen prototypes and its way of calling, with the program
// behind it played by the test.

type Call = { command: string; args: Record<string, unknown> };
type Shell = { calls: Call[]; emit: (event: string, payload: unknown) => void };

const { app } = JSON.parse(readFileSync(new URL('../../../src-tauri/tauri.conf.json', import.meta.url), 'utf8')) as {
  app: { security: { csp: string } };
};
const POLICY = app.security.csp;

const COVER = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" height="8" fill="teal"/></svg>';

// A font may still be on its way when a test ends, and what comes of it then is nobody's concern.
test.afterEach(({ page }) => page.unrouteAll({ behavior: 'ignoreErrors' }));

const shell = (page: Page, look: (shell: Shell) => unknown): Promise<unknown> =>
  page.evaluate(`(${look.toString()})(window.__shell)`);

async function open(page: Page): Promise<string[]> {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.route('**/*', async (route) => {
    if (route.request().url().startsWith('cover:')) return route.fulfill({ contentType: 'image/svg+xml', body: COVER });
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), 'content-security-policy': POLICY } });
  });
  await page.addInitScript({ content: readFileSync(new URL('./shell-stub.js', import.meta.url), 'utf8') });
  await page.goto('/');
  await expect(page.getByRole('grid', { name: 'Tracks' }).getByRole('row').nth(1)).toContainText('From the shell');
  return problems;
}

test('the window runs under the policy of the shell, without a complaint', async ({ page }) => {
  const problems = await open(page);
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByText('Dark', { exact: true }).click();
  await page.keyboard.press('Escape');
  await page.getByText('From the shell').click({ button: 'right' });
  await page.keyboard.press('Escape');
  expect(problems).toEqual([]);
});

test('commands carry the names and arguments of the contract', async ({ page }) => {
  await open(page);
  await page.getByText('From the shell').dblclick();
  await page.getByText('From the shell').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Add to queue' }).click();
  await page.getByText('From the shell').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Like' }).click();
  const calls = (await shell(page, ({ calls }) => calls)) as Call[];
  const sent = (command: string): Record<string, unknown> | undefined => calls.find((call) => call.command === command)?.args;
  const view = { scope: { kind: 'all' }, query: '', sort: [{ key: 'artist', descending: false }] };
  expect(sent('list_tracks')).toEqual({ view, offset: 0, limit: 100 });
  expect(sent('queue_window')).toEqual({ offset: 0, limit: 100 });
  expect(sent('similar')).toEqual({ seedId: null, lens: 'blend', limit: 30 });
  expect(sent('play_view')).toEqual({ view, start: 7 });
  expect(sent('append')).toEqual({ trackIds: [7], source: { kind: 'library', detail: null } });
  expect(sent('set_liked')).toEqual({ trackIds: [7], liked: true });
});

test('commands of sound carry the names and arguments of the contract', async ({ page }) => {
  await open(page);
  await page.getByRole('button', { name: 'Sound', exact: true }).click();
  await page.getByRole('radiogroup', { name: 'Loudness' }).getByText('Track', { exact: true }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Shuffle', exact: true }).click();
  await page.getByRole('button', { name: 'When to stop' }).click();
  await page.getByRole('menuitemradio', { name: 'Stop in 30 minutes' }).click();
  await page.keyboard.press('Alt+k');
  await page.keyboard.press('Control+m');
  const sent = async (command: string): Promise<unknown> => ((await shell(page, ({ calls }) => calls)) as Call[]).find((call) => call.command === command)?.args;
  await expect.poll(() => sent('set_sound')).toEqual({
    settings: { crossfadeMs: 0, loudness: 'track', preampDb: 0, equalizer: { on: false, preset: null, preampDb: 0, bandsDb: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0] }, device: null },
  });
  await expect.poll(() => sent('set_mini')).toEqual({ on: true });
  expect(await sent('set_shuffle')).toEqual({ mode: 'tracks' });
  expect(await sent('set_sleep')).toEqual({ minutes: 30 });
  expect(await sent('set_stop_after')).toEqual({ on: true });
});

test('events of the shell move the window, and a dropped folder reaches the program', async ({ page }) => {
  await open(page);
  await shell(page, ({ emit }) =>
    emit('attune-event', { type: 'jobs', jobs: { scan: null, settled: false, failed: 0, analysis: { done: 1, total: 4, etaMs: null, paused: false, current: null } } }),
  );
  await expect(page.getByRole('button', { name: 'Analysing 1 / 4' })).toBeVisible();
  await shell(page, ({ emit }) => emit('attune-event', { type: 'notice', notice: { kind: 'folderFailed', reason: 'The disk is full' } }));
  await expect(notices(page)).toContainText('A folder could not be looked through: The disk is full');
  await shell(page, ({ emit }) => emit('tauri://drag-enter', { paths: ['/m'], position: { x: 1, y: 1 } }));
  await expect(page.getByText('Drop to add')).toBeVisible();
  await shell(page, ({ emit }) => emit('tauri://drag-drop', { paths: ['/m'], position: { x: 1, y: 1 } }));
  await expect(page.getByText('Drop to add')).toHaveCount(0);
  await expect.poll(async () => ((await shell(page, ({ calls }) => calls)) as Call[]).find((call) => call.command === 'open_paths')?.args).toEqual({ paths: ['/m'], play: true });
});

test('the window listens before it asks, and says what happened before', async ({ page }) => {
  await open(page);
  await expect(notices(page)).toHaveText(/The library file was damaged and is being rebuilt/);
  const calls = (await shell(page, ({ calls }) => calls)) as Call[];
  const commands = calls.map(({ command }) => command).filter((command) => command !== 'coloured');
  expect(commands.indexOf('plugin:event|listen')).toBe(0);
  expect(commands.indexOf('drawn')).toBeGreaterThan(commands.indexOf('list_tracks'));
  expect(commands.filter((command) => command === 'notices')).toHaveLength(1);
});

test('covers come by hash from the shell', async ({ page }) => {
  await open(page);
  await expect(page.locator('#track-0 img')).toHaveAttribute('src', 'cover://localhost/00ff?small');
});
