import type { HistoryRow } from '../types';
import type { TrackRow } from '../types';
import type { Kind } from './library';
import { Random } from './random';

/** `track` is an index into the library, or −1 − n for the n-th of the vanished. */
export type Play = { playId: number; at: number; track: number; listenedMs: number; skipped: boolean };

type Gone = { title: string; artist: string; album: string; durationMs: number };
const VANISHED: readonly Gone[] = [
  { title: 'Lanterns', artist: 'The Quiet Ferry', album: 'Borrowed Boats', durationMs: 243_000 },
  { title: 'Letters from the Dock', artist: 'The Quiet Ferry', album: 'Borrowed Boats', durationMs: 198_000 },
  { title: 'Unfinished Stairs', artist: 'Ada Mensah', album: 'Demos', durationMs: 171_000 },
];

const DAYS = 730;
const DAY_MS = 86_400_000;
/** How likely an hour is to begin a sitting: mornings on working days, late evenings, long weekends. */
const WORKDAY = [2, 1, 0, 0, 0, 0, 1, 5, 9, 4, 2, 2, 3, 3, 2, 2, 3, 5, 8, 10, 12, 13, 10, 6];
const WEEKEND = [5, 3, 1, 0, 0, 0, 0, 0, 2, 5, 8, 9, 8, 6, 6, 7, 7, 6, 6, 7, 8, 9, 9, 7];

function pickHour(random: Random, weights: readonly number[]): number {
  let left = random.next() * weights.reduce((a, b) => a + b, 0);
  return weights.findIndex((weight) => (left -= weight) < 0);
}

/**
 * Two years of listening up to now, oldest first: sittings of a few tracks in a plausible rhythm, favourites that come
 * and go, a fortnight away in summer. The same for the same library and day.
 */
export function listenedTo(kind: Kind, tracks: readonly TrackRow[], now: number): Play[] {
  const heard = tracks.map((track, index) => ({ index, plays: track.plays })).filter(({ plays }) => plays > 0);
  if (kind === '0' || heard.length === 0) return [];
  const random = new Random(7);
  const plays: Play[] = [];
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  // A few favourites at a time, so that rankings have a shape.
  let fond: number[] = [];
  for (let ago = DAYS - 1; ago >= 0; ago--) {
    // Noon first: days of 23 and 25 hours do not slip.
    const day = new Date(new Date(midnight - ago * DAY_MS + DAY_MS / 2).setHours(0, 0, 0, 0));
    if (ago % 24 === 0 || fond.length === 0) fond = Array.from({ length: 12 }, () => random.pick(heard).index);
    if (ago > 98 && ago < 112) continue;
    const weekend = day.getDay() % 6 === 0;
    const winter = 1 + 0.35 * Math.cos((day.getMonth() / 12) * 2 * Math.PI);
    const sittings = Math.round(random.next() * (weekend ? 2.6 : 1.7) * winter);
    for (let sitting = 0; sitting < sittings; sitting++) {
      let at = day.getTime() + pickHour(random, weekend ? WEEKEND : WORKDAY) * 3_600_000 + random.int(0, 3_000_000);
      for (let i = random.int(2, kind === '100000' ? 14 : 7); i > 0; i--) {
        const gone = random.chance(0.03);
        const index = gone ? -1 - random.int(0, VANISHED.length - 1) : random.chance(0.6) ? random.pick(fond) : random.pick(heard).index;
        const durationMs = gone ? (VANISHED[-1 - index] as Gone).durationMs : (tracks[index] as TrackRow).durationMs;
        const skipped = random.chance(0.09);
        const listenedMs = Math.round(durationMs * (skipped ? 0.05 + random.next() * 0.3 : random.chance(0.1) ? 0.6 + random.next() * 0.4 : 1));
        plays.push({ playId: 0, at, track: index, listenedMs, skipped });
        at += listenedMs + random.int(0, 4000);
      }
    }
  }
  const past = plays.filter((play) => play.at + play.listenedMs < now).sort((a, b) => a.at - b.at);
  past.forEach((play, index) => (play.playId = index + 1));
  return past;
}

export function historyRow(play: Play, tracks: readonly TrackRow[]): HistoryRow {
  const { playId, at, listenedMs, skipped } = play;
  const track = (tracks[play.track] ?? null) as HistoryRow['track'];
  const { title, artist, album, durationMs } = track ?? (VANISHED[-1 - play.track] as Gone);
  return { playId, at, listenedMs, durationMs, skipped, title, artist, album, track };
}
