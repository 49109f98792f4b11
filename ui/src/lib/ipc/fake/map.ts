import type { Axis, MapAxis, MapColour, MapLayout, MapView, MoodRequest, Reason, SimilarRow, TrackRow } from '../types';
import type { Library } from './library';
import { figuresOf, measure } from './mood';
import { hash, Random } from './random';

const FULL = 65_535;
const GENRES = 10;
/** As many deviations away, nothing is there. */
const NEAR = 1.6;
const OFTEN = 12;

type Scale = { mean: number; deviation: number; low: number; high: number };

/** The made-up library as points. What was measured is kept: it does not change with what is analysed. */
export class FakeMap {
  /** A layout that is being computed. */
  preparing = false;
  #measured = new Map<Axis, Float32Array>();
  #library: Library | null = null;

  points(library: Library, layout: MapLayout, colour: MapColour): MapView {
    const tracks = library.tracks.filter((track) => track.analysed);
    const nothing: MapView = { state: 'notAnalysed', donePercent: 0, ids: [], x: [], y: [], colour: [], legend: [], axes: null, correlation: null };
    if (tracks.length === 0) return nothing;
    if (this.preparing) return { ...nothing, state: 'preparing', donePercent: 40 };
    const { legend, group } = this.#coloured(tracks, colour);
    const ids = tracks.map(({ id }) => id);
    const common = { state: 'ready' as const, donePercent: 100, ids, colour: tracks.map(group), legend };
    if (layout.kind === 'sound') {
      const places = tracks.map((track) => placeOf(library, track));
      return { ...common, x: places.map(([x]) => x), y: places.map(([, y]) => y), axes: null, correlation: null };
    }
    const [x, y] = [this.#column(library, layout.x), this.#column(library, layout.y)];
    const [across, up] = [scaleOf(x, ids), scaleOf(y, ids)];
    return {
      ...common,
      x: ids.map((id) => laid(x[id - 1] as number, across)),
      y: ids.map((id) => laid(y[id - 1] as number, up)),
      axes: [rangeOf(layout.x, across), rangeOf(layout.y, up)],
      correlation: correlation(x, y, ids, across, up),
    };
  }

  list(library: Library, request: MoodRequest): SimilarRow[] {
    const { allow, deny, popularity, limit } = request;
    const within = request.within ?? null;
    const among = within === null ? library.tracks : within.flatMap((id) => library.tracks[id - 1] ?? []);
    const ids = library.tracks.filter((track) => track.analysed).map(({ id }) => id);
    const [x, y] = [this.#column(library, request.x), this.#column(library, request.y)];
    const [across, up] = [scaleOf(x, ids), scaleOf(y, ids)];
    const [atX, atY] = [fromLaid(request.atX, across), fromLaid(request.atY, up)];
    const artists = new Map<string, number>();
    for (const { artist } of library.tracks) artists.set(artist, (artists.get(artist) ?? 0) + 1);
    const most = Math.max(...artists.values());
    const known = (track: TrackRow): number => Math.min(1, track.plays / 30) * 0.5 + (track.liked ? 0.2 : 0) + (0.3 * (artists.get(track.artist) ?? 0)) / most;
    const found = among
      .filter((track) => track.analysed && !track.missing)
      .filter(({ genres }) => (allow.length === 0 || genres.some((name) => allow.includes(name))) && !genres.some((name) => deny.includes(name)))
      .map((track) => ({
        track,
        away: Math.hypot(((x[track.id - 1] as number) - atX) / across.deviation, ((y[track.id - 1] as number) - atY) / up.deviation),
      }))
      .filter(({ away }) => within !== null || away < NEAR)
      .map((one) => ({ ...one, rank: one.away - (known(one.track) * popularity) / 50 }))
      .sort((a, b) => a.rank - b.rank || a.track.id - b.track.id)
      .slice(0, limit);
    return found.map(({ track, away }) => ({ track, matchPercent: Math.max(8, Math.round(99 - away * 26)), reasons: reasonsOf(library, track) }));
  }

  #column(library: Library, axis: Axis): Float32Array {
    if (this.#library !== library) {
      this.#measured.clear();
      this.#library = library;
    }
    const known = this.#measured.get(axis);
    if (known?.length === library.tracks.length) return known;
    const column = Float32Array.from(library.tracks, (track) => measure(library, track, axis));
    this.#measured.set(axis, column);
    return column;
  }

  #coloured(tracks: readonly TrackRow[], colour: MapColour): { legend: string[]; group: (track: TrackRow) => number } {
    if (colour === 'plays') return { legend: ['never', 'few', 'often'], group: ({ plays }) => (plays === 0 ? 0 : plays < OFTEN ? 1 : 2) };
    if (colour === 'mood') {
      const group = (track: TrackRow): number => {
        const { valence, arousal } = figuresOf(track);
        return arousal >= 50 ? (valence >= 50 ? 0 : 1) : valence >= 50 ? 3 : 2;
      };
      return { legend: ['happy', 'tense', 'sad', 'calm'], group };
    }
    const counts = new Map<string, number>();
    for (const { genres } of tracks) counts.set(genres[0] ?? '', (counts.get(genres[0] ?? '') ?? 0) + 1);
    counts.delete('');
    const names = [...counts].sort(([, a], [, b]) => b - a).map(([name]) => name);
    const legend = names.length > GENRES || tracks.some(({ genres }) => genres.length === 0) ? [...names.slice(0, GENRES - 1), ''] : names;
    const places = new Map(legend.map((name, at) => [name, at]));
    return { legend, group: ({ genres }) => places.get(genres[0] ?? '') ?? legend.length - 1 };
  }
}

/** In the unit of the program: beats per minute, or 0–1. */
function rangeOf(axis: Axis, { low, high, mean }: Scale): MapAxis {
  const scale = axis === 'tempo' ? 1 : 100;
  return { lowest: low / scale, highest: high / scale, mean: mean / scale };
}

function scaleOf(column: Float32Array, ids: readonly number[]): Scale {
  let [sum, squares, low, high] = [0, 0, Infinity, -Infinity];
  for (const id of ids) {
    const value = column[id - 1] as number;
    sum += value;
    squares += value * value;
    [low, high] = [Math.min(low, value), Math.max(high, value)];
  }
  const mean = sum / ids.length;
  return { mean, deviation: Math.sqrt(Math.max(1, squares / ids.length - mean * mean)), low, high };
}
function laid(value: number, { low, high }: Scale): number {
  return Math.round(FULL * Math.min(1, Math.max(0, (value - low) / Math.max(1, high - low))));
}
function fromLaid(at: number, { low, high }: Scale): number {
  return low + (at / FULL) * (high - low);
}
function correlation(x: Float32Array, y: Float32Array, ids: readonly number[], across: Scale, up: Scale): number | null {
  if (ids.length < 3) return null;
  let sum = 0;
  for (const id of ids) sum += ((x[id - 1] as number) - across.mean) * ((y[id - 1] as number) - up.mean);
  return sum / ids.length / (across.deviation * up.deviation);
}

/** Islands of genres, in them those of artists: what a layout of real sounds looks like. */
function placeOf(library: Library, track: TrackRow): [number, number] {
  const around = hash(track.genres[0] ?? '') % 360;
  const artist = new Random(hash(`${track.artist} ${track.genres[0] ?? ''}`));
  const turn = (around * Math.PI) / 180;
  const far = 0.24 + 0.16 * ((hash(`${track.genres[0] ?? ''} far`) % 100) / 100);
  const [bearing, reach] = [artist.next() * 2 * Math.PI, Math.sqrt(artist.next()) * 0.13];
  const sound = library.sounds[track.id - 1] as Float32Array;
  const [a, b, c, d] = [0, 1, 2, 3].map((at) => ((sound[at] as number) - Math.round(sound[at] as number)) * 0.5) as [number, number, number, number];
  const x = 0.5 + Math.cos(turn) * far + Math.cos(bearing) * reach + (a - b) * 0.045;
  const y = 0.5 + Math.sin(turn) * far + Math.sin(bearing) * reach + (c - d) * 0.045;
  const whole = (share: number): number => Math.round(FULL * Math.min(0.985, Math.max(0.015, share)));
  return [whole(x), whole(y)];
}

function reasonsOf(library: Library, track: TrackRow): Reason[] {
  const reasons: Reason[] = [];
  if (track.liked) reasons.push({ kind: 'liked' });
  if (track.plays === 0) reasons.push({ kind: 'neverPlayed' });
  else if (track.plays > 30) reasons.push({ kind: 'oftenPlayed' });
  reasons.push({ kind: 'tempo', bpm: library.tempos[track.id - 1] as number });
  return reasons.slice(0, 2);
}
