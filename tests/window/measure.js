// How long the real window takes from a key to the picture: `script/measure-use` runs it on a library of yours.

import { Window } from './window.js';

const WORDS = ['love', 'Dream', 'the silence', 'moon light', 'Рож', 'Свет', '静か', 'björk', 'artist: a', 'year:1990s'];
const PLACES = ['Albums', 'Artists', 'Genres', 'Years', 'Home', 'Tracks', 'History', 'Statistics'];
const FRAMES = 300;

/**
 * Runs in the page: how long until `main` has changed (`work`) and until the frame that shows the change is painted
 * (`shown`): a message that is posted from an animation frame comes after that frame. Counted is the last change before
 * nothing changes for `quiet` ms. `null`: it stayed as it was.
 */
const UNTIL_SHOWN = `
  const painted = (then) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port2.onmessage = then;
    port1.postMessage(null);
  });
  const shown = (act, changed, quiet) => new Promise((answer) => {
    const began = performance.now();
    let changes = 0;
    let last = null;
    let rest;
    const end = () => (observer.disconnect(), answer(last));
    const look = () => {
      if (!changed()) return;
      const change = ++changes;
      const work = performance.now() - began;
      clearTimeout(rest);
      painted(() => {
        if (change !== changes) return;
        last = { work, shown: performance.now() - began };
        rest = setTimeout(end, quiet);
      });
    };
    const observer = new MutationObserver(look);
    observer.observe(document.querySelector('main'), { childList: true, subtree: true, characterData: true });
    setTimeout(end, 1500);
    act();
  });
`;

const TYPE = `
  const [word, done] = arguments;
  ${UNTIL_SHOWN}
  const field = document.querySelector('[role=search] input');
  const put = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
  (async () => {
    const times = [];
    for (let end = 1; end <= word.length; end++) {
      field.focus();
      times.push(await shown(() => { put.call(field, word.slice(0, end)); field.dispatchEvent(new InputEvent('input', { bubbles: true })); }, () => true, 150));
    }
    put.call(field, '');
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    done(times.filter((time) => time !== null));
  })();
`;

const VISIT = `
  const [name, done] = arguments;
  ${UNTIL_SHOWN}
  const link = [...document.querySelectorAll('nav button')].find((button) => button.textContent.trim().startsWith(name));
  const there = () => document.querySelector('main h1')?.textContent.trim().startsWith(name) && document.querySelector('main [role=row], main [data-tile], main li, main svg.chart, main figure, main [role=region] > *');
  shown(() => link.click(), there, 0).then((time) => done(time?.shown ?? null));
`;

/** Opens the artist, or the album, with the most tracks from its grid. */
const LARGEST = `
  const [place, done] = arguments;
  ${UNTIL_SHOWN}
  const ask = (command, args) => window.__TAURI_INTERNALS__.invoke(command, args);
  const until = async (probe) => {
    for (let found; ; await new Promise((later) => setTimeout(later, 50))) if ((found = probe())) return found;
  };
  (async () => {
    let rows = [];
    if (place === 'Artists') ({ rows } = await ask('list_artists', { query: { query: '', sort: 'tracks', descending: true }, offset: 0, limit: 1 }));
    else for (let at = 0, total = 1; at < total; at += 1000) {
      const part = await ask('list_albums', { query: { query: '', sort: 'title', descending: false }, offset: at, limit: 1000 });
      total = part.total;
      rows.push(...part.rows);
    }
    const largest = rows.reduce((most, one) => (one.tracks > most.tracks ? one : most));
    const name = largest.name ?? largest.title;
    [...document.querySelectorAll('nav button')].find((button) => button.textContent.trim().startsWith(place)).click();
    const field = await until(() => document.querySelector('main h1')?.textContent.trim().startsWith(place) && document.getElementById('filter'));
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, name);
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    const tile = await until(() => [...document.querySelectorAll('main [data-index]')].find((one) => one.textContent.trim().startsWith(name)));
    const time = await shown(() => tile.click(), () => document.querySelector('main h1')?.textContent.includes(name), 500);
    done({ name, tracks: largest.tracks, shown: time?.shown ?? null });
  })().catch((error) => done({ name: String(error), tracks: 0, shown: null }));
`;

const SCROLL = `
  const [frames, done] = arguments;
  const long = (element) => element.scrollHeight > element.clientHeight + 1000 && getComputedStyle(element).overflowY !== 'visible';
  const box = [...document.querySelectorAll('main *')].find(long);
  const gaps = [];
  let last = performance.now();
  const step = (now) => {
    gaps.push(now - last);
    last = now;
    box.scrollTop += 120;
    if (gaps.length <= frames) requestAnimationFrame(step);
    else done({ gaps: gaps.slice(1), top: box.scrollTop });
  };
  requestAnimationFrame(step);
`;

const at = (times, share) => [...times].sort((a, b) => a - b)[Math.floor((times.length - 1) * share)] ?? NaN;
const row = (what, text) => console.log(`${what.padEnd(56)} ${text}`);

const window = await Window.open(process.argv.slice(2));
try {
  const { driver } = window;
  await driver.manage().setTimeouts({ script: 120_000 });
  await window.until('rows', async () => (await window.all('row')).length > 5);
  // The look through the folders and the index of all vectors go on behind the first rows.
  await window.until('rest', async () => (await window.all('button', '^Up to date')).length > 0, 600_000);

  // Where the last visit ended is where this one begins.
  await driver.executeAsyncScript(VISIT, 'Tracks');
  const still = await driver.executeAsyncScript(SCROLL.replace("box.scrollTop += 120", "void 0"), 60);
  const frame = at(still.gaps, 0.5);
  row('a frame, at rest', `${frame.toFixed(1)} ms`);
  const { gaps, top } = await driver.executeAsyncScript(SCROLL, FRAMES);
  const dropped = gaps.reduce((sum, gap) => sum + Math.max(0, Math.round(gap / frame) - 1), 0);
  row(`scrolling ${Math.round(top)} pixels in ${gaps.length} frames`, `${dropped} dropped; ${at(gaps, 0.5).toFixed(1)} ms median, ${at(gaps, 0.99).toFixed(1)} ms p99`);

  const typed = [];
  for (const word of WORDS) typed.push(...(await driver.executeAsyncScript(TYPE, word)));
  for (const [what, part] of [['page changed', 'work'], ['end of the frame that shows it', 'shown']]) {
    const times = typed.map((time) => time[part]);
    row(`search, ${times.length} keys: key to ${what}`, `${at(times, 0.5).toFixed(1)} ms median, ${at(times, 0.99).toFixed(1)} ms p99`);
  }

  for (const name of PLACES) {
    const first = await driver.executeAsyncScript(VISIT, name);
    row(`to ${name}`, first === null ? 'not seen' : `${first.toFixed(0)} ms`);
  }
  for (const name of PLACES) {
    const again = await driver.executeAsyncScript(VISIT, name);
    row(`to ${name} again`, again === null ? 'not seen' : `${again.toFixed(0)} ms`);
  }
  for (const place of ['Artists', 'Albums']) {
    const { name, tracks, shown } = await driver.executeAsyncScript(LARGEST, place);
    row(`the largest of ${place}: ${name}, ${tracks} tracks`, shown === null ? 'not seen' : `${shown.toFixed(0)} ms`);
  }
  // The next start is measured at the tracks, too.
  await driver.executeAsyncScript(VISIT, 'Tracks');
} finally {
  await window.close();
}
