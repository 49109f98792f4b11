// The program among others: started twice, named files, on a session bus, without one, without a display. No WebDriver: what matters
// here is seen from outside.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 30_000;
const NAME = 'org.mpris.MediaPlayer2.attune';

const fresh = (name) => mkdtempSync(join(process.env.ATTUNE_WORK ?? tmpdir(), `${name}-`));

async function until(what, probe) {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = probe();
    if (found) return found;
    assert.ok(Date.now() < end, `waited in vain for ${what}`);
    await sleep(100);
  }
}

/** One run of the program; `log` is what it wrote to the terminal. */
class Run {
  constructor(args, env = {}) {
    const all = { ...process.env, NO_COLOR: '1', ...env };
    for (const [name, value] of Object.entries(env)) if (value === null) delete all[name];
    this.log = '';
    this.child = spawn(process.env.ATTUNE_BINARY, args, { env: all, stdio: ['ignore', 'ignore', 'pipe'] });
    this.child.stderr.on('data', (chunk) => (this.log += chunk));
    this.over = new Promise((done) => this.child.on('exit', (code, signal) => done(code ?? signal)));
    this.child.on('exit', () => (this.gone = true));
  }

  lines(pattern) {
    return this.log.split('\n').filter((line) => pattern.test(line));
  }

  end(signal = 'SIGTERM') {
    this.child.kill(signal);
    return this.over;
  }
}

/** A session bus of this test's own. */
async function ownBus() {
  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1'], { stdio: ['ignore', 'pipe', 'ignore'] });
  let address = '';
  bus.stdout.on('data', (chunk) => (address += chunk));
  await until('the bus', () => address.includes('\n'));
  return { address: address.trim(), kill: () => bus.kill('SIGKILL') };
}

function call(bus, name, method, ...args) {
  const done = spawnSync('gdbus', ['call', '--session', '--dest', name, '--object-path', '/org/mpris/MediaPlayer2', '--method', method, ...args], {
    env: { ...process.env, DBUS_SESSION_BUS_ADDRESS: bus.address },
    encoding: 'utf8',
  });
  return done.status === 0 ? done.stdout : '';
}

const property = (bus, name, what) => call(bus, name, 'org.freedesktop.DBus.Properties.Get', 'org.mpris.MediaPlayer2.Player', what);

/** A music file outside every library. */
function guest(dir, name) {
  const demo = process.env.ATTUNE_DEMO_DIR;
  const flac = readdirSync(demo, { recursive: true }).find((file) => file.endsWith('.flac'));
  const path = join(dir, name);
  cpSync(join(demo, flac), path);
  return path;
}

const WITHOUT_BUS = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus' };

test('media keys work over the bus, and the music survives its end', { timeout: 120_000 }, async (t) => {
  const bus = await ownBus();
  const dir = fresh('bus');
  const env = { DBUS_SESSION_BUS_ADDRESS: bus.address };
  const run = new Run(['--data-dir', join(dir, 'data'), guest(dir, 'guest.flac')], env);
  t.after(() => {
    run.end('SIGKILL');
    bus.kill();
  });
  await until('the file to play', () => /Playing/.test(property(bus, NAME, 'PlaybackStatus')));
  assert.match(property(bus, NAME, 'Metadata'), /guest\.flac/);
  const place = () => Number(/int64 (\d+)/.exec(property(bus, NAME, 'Position'))?.[1]);
  const before = place();
  await sleep(500);
  assert.ok(place() > before, 'the position moves');
  call(bus, NAME, 'org.mpris.MediaPlayer2.Player.PlayPause');
  await until('the pause', () => /Paused/.test(property(bus, NAME, 'PlaybackStatus')));
  call(bus, NAME, 'org.mpris.MediaPlayer2.Player.Seek', '5000000');
  await until('the jump', () => place() >= before + 5_000_000);
  call(bus, NAME, 'org.freedesktop.DBus.Properties.Set', 'org.mpris.MediaPlayer2.Player', 'Volume', '<0.25>');
  await until('the volume', () => /0\.25/.test(property(bus, NAME, 'Volume')));

  const other = new Run(['--data-dir', join(dir, 'other')], env);
  await until('the second player', () => /Stopped/.test(property(bus, `${NAME}.instance${other.child.pid}`, 'PlaybackStatus')));
  await other.end();

  bus.kill();
  await sleep(1500);
  assert.ok(!run.gone, run.log);
  assert.equal(await new Run(['--data-dir', join(dir, 'data'), guest(dir, 'more.flac')], env).over, 0, 'it still takes files');
  await until('the line in the log', () => run.lines(/no media keys/).length === 1);
  await sleep(1000);
  assert.equal(run.lines(/no media keys/).length, 1, run.log);
});

test('a second start hands over without a bus, also after a crash', { timeout: 120_000 }, async (t) => {
  const dir = fresh('twice');
  const data = join(dir, 'data');
  let run = new Run(['--data-dir', data], WITHOUT_BUS);
  t.after(() => run.end('SIGKILL'));
  await until('the socket', () => existsSync(join(data, 'window.sock')));
  const starts = Array.from({ length: 8 }, () => new Run(['--data-dir', data], WITHOUT_BUS));
  assert.deepEqual(await Promise.all(starts.map((start) => start.over)), Array(8).fill(0));
  assert.ok(!run.gone);
  await run.end('SIGKILL');
  run = new Run(['--data-dir', data], WITHOUT_BUS);
  await until('the line in the log', () => run.lines(/no media keys/).length > 0);
  assert.equal(await new Run(['--data-dir', data], WITHOUT_BUS).over, 0);
  assert.equal(run.lines(/no media keys/).length, 1, run.log);
});

test('without sound it starts and says so once', { timeout: 60_000 }, async (t) => {
  const run = new Run(['--data-dir', join(fresh('silent'), 'data')], { ...WITHOUT_BUS, PULSE_SERVER: 'unix:/nonexistent/pulse' });
  t.after(() => run.end('SIGKILL'));
  await until('the window', () => run.lines(/no media keys/).length > 0);
  await sleep(2500);
  assert.ok(!run.gone);
  assert.equal(run.lines(/no sound output/).length, 1, run.log);
  assert.equal(run.lines(/ALSA lib/).length, 0, run.log);
});

test('without a display it ends with a sentence', { timeout: 60_000 }, async () => {
  const data = join(fresh('blind'), 'data');
  const nowhere = new Run(['--data-dir', data], { DISPLAY: ':4711', WAYLAND_DISPLAY: null });
  assert.equal(await nowhere.over, 1);
  assert.match(nowhere.log, /^attune: the display cannot be reached \(DISPLAY is :4711\)/m);
  const none = new Run(['--data-dir', data], { DISPLAY: null, WAYLAND_DISPLAY: null });
  assert.equal(await none.over, 1);
  assert.match(none.log, /^attune: there is no display/m);
  assert.doesNotMatch(nowhere.log + none.log, /panicked/);
});

test('the window comes back to its place', { timeout: 60_000 }, async (t) => {
  const bus = await ownBus();
  const data = join(fresh('place'), 'data');
  const env = { DBUS_SESSION_BUS_ADDRESS: bus.address };
  const xdotool = (...args) => spawnSync('xdotool', args, { encoding: 'utf8' }).stdout.trim();
  const find = (run) => xdotool('search', '--onlyvisible', '--pid', String(run.child.pid), '--name', '^Attune$').split('\n')[0];
  let run = new Run(['--data-dir', data], env);
  t.after(() => {
    run.end('SIGKILL');
    bus.kill();
  });
  const first = await until('the window', () => find(run));
  await until('the player', () => property(bus, NAME, 'PlaybackStatus'));
  xdotool('windowmove', first, '60', '40');
  xdotool('windowsize', first, '1100', '700');
  await sleep(1000);
  call(bus, NAME, 'org.mpris.MediaPlayer2.Quit');
  assert.equal(await run.over, 0, 'and it can be told to end');
  const { x, y, width, height } = JSON.parse(readFileSync(join(data, 'window.json'), 'utf8'));
  assert.deepEqual([x, y, width, height], [60, 40, 1100, 700]);
  run = new Run(['--data-dir', data], env);
  const second = await until('the window again', () => find(run));
  await until('its place', () => /60,40[\s\S]*1100x700/.test(xdotool('getwindowgeometry', second)));
});
