import type { Page } from '@playwright/test';
import { called, LOOKS, open, pictures, type Look } from './look';

// What is open only for a moment: searches, menus, dialogs, messages, and what is said where there is nothing.

const SMALL = LOOKS.filter(({ size, library }) => size === 'small' && library === '20');

async function search(page: Page, look: Look, words: string): Promise<void> {
  await open(page, look);
  await page.keyboard.press('Control+k');
  await page.keyboard.type(words);
}
pictures('search', async (page, look) => {
  await search(page, look, look.library === '20' ? 'noctrne' : 'kestrl');
  await page.locator('.corrected').waitFor();
});
pictures('search-nothing', async (page, look) => {
  await search(page, look, 'zzzzzz');
  await page.locator('main .notice').waitFor();
}, SMALL);
pictures('search-begin', async (page, look) => {
  await search(page, look, 'x');
  await page.keyboard.press('Backspace');
  await page.locator('main code').first().waitFor();
}, SMALL);

pictures('full', async (page, look) => {
  await open(page, look);
  await page.keyboard.press('Alt+n');
  await page.locator('.full h2').waitFor();
});
pictures('full-quiet', async (page, look) => {
  await open(page, look);
  await page.evaluate(() => window.__attuneFake!.previous());
  await page.evaluate(() => window.__attuneFake!.previous());
  await page.keyboard.press('Alt+n');
  await page.locator('.no-words').waitFor();
}, SMALL);

pictures('sound', async (page, look) => {
  await open(page, look);
  await page.getByRole('button', { name: called(look, 'sound'), exact: true }).click();
});
pictures('equalizer', async (page, look) => {
  await open(page, look);
  await page.keyboard.press('Alt+e');
  await page.locator('dialog [role=switch]').click();
  await page.locator('dialog select').selectOption('jazz');
});
pictures('stopping', async (page, look) => {
  await open(page, look);
  await page.evaluate(() => Promise.all([window.__attuneFake!.setSleep(30), window.__attuneFake!.setStopAfter(true), window.__attuneFake!.setShuffle('albums')]));
  await page.getByRole('button', { name: called(look, 'stopping') }).click();
}, SMALL);
pictures('mini', async (page, look) => {
  await open(page, look);
  await page.keyboard.press('Control+m');
  await page.setViewportSize({ width: 420, height: 150 });
}, SMALL);

for (const [at, section] of ['appearance', 'playback', 'library', 'taught', 'shortcuts', 'about'].entries()) {
  pictures(`settings-${section}`, async (page, look) => {
    await open(page, look);
    await page.evaluate(async () => {
      await window.__attuneFake!.setFeedback([2, 5], 'never');
      await window.__attuneFake!.setFeedback([9], 'less');
    });
    await page.locator('nav .icon-button').first().click();
    await page.locator('dialog [role=tab]').nth(at).click();
  }, at < 3 ? LOOKS : SMALL);
}

async function menu(page: Page, look: Look): Promise<void> {
  await open(page, look);
  await page.locator('#track-3').click({ button: 'right' });
}
pictures('menu', async (page, look) => {
  await menu(page, look);
  await page.getByRole('menuitem', { name: called(look, 'feedback') }).hover();
}, SMALL);
pictures('columns', async (page, look) => {
  await open(page, look);
  await page.getByRole('columnheader').first().click({ button: 'right' });
}, SMALL);
pictures('path', async (page, look) => {
  await menu(page, look);
  await page.getByRole('menuitem', { name: called(look, 'pathFromHere') }).click();
  await page.getByRole('combobox').fill(look.library === '20' ? 'nocturne' : 'signal');
  await page.getByRole('option').first().click();
  await page.locator('#path-1').waitFor();
});
pictures('path-find', async (page, look) => {
  await menu(page, look);
  await page.getByRole('menuitem', { name: called(look, 'pathFromHere') }).click();
  await page.getByRole('combobox').fill('n');
  await page.getByRole('option').first().waitFor();
}, SMALL);

pictures('work', async (page, look) => {
  await open(page, look);
  await page.evaluate(() => {
    const { work } = window.__attuneFake!;
    work.failures = [
      { path: '/home/ada/Music/Bootlegs/live at the harbour 1998 (disc 2).flac', stage: 'analysis', reason: { code: 'endsEarly', detail: '' }, attempts: 2 },
      { path: '/home/ada/Music/odd.wma', stage: 'scan', reason: { code: 'notSupported', detail: 'WMA' }, attempts: 1 },
      { path: '/home/ada/Music/locked.mp3', stage: 'scan', reason: { code: 'noLeave', detail: '' }, attempts: 1 },
      { path: '/home/ada/Music/hum.wav', stage: 'analysis', reason: { code: 'tooShort', detail: '3' }, attempts: 1 },
    ];
    work.startAnalysis(12, 280, 'Kites');
  });
  await page.locator('.status').click();
  await page.locator('.failure').first().waitFor();
});
pictures('notices', async (page, look) => {
  await menu(page, look);
  await page.getByRole('menuitem', { name: called(look, 'playNext') }).click();
  await page.evaluate(() => {
    const fake = window.__attuneFake!;
    fake.emit({ type: 'notice', notice: { kind: 'trackSkipped', title: 'Overpass', reason: { code: 'damaged', detail: 'invalid frame header' } } });
    fake.emit({ type: 'notice', notice: { kind: 'userLost', keptAs: 'user.damaged-2026-01-02.db' } });
  });
  await page.locator('.toast').nth(2).waitFor();
}, SMALL);
pictures('import', async (page, look) => {
  await open(page, look, { kind: 'playlists' });
  await page.getByRole('main').getByRole('button', { name: called(look, 'importPlaylists') }).click();
  await page.locator('dialog li').first().waitFor();
}, SMALL);
pictures('away', async (page, look) => {
  await open(page, look, { kind: 'folders', key: '/home/ada/Music/Attune demo' });
  await page.evaluate(async () => {
    const fake = window.__attuneFake!;
    Object.assign(fake.folders[0]!, { state: 'unreachable', unreachableSince: Date.now() - 3 * 86_400_000 });
    for (const track of fake.library.tracks.slice(0, 9)) track.missing = true;
    await fake.setStars([1], 3);
  });
  await page.locator('.banner').waitFor();
}, SMALL);

for (const kind of ['home', 'albums', 'liked', 'playlists', 'history', 'statistics']) {
  pictures(`none-${kind}`, async (page, look) => {
    await open(page, { ...look, library: '0' }, { kind });
    // A folder with nothing in it.
    await page.evaluate(() => {
      const fake = window.__attuneFake!;
      fake.folders.push({ id: 1, key: '/home/ada/Empty', path: '/home/ada/Empty', state: 'online', unreachableSince: null, tracks: 0 });
      fake.emit({ type: 'libraryChanged', revision: 99 });
    });
    await page.locator('main .notice').first().waitFor();
  }, SMALL);
}
pictures('started', async (page, look) => {
  await open(page, { ...look, library: '0' });
  await page.locator('main .button').nth(1).click();
  await page.locator('.chip .icon-button').waitFor();
}, SMALL);
