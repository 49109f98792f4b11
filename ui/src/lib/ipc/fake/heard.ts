import type { HeardView, HearingView, TrackRow } from '../types';
import { WORDS } from './discover';
import type { Library } from './library';
import { figuresOf } from './mood';
import { Random } from './random';

/** Made-up figures of a track, the same each time. */
export function hearing(library: Library, track: TrackRow): HearingView {
  if (track.analysed) return { heard: heard(library, track), never: false };
  return { heard: null, never: track.missing };
}

function heard(library: Library, track: TrackRow): HeardView {
  const random = new Random(track.id * 7919);
  const share = (): number => random.int(3, 97);
  const figures = figuresOf(track);
  const [valence, arousal, danceability, acousticness, voice] = (['valence', 'arousal', 'danceability', 'acousticness', 'voice'] as const).map((of) => Math.round(figures[of])) as [number, number, number, number, number];
  const names = [WORDS.get(track.genres[0] ?? '') ?? 'mellow', 'rock', 'mellow', 'guitar', 'indie pop'];
  const words = [...new Set(names)].map((name, at) => ({ name, percent: Math.max(16, 84 - at * 17) }));
  return {
    words,
    mood: { valence, arousal },
    energy: share(),
    impressions: { danceability, acousticness, voice },
    tempo: { bpm: library.tempos[track.id - 1] as number, confidence: share() },
    key: { tonic: random.int(0, 11), minor: random.chance(0.5), confidence: share() },
    loudness: -7 - random.int(0, 120) / 10,
  };
}
