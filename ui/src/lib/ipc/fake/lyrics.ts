import type { Lyrics } from '../types';
import type { TrackRow } from '../types';

const LINES = [
  'The harbour keeps its lamps on low',
  'A window half open to the rain',
  'I count the boats, I let them go',
  'And count them coming home again',
  '',
  'Slow water, carry what I said',
  'Past every light along the pier',
  'The morning has not gone to bed',
  'The night is only halfway here',
  '',
  'Tell me the name of every street',
  'That ends where sea and stairs begin',
  'The tide has patience in its feet',
  'It knocks, and no one lets it in',
  '',
  'Slow water, carry what I said',
  'Past every light along the pier',
];
const CJK = ['傘を忘れた日の午後', '三番ホームに風が吹く', '静かな水に灯りがゆれて', '', '誰も知らない駅まで', 'もう少しだけ歩こう'];
const FIRST_LINE_MS = 9000;
const LINE_MS = 6500;

/** Every third track has timed lines, every third plain ones, the rest none. */
export function lyricsOf(track: TrackRow): Lyrics | null {
  const form = track.id % 3;
  if (form === 0) return null;
  const words = /\p{Script=Han}/u.test(track.title) ? CJK : LINES;
  const synced = form === 1;
  return {
    synced,
    source: synced ? 'file' : 'tag',
    lines: words.map((text, i) => ({ text, atMs: synced ? FIRST_LINE_MS + i * LINE_MS : null })),
  };
}
