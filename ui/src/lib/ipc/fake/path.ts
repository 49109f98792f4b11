import type { PathView, TrackRow } from '../types';
import type { Library, Sound } from './library';
import { cosine, matchOf } from './nearness';

/** The nearest track that is left to each point between the two, by the made-up sounds. */
export function path(library: Library, from: TrackRow, to: TrackRow, steps: number): PathView {
  if (from.id === to.id) return { state: 'sameTrack', unheard: null, rows: [] };
  const unheard = [from, to].find((end) => !end.analysed);
  if (unheard) return { state: 'notAnalysed', unheard, rows: [] };
  const sound = (track: TrackRow): Sound => library.sounds[track.id - 1] as Sound;
  const [a, b] = [sound(from), sound(to)];
  const left = new Set(library.tracks.slice(0, 4000).filter((track) => track.analysed && !track.missing && track.id !== from.id && track.id !== to.id));
  const whole = [from];
  for (let step = 1; step <= steps && left.size > 0; step++) {
    const point = a.map((value, i) => value + ((b[i] as number) - value) * (step / (steps + 1)));
    const next = [...left].reduce((best, track) => (cosine(point, sound(track)) > cosine(point, sound(best)) ? track : best));
    left.delete(next);
    whole.push(next);
  }
  whole.push(to);
  const match = (track: TrackRow, at: number): number | null =>
    at === 0 ? null : Math.round(100 * matchOf(cosine(sound(track), sound(whole[at - 1] as TrackRow))));
  return { state: 'ready', unheard: null, rows: whole.map((track, at) => ({ track, matchPercent: match(track, at) })) };
}
