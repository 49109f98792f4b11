// Every command of the program, called with what no window would send: each answers with a value or an error, and the program goes on.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Window } from './window.js';

const bindings = readFileSync(new URL('../../ui/src/lib/ipc/bindings.ts', import.meta.url), 'utf8');
/** Each command with the names of what it takes. */
const COMMANDS = [...bindings.matchAll(/__TAURI_INVOKE\("(\w+)"(?:, \{ ([\w, ]+) \})?/g)].map(([, name, takes]) => ({ name, takes: takes?.split(', ') ?? [] }));
/** They wait for a person in a dialog of the desktop, or end the program. */
const DIALOGS = ['choose_folder', 'choose_model', 'import_playlists', 'export_playlist', 'quit'];

/** Calls a command with a value of each kind for everything it takes, and tells how each went: `answered`, `refused: …`, or `silent`. */
const CALL = `
  const [name, takes, kinds, done] = arguments;
  const long = (make) => Array.from({ length: 100000 }, (_, at) => make(at));
  const VALUES = {
    nothing: undefined, null: null, text: 'x', empty: '', negative: -1, huge: 2 ** 53, fraction: 0.5, largest: 4294967295,
    notANumber: NaN, list: [], deep: { a: { b: [{}] } }, longText: 'x'.repeat(100000), controls: '\\u0000\\u202e\\n',
    longList: long((at) => at), listOfTexts: ['', '../..', '/'], yes: true,
    place: { kind: 'album', id: 4294967295 }, view: { scope: { kind: 'folder', path: '/\\u0000' }, query: '"', sort: [] },
  };
  // Of the right shape, and still nothing any window would ask.
  const most = 4294967295;
  const EXTREME = {
    view: { scope: { kind: 'year', year: -2147483648 }, query: 'artist:\u0000 "(* year:9999-0000', sort: Array(50).fill({ key: 'match', descending: true }) },
    query: name.startsWith('list_') ? { query: '"(*', artist: most, genre: most, year: 2147483647, sort: name === 'list_albums' ? 'year' : 'plays', descending: true } : 'x:"(* NEAR',
    trackIds: [0, most, most], ids: [0, most], itemIds: [most, 0, most], items: [most], entries: [most, most], paths: ['', '\u0000', '/dev/zero', '/proc/self/mem'],
    source: { kind: 'library', detail: 'x'.repeat(100000) }, name: 'x'.repeat(100000), text: '\u0000', key: 'zz', locale: 'x'.repeat(64), period: 'year', volume: 1e308, dark: true,
  };
  const call = (kind) => new Promise((tell) => {
    const args = kind === 'nothing' ? {} : Object.fromEntries(takes.map((key) => [key, kind === 'extreme' ? (EXTREME[key] ?? most) : VALUES[kind]]));
    setTimeout(() => tell('silent'), 20000);
    try {
      window.__TAURI_INTERNALS__.invoke(name, args).then(() => tell('answered'), (error) => tell('refused: ' + JSON.stringify(error).slice(0, 200)));
    } catch (error) {
      tell('refused: ' + error);
    }
  });
  (async () => {
    const outcomes = [];
    for (const kind of kinds) outcomes.push(await call(kind));
    done(outcomes);
  })();
`;
const KINDS = ['nothing', 'null', 'text', 'empty', 'negative', 'huge', 'fraction', 'largest', 'notANumber', 'list', 'deep', 'longText', 'controls', 'longList', 'listOfTexts', 'yes', 'place', 'view', 'extreme'];

test('commands given nonsense answer with an error, and the program goes on', { timeout: 600_000 }, async (t) => {
  assert.ok(COMMANDS.length > 70, `${COMMANDS.length} commands in the bindings`);
  const data = mkdtempSync(join(process.env.ATTUNE_WORK ?? tmpdir(), 'nonsense-'));
  const window = await Window.open(['--data-dir', data, '--demo']);
  t.after(() => window.close());
  await window.until('tracks in the list', async () => (await window.all('row')).length > 10);
  await window.driver.manage().setTimeouts({ script: 400_000 });
  const calls = (name, takes, kinds) => window.driver.executeAsyncScript(CALL, name, takes, kinds);
  const call = async (name, takes, kind) => (await calls(name, takes, [kind]))[0];

  const outcomes = { answered: 0, refused: 0 };
  for (const { name, takes } of COMMANDS.filter(({ name }) => !DIALOGS.includes(name))) {
    const kinds = takes.length > 0 ? KINDS : ['nothing', 'deep'];
    for (const [at, how] of (await calls(name, takes, kinds)).entries()) {
      const kind = kinds[at];
      assert.match(how, /^(answered|refused)/, `${name} with ${kind}: ${how}`);
      // A panic on the way is caught somewhere and told as an internal error: it is a panic all the same.
      assert.doesNotMatch(how, /panic/i, `${name} with ${kind}: ${how}`);
      outcomes[how.split(':')[0]] += 1;
    }
  }
  t.diagnostic(`${COMMANDS.length} commands: ${outcomes.answered} calls answered, ${outcomes.refused} refused`);
  assert.ok(outcomes.refused > 500, 'nonsense is refused');
  assert.match(await call('not_a_command', [], 'nothing'), /^refused/);
  assert.match(await call('plugin:fs|read_text_file', ['path'], 'text'), /^refused/);
  assert.match(await call('plugin:app|app_hide', [], 'nothing'), /^refused/, 'no more of Tauri than the list of capabilities says');
  assert.equal(await call('player_state', [], 'nothing'), 'answered');
  assert.equal(await call('overview', [], 'nothing'), 'answered');
});
