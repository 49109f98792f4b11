import { localDay } from '../../clock';
import type { Period, Ranked, Statistics, TrackRow } from '../types';
import type { Play } from './plays';
import type { Shelf } from './shelf';

const DAY_MS = 86_400_000;
const LENGTH: Record<Period, number> = { week: 7, month: 30, year: 365, all: 365 };
const TOP = 10;
const GENRES = 8;

type Tally = { plays: number; listenedMs: number };

function tally<K>(into: Map<K, Tally>, key: K, play: Play): void {
  const found = into.get(key) ?? { plays: 0, listenedMs: 0 };
  found.plays++;
  found.listenedMs += play.listenedMs;
  into.set(key, found);
}
function top<K>(from: Map<K, Tally>, count: number): [K, Tally][] {
  return [...from].sort(([, a], [, b]) => b.plays - a.plays || b.listenedMs - a.listenedMs).slice(0, count);
}

/** Days of the period, the oldest first, each by its local name. */
function daysOf(period: Period, now: number): string[] {
  const noon = new Date(now).setHours(12, 0, 0, 0);
  return Array.from({ length: LENGTH[period] }, (_, i) => localDay(new Date(noon - (LENGTH[period] - 1 - i) * DAY_MS)));
}

/** What the program would count from these plays. */
export function statisticsOf(
  plays: readonly Play[],
  tracks: readonly TrackRow[],
  period: Period,
  now: number,
  shelf: Pick<Shelf, 'albums' | 'artists'>,
): Statistics {
  const names = daysOf(period, now);
  const perDay = new Map(names.map((day) => [day, { plays: 0, listenedMs: 0 }]));
  const from = period === 'all' ? 0 : new Date(`${names[0]}T00:00:00`).getTime();
  const inside = plays.filter((play) => play.at >= from);
  const before = new Set(plays.filter((play) => play.at < from).map((play) => play.track));
  const hours = Array.from({ length: 7 * 24 }, () => 0);
  const byTrack = new Map<TrackRow, Tally>();
  const byArtist = new Map<number | null, Tally>();
  const byAlbum = new Map<number | null, Tally>();
  const genres = new Map<string, Tally>();
  for (const play of inside) {
    const when = new Date(play.at);
    const day = perDay.get(localDay(when));
    if (day) {
      day.plays++;
      day.listenedMs += play.listenedMs;
    }
    const cell = ((when.getDay() + 6) % 7) * 24 + when.getHours();
    hours[cell] = (hours[cell] as number) + 1;
    const track = tracks[play.track];
    if (!track) continue;
    tally(byTrack, track, play);
    tally(byArtist, track.artistId, play);
    tally(byAlbum, track.albumId, play);
    for (const genre of track.genres) tally(genres, genre, play);
  }
  const ranked = <T extends { id: number }>(from: Map<number | null, Tally>, rows: readonly T[]): Ranked<T>[] =>
    top(from, TOP).flatMap(([id, counts]) => rows.filter((row) => row.id === id).map((item) => ({ item, ...counts })));
  return {
    plays: inside.length,
    listenedMs: inside.reduce((sum, play) => sum + play.listenedMs, 0),
    tracksHeard: byTrack.size,
    artistsHeard: byArtist.size,
    newTracks: [...byTrack.keys()].filter((track) => !before.has(track.id - 1)).length,
    libraryTracks: tracks.length,
    libraryHeard: new Set(plays.flatMap((play) => (play.track >= 0 ? play.track : []))).size,
    days: names.map((day) => ({ day, ...(perDay.get(day) as Tally) })),
    hours,
    topArtists: ranked(byArtist, shelf.artists),
    topAlbums: ranked(byAlbum, shelf.albums),
    topTracks: top(byTrack, TOP).map(([item, counts]) => ({ item, ...counts })),
    topGenres: top(genres, GENRES).map(([name, { plays }]) => ({ name, plays })),
  };
}
