import type { AlbumRow, ArtistRow, GenreRow, TrackRow, YearRow } from '../types';

const COVERS = 4;

function grouped<Key>(tracks: readonly TrackRow[], keysOf: (track: TrackRow) => Key[]): Map<Key, TrackRow[]> {
  const groups = new Map<Key, TrackRow[]>();
  for (const track of tracks) {
    for (const key of keysOf(track)) {
      const group = groups.get(key);
      if (group) group.push(track);
      else groups.set(key, [track]);
    }
  }
  return groups;
}
function coversOf(tracks: readonly TrackRow[]): string[] {
  const found = new Set<string>();
  for (const { coverHash } of tracks) {
    if (coverHash !== null) found.add(coverHash);
    if (found.size === COVERS) break;
  }
  return [...found];
}
const total = (tracks: readonly TrackRow[], of: (track: TrackRow) => number): number => tracks.reduce((sum, track) => sum + of(track), 0);
const albumsIn = (tracks: readonly TrackRow[]): number => new Set(tracks.map(({ albumId }) => albumId)).size;

/** Albums, artists, genres and years of a library, in the order they first appear; names each track's album and artist by id. */
export class Shelf {
  readonly albums: AlbumRow[] = [];
  readonly artists: ArtistRow[] = [];
  readonly genres: GenreRow[] = [];
  readonly years: YearRow[] = [];
  readonly artistNames = new Map<number, string>();
  readonly genreNames = new Map<number, string>();
  readonly byAlbum = new Map<number, TrackRow[]>();
  readonly byArtist = new Map<number, TrackRow[]>();

  constructor(tracks: readonly TrackRow[]) {
    const artists = grouped(tracks, (track) => [...new Set([track.artist, track.albumArtist])].filter(Boolean));
    const ids = new Map([...artists.keys()].map((name, at) => [name, at + 1]));
    for (const track of tracks) track.artistId = ids.get(track.artist || track.albumArtist) ?? null;
    [...grouped(tracks, (track) => (track.album ? [`${track.albumArtist}\n${track.album}`] : [])).values()].forEach((own, at) => {
      const id = at + 1;
      const first = own[0] as TrackRow;
      for (const track of own) track.albumId = id;
      this.byAlbum.set(id, own);
      this.albums.push({
        id,
        title: first.album,
        artist: first.albumArtist || null,
        artistId: ids.get(first.albumArtist) ?? null,
        year: first.year,
        tracks: own.length,
        totalMs: total(own, (track) => track.durationMs),
        coverHash: own.find(({ coverHash }) => coverHash !== null)?.coverHash ?? null,
        addedAt: Math.max(...own.map(({ addedAt }) => addedAt)),
        plays: total(own, (track) => track.plays),
      });
    });
    for (const [name, own] of artists) {
      const id = ids.get(name) as number;
      this.artistNames.set(id, name);
      this.byArtist.set(id, own);
      this.artists.push({
        id,
        name,
        albums: albumsIn(own),
        tracks: own.length,
        coverHash: coversOf(own)[0] ?? null,
        plays: total(own, (track) => track.plays),
      });
    }
    [...grouped(tracks, (track) => track.genres)].forEach(([name, own], at) => {
      this.genreNames.set(at + 1, name);
      this.genres.push({ id: at + 1, name, tracks: own.length, albums: albumsIn(own), covers: coversOf(own) });
    });
    this.genres.sort((a, b) => b.tracks - a.tracks || a.id - b.id);
    for (const [year, own] of grouped(tracks, (track) => (track.year === null ? [] : [track.year]))) {
      this.years.push({ year, tracks: own.length, albums: albumsIn(own), covers: coversOf(own) });
    }
    this.years.sort((a, b) => b.year - a.year);
  }
}
