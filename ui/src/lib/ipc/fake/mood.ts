import type { Axis, TrackRow } from '../types';
import type { Library } from './library';
import { hash, Random } from './random';

type Figures = Record<Exclude<Axis, 'tempo'>, number>;
/** What a genre usually is, 0–100 each: bright, lively, to dance to, acoustic, sung. */
const USUAL: Readonly<Record<string, readonly [number, number, number, number, number]>> = {
  Ambient: [46, 20, 18, 44, 10],
  Indie: [57, 58, 54, 40, 74],
  Jazz: [60, 40, 48, 76, 26],
  Synth: [55, 72, 76, 8, 40],
  'Post-rock': [34, 62, 26, 34, 16],
  Classical: [42, 26, 14, 94, 6],
  Folk: [62, 32, 36, 86, 80],
  Electronic: [64, 76, 82, 6, 28],
};
const SPREAD = [16, 15, 13, 11, 15] as const;

/** Roughly normal, mean 0 and deviation 1. */
function deviate(random: Random): number {
  return (random.next() + random.next() + random.next() + random.next() - 2) * 1.73;
}

/** What the made-up ear heard of a track, the same each time; the brighter, the livelier, by a little. */
export function figuresOf(track: TrackRow): Figures {
  const random = new Random(track.id * 7919);
  const usual = USUAL[track.genres[0] ?? ''] ?? [50, 50, 50, 40, 50];
  const artist = new Random(hash(track.artist));
  const own = usual.map((mean) => mean + (artist.next() - 0.5) * 22);
  const lift = deviate(random);
  const at = (which: 0 | 1 | 2 | 3 | 4, with_: number): number => {
    const value = (own[which] as number) + SPREAD[which] * (with_ * lift + Math.sqrt(1 - with_ * with_) * deviate(random));
    return Math.min(98, Math.max(2, value));
  };
  return { valence: at(0, 0.5), arousal: at(1, 0.5), danceability: at(2, 0.6), acousticness: at(3, -0.2), voice: at(4, 0.1) };
}

export function measure(library: Library, track: TrackRow, axis: Axis): number {
  return axis === 'tempo' ? (library.tempos[track.id - 1] as number) : figuresOf(track)[axis];
}
