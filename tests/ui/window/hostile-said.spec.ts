import { expect, test, type Page } from '@playwright/test';
import { PAYLOADS } from '../../../ui/src/lib/ipc/fake/hostile';
import { openHostile } from './unhurt';

// What Attune says about hostile things: menus, dialogs, notices, reports; and in which order it says it.

test.beforeEach(() => test.slow());

test('notices say them as they are', async ({ page }) => {
  const watched = await openHostile(page);
  const result = await page.evaluate(async (count) => {
    const { unhurt, __attuneFake: fake } = window;
    const found = new Set<string>();
    const program = fake as unknown as { noticesOf(at: number): { kind: string; title?: string }[] };
    const unsaid: string[] = [];
    for (let at = 0; at < count; at++) {
      // Every text as the title of a track, and in one other kind of notice.
      const all = program.noticesOf(at);
      for (const notice of [all[at % all.length], all[4]]) fake!.emit({ type: 'notice', notice } as Parameters<NonNullable<typeof fake>['emit']>[0]);
      await unhurt.drawn();
      const text = all[4]?.title ?? '';
      const toasts = [...document.querySelectorAll('.toast .text')];
      if (!toasts.some(({ textContent }) => textContent.includes(text))) unsaid.push(`${at} ${text.slice(0, 40)}`);
      for (const complaint of unhurt.complaints()) found.add(`${text.slice(0, 40)}: ${complaint}`);
    }
    return { found: [...found], unsaid };
  }, PAYLOADS.length);
  expect(result).toEqual({ found: [], unsaid: [] });
  await watched.holds('notices');
});

test('menus, their playlists and the path dialog hold', async ({ page }) => {
  const watched = await openHostile(page);
  for (const at of [0, 4, 9]) {
    await page.locator(`#track-${at}`).click({ button: 'right' });
    await watched.holds(`the menu of row ${at}`);
    await page.getByRole('menuitem', { name: 'Add to playlist' }).hover();
    await expect(page.getByRole('menu')).toHaveCount(2);
    await watched.holds('the menu of playlists');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('menu')).toHaveCount(0);
  }
  await page.locator('#track-9').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Path from here…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Path from here' });
  const result = await page.evaluate(async (count) => {
    const { unhurt, __attuneFake: fake } = window;
    const found = new Set<string>();
    let options = 0;
    for (let at = 0; at < count; at += 3) {
      const title = fake!.library.tracks[at]?.title ?? '';
      const field = document.querySelector<HTMLInputElement>('[role=combobox]')!;
      field.value = title;
      if (field.value.trim() === '') continue;
      const before = fake!.calls.filter((call) => call === 'search').length;
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
      await unhurt.until(() => fake!.calls.filter((call) => call === 'search').length > before, `an answer to ${at}`);
      options += document.querySelectorAll('[role=option]').length;
      for (const complaint of unhurt.complaints()) found.add(`${title.slice(0, 40)}: ${complaint}`);
    }
    return { found: [...found], options };
  }, PAYLOADS.length);
  expect(result.found).toEqual([]);
  expect(result.options).toBeGreaterThan(100);
  await dialog.getByRole('combobox').fill('script');
  await dialog.getByRole('option').first().click();
  await expect(dialog.locator('.pick-row').first()).toBeVisible();
  await watched.holds('a path');
});

test('settings, failures and the report of an import hold', async ({ page }) => {
  const watched = await openHostile(page);
  await page.evaluate(async (count) => {
    const program = window.__attuneFake!;
    const ids = Array.from({ length: count }, (_, at) => at + 1);
    for (const [at, feedback] of (['never', 'less', 'notNow'] as const).entries()) await program.setFeedback(ids.filter((id) => id % 3 === at), feedback);
  }, PAYLOADS.length);
  await page.locator('#track-0').dblclick();
  await page.getByRole('button', { name: 'Settings' }).click();
  for (const tab of await page.getByRole('tab').filter({ visible: true }).all()) {
    if (!(await tab.evaluate((node) => node.closest('dialog') !== null))) continue;
    await tab.click();
    await watched.holds(`settings: ${await tab.innerText()}`);
  }
  await page.getByRole('tab', { name: 'Taught' }).click();
  const taught = await page.locator('dialog .title').evaluateAll((nodes) => {
    const known = new Set(window.__attuneFake!.library.tracks.map(({ title }) => title));
    return { count: nodes.length, strange: nodes.filter(({ textContent }) => !known.has(textContent ?? '')).length };
  });
  expect(taught).toEqual({ count: PAYLOADS.length, strange: 0 });
  await page.keyboard.press('Escape');

  await page.evaluate(() => {
    const { work } = window.__attuneFake!;
    work.startAnalysis(3, 2000, window.__attuneFake!.library.tracks[30]!.title);
    work.pause(true);
  });
  await page.getByRole('button', { name: /^Paused at/ }).click();
  const failures = page.getByRole('table', { name: 'Files that failed' });
  await expect(failures.getByRole('row').first()).toBeVisible();
  const result = await page.evaluate(async () => {
    const names = new Set(window.__attuneFake!.work.failures.map(({ path }) => path.split(/[/\\]/).pop() || path));
    const { complaints, shown } = await window.unhurt.walk('[aria-label="Files that failed"]', ['.file', '.reason']);
    return { complaints, files: [...names].filter((name) => !shown[0]?.has(name)).length, reasons: shown[1]?.size };
  });
  expect(result).toMatchObject({ complaints: [], files: 0 });
  expect(result.reasons).toBeGreaterThan(200);
  await watched.holds('failures');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Import playlists' }).first().click();
  const report = page.getByRole('dialog').filter({ hasText: PAYLOADS[0] as string });
  await expect(report).toBeVisible();
  expect(await report.locator('li').evaluateAll((nodes) => nodes.length)).toBe(PAYLOADS.length);
  await watched.holds('the report');
});

test('devices, presets and the signal path hold', async ({ page }) => {
  const watched = await openHostile(page, { lastPlace: { kind: 'tracks' } });
  await page.locator('#track-4').dblclick();
  await page.getByRole('button', { name: 'Sound', exact: true }).click();
  const menu = page.getByRole('dialog', { name: 'Sound' });
  await expect(menu.getByRole('combobox', { name: 'Output device' })).toBeEnabled();
  // In the page: half a character does not survive the way here.
  const strange = await menu.getByRole('combobox').evaluate(async (select: HTMLSelectElement) => {
    const { devices } = await window.__attuneFake!.sound();
    const there = new Set([...select.options].map((option) => option.textContent));
    return devices.filter((device) => !there.has(device)).length;
  });
  expect(strange).toBe(0);
  await watched.holds('the sound menu');
  for (const at of [3, 60, 120]) {
    await menu.getByRole('combobox').selectOption({ index: at });
    await watched.holds(`device ${at}`);
  }
  await page.keyboard.press('Escape');
  await page.keyboard.press('Alt+e');
  await page.getByRole('combobox', { name: 'Preset' }).selectOption({ index: 40 });
  await watched.holds('the equaliser');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+m');
  await watched.holds('the mini player');
});

/** Where characters stand: of the first text node that has the words, or of the element. */
function lefts(page: Page, selector: string, words: string): Promise<number[]> {
  return page.evaluate(
    ([where, wanted]) => {
      const walker = document.createTreeWalker(document.querySelector(where)!, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const begins = node.textContent?.indexOf(wanted) ?? -1;
        if (begins < 0) continue;
        return Array.from({ length: wanted.length }, (_, at) => {
          const range = document.createRange();
          range.setStart(node, begins + at);
          range.setEnd(node, begins + at + 1);
          return range.getBoundingClientRect().left;
        });
      }
      throw new Error(`no “${wanted}” in ${where}`);
    },
    [selector, words] as const,
  );
}
const rising = (places: number[]): boolean => places.every((place, at) => at === 0 || place >= (places[at - 1] as number));

test('writing direction stays in the field it came in', async ({ page }) => {
  const watched = await openHostile(page);
  const title = '\u202Egnp.exe';
  const at = PAYLOADS.indexOf(title);
  await page.evaluate((id) => window.__attuneFake!.playTracks([id, id + 1, id + 2], 0, { kind: 'library', detail: null }), at + 1);
  await expect(page.locator('footer .title')).toHaveText(title);
  // A sentence around it reads on, in its own direction.
  const said = await lefts(page, '[aria-label="Similar tracks"] header', 'Like ');
  expect(rising(said)).toBe(true);
  await page.evaluate((text) => window.__attuneFake!.emit({ type: 'notice', notice: { kind: 'trackSkipped', title: text, reason: { code: 'silent', detail: '' } } }), title);
  const after = await lefts(page, '.toast .text', ' was skipped');
  expect(rising(after)).toBe(true);
  expect(after[0]).toBeGreaterThan((await lefts(page, '.toast .text', 'gnp'))[0] as number);

  // Two fields in one line keep their order, whatever the first of them says.
  await page.evaluate(async () => {
    const { library } = window.__attuneFake!;
    for (const track of library.tracks) [track.title, track.artist] = [`\u202E${track.id} elpmis`, `by ${track.id}`];
    await window.__attuneFake!.regenerateMixes();
    await window.__attuneFake!.next();
  });
  await expect(page.locator('#mix .pick-artist').first()).toHaveText(/^by/);
  for (const list of ['#mix', '#similar']) {
    const row = await page.locator(`${list} .pick-row`).first().evaluate((node) => {
      const left = (selector: string): number => node.querySelector(selector)!.getBoundingClientRect().left;
      return [left('.pick-title'), left('.pick-artist')];
    });
    expect(row[0], list).toBeLessThan(row[1] as number);
    expect(rising(await lefts(page, `${list} .pick-row .pick-artist`, 'by')), list).toBe(true);
  }
  // The cells of a row stand as their headers do.
  const cells = await page.locator('#track-0 > [role=gridcell]').evaluateAll((nodes) => nodes.map((node) => node.getBoundingClientRect().left));
  expect(rising(cells)).toBe(true);
  await watched.holds('directions');
});
