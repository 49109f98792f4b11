import type { Lens, MixesView, MixView, Reason, SimilarRow, SimilarView, TrackRow } from '../types';
import type { Library } from './library';
import { cosine } from './nearness';
import { Random } from './random';

const CLOSE = 0.55;
const MIX_NAMES = new Map(Object.entries({
  Ambient: 'Slow water',
  Indie: 'Paper weather',
  Jazz: 'Late conversation',
  Synth: 'Night shift',
  'Post-rock': 'Long horizon',
  Classical: 'Small hours',
  Folk: 'Kitchen songs',
  Electronic: 'Clockwork',
}));
/** Words the network knows. */
export const WORDS = new Map(Object.entries({
  Ambient: 'ambient',
  Indie: 'guitar',
  Jazz: 'piano',
  Synth: 'synth',
  'Post-rock': 'instrumental',
  Classical: 'classical',
  Folk: 'acoustic',
  Electronic: 'electronica',
}));

/** Nearest by the made-up sound, another artist each time, at most two rows of one album. */
export function similar(library: Library, seed: TrackRow | null, limit: number): SimilarView {
  if (!seed) return { seed: null, state: 'noSeed', rows: [] };
  if (!seed.analysed) return { seed, state: 'notAnalysed', rows: [] };
  const from = library.sounds[seed.id - 1] as Float32Array;
  const close = library.tracks
    .filter((track) => track.analysed && !track.missing && track.artist !== seed.artist)
    .map((track) => ({ track, score: cosine(from, library.sounds[track.id - 1] as Float32Array) }))
    .filter(({ score }) => score > (library.tracks.length > 50 ? CLOSE : -0.15))
    .sort((a, b) => b.score - a.score || a.track.id - b.track.id);
  const perAlbum = new Map<string, number>();
  const rows: SimilarRow[] = [];
  for (const { track, score } of close) {
    const seen = perAlbum.get(track.album) ?? 0;
    if (seen >= 2) continue;
    perAlbum.set(track.album, seen + 1);
    const degrees = (Math.acos(Math.min(1, score)) * 180) / Math.PI;
    const matchPercent = Math.round(98 - degrees * 0.7);
    rows.push({ track, matchPercent, reasons: reasonsFor(library, seed, track) });
    if (rows.length >= limit) break;
  }
  return { seed, state: rows.length < 5 ? 'fewClose' : 'ready', rows };
}

/** In one way; lists stand in for everything that is learnt. */
export function similarBy(library: Library, seed: TrackRow | null, lens: Lens, limit: number, lists: readonly number[][]): SimilarView {
  if (lens === 'blend' || lens === 'sound' || !seed?.analysed) return similar(library, seed, limit);
  const near = similar(library, seed, limit * 8).rows;
  if (lens === 'mood' || lens === 'clusters' || lens === 'taste') {
    const own: Reason[] = [lens === 'mood' ? { kind: 'mood' } : lens === 'clusters' ? { kind: 'cluster' } : { kind: 'taste', percent: 84 }];
    const rows = near.filter(({ track }) => lens === 'taste' || track.genres[0] === seed.genres[0]).slice(0, limit);
    return { seed, state: rows.length < 5 ? 'fewClose' : 'ready', rows: rows.map((row) => ({ ...row, reasons: [...own, ...row.reasons] })) };
  }
  if (lens === 'lyrics') return singing(near, seed, limit);
  if (lists.length === 0) return { seed, state: 'nothingLearnt', rows: [] };
  const counts = new Map<number, number>();
  for (const list of lists.filter((one) => one.includes(seed.id))) {
    for (const id of new Set(list)) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  counts.delete(seed.id);
  if (counts.size === 0) return { seed, state: 'seedUnknown', rows: [] };
  const reason = (contexts: number): Reason => (lens === 'coPlay' ? { kind: 'together', contexts } : { kind: lens });
  const rows = [...counts]
    .sort(([a, one], [b, other]) => other - one || a - b)
    .slice(0, limit)
    .map(([id, contexts]) => ({ track: library.tracks[id - 1] as TrackRow, matchPercent: Math.round((100 * contexts) / (contexts + 1)), reasons: [reason(contexts)] }));
  return { seed, state: rows.length < 5 ? 'fewClose' : 'ready', rows };
}

/** A made-up song sings of the longer words of its title. */
function singing(near: SimilarView['rows'], seed: TrackRow, limit: number): SimilarView {
  const words = ({ title }: TrackRow): string[] => title.toLowerCase().split(/[^\p{L}]+/u).filter((word) => word.length > 3);
  const own = words(seed);
  const rows = near.flatMap((row) => {
    const shared = words(row.track).filter((word) => own.includes(word));
    return shared.length === 0 ? [] : [{ ...row, reasons: [{ kind: 'sungOf' as const, words: shared.slice(0, 2).join(', ') }, ...row.reasons] }];
  });
  return { seed, state: rows.length === 0 ? 'seedUnknown' : rows.length < 5 ? 'fewClose' : 'ready', rows: rows.slice(0, limit) };
}

function reasonsFor(library: Library, seed: TrackRow, track: TrackRow): Reason[] {
  const reasons: Reason[] = [];
  const bpm = library.tempos[track.id - 1] as number;
  if (seed.genres[0] === track.genres[0]) reasons.push({ kind: 'word', name: WORDS.get(track.genres[0] ?? '') ?? 'mellow' });
  if (Math.abs(bpm - (library.tempos[seed.id - 1] as number)) < 9) reasons.push({ kind: 'tempo', bpm });
  if (track.liked) reasons.push({ kind: 'liked' });
  if (track.plays === 0) reasons.push({ kind: 'neverPlayed' });
  if (reasons.length < 2 && track.year && seed.year && Math.abs(track.year - seed.year) < 4) {
    reasons.push({ kind: 'era', decade: Math.floor(track.year / 10) * 10 });
  }
  if (reasons.length < 2) reasons.push({ kind: 'sound' });
  return reasons.slice(0, 2);
}

/** One mix per genre, familiar tracks and never played ones in each; and, where something was played, one of what never was. */
export function dailyMixes(library: Library, day: string, round: number, balancePercent = 50): MixesView {
  const none = { day, balancePercent, mixes: [] };
  if (library.tracks.length === 0) return { ...none, state: 'emptyLibrary' };
  if (library.tracks.filter((track) => track.analysed).length < 8) return { ...none, state: 'notAnalysed' };
  const random = new Random(round + 7);
  const genres = [...new Set(library.tracks.slice(0, 2000).flatMap((track) => track.genres))].slice(0, 5);
  const mixes = genres.map((genre, index) => mixOf(library, genre, index + 1, random));
  const fresh = newForYou(library, mixes.length + 1, random);
  return { ...none, state: 'ready', mixes: fresh ? [...mixes, fresh] : mixes };
}

function mixOf(library: Library, genre: string, number: number, random: Random): MixView {
  const near = library.tracks.slice(0, 4000).filter((track) => track.analysed && !track.missing);
  const own = near.filter((track) => track.genres[0] === genre);
  const others = near.filter((track) => track.genres[0] !== genre);
  const picked = random.shuffle([...random.shuffle(own).slice(0, 16), ...random.shuffle(others).slice(0, Math.max(4, 12 - own.length))]);
  const played = library.tracks.some((track) => track.plays > 0);
  return mix(number, MIX_NAMES.get(genre) ?? genre, played ? 'history' : 'library', picked, (track) => mixReason(track, random));
}

function newForYou(library: Library, number: number, random: Random): MixView | null {
  const ready = library.tracks.slice(0, 4000).filter((track) => track.analysed && !track.missing);
  const played = ready.filter((track) => track.plays > 0);
  const never = random.shuffle(ready.filter((track) => track.plays === 0)).slice(0, 25);
  const near = played[0];
  if (!near || never.length < 5) return null;
  const alike = (track: TrackRow): TrackRow => played.find((other) => other.genres[0] === track.genres[0]) ?? near;
  return mix(number, 'New', 'new', never, (track) => ({ kind: 'nearTo', title: alike(track).title }));
}

function mix(number: number, name: string, basis: MixView['basis'], picked: TrackRow[], reason: (track: TrackRow) => Reason): MixView {
  return {
    number,
    name,
    basis,
    pinned: false,
    durationMs: picked.reduce((sum, track) => sum + track.durationMs, 0),
    tracks: picked.map((track) => ({ track, reason: reason(track) })),
  };
}

function mixReason(track: TrackRow, random: Random): Reason {
  if (track.liked) return { kind: 'liked' };
  if (track.plays === 0) return { kind: 'neverPlayed' };
  if (track.plays > 30) return { kind: 'oftenPlayed' };
  return random.chance(0.4) ? { kind: 'forgotten', days: random.int(60, 700) } : { kind: 'sound' };
}
