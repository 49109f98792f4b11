import type { SimilarAlbum, SimilarArtist, TrackRow } from '../types';
import type { Library, Sound } from './library';
import type { Shelf } from './shelf';

const SHOWN = 8;

export function cosine(a: Float32Array, b: Float32Array): number {
  let dot = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < a.length; i++) {
    const x = a[i] as number;
    const y = b[i] as number;
    dot += x * y;
    aa += x * x;
    bb += y * y;
  }
  return dot / Math.sqrt(aa * bb);
}
/** 0 to 1, as a listener would read it. */
export function matchOf(score: number): number {
  return Math.max(0, Math.round(98 - ((Math.acos(Math.min(1, score)) * 180) / Math.PI) * 0.7) / 100);
}

function centre(library: Library, tracks: readonly TrackRow[]): Sound | null {
  const heard = tracks.filter((track) => track.analysed);
  if (heard.length === 0) return null;
  const sum = new Float32Array(8);
  for (const track of heard) (library.sounds[track.id - 1] as Sound).forEach((value, i) => (sum[i] = (sum[i] as number) + value));
  return sum;
}

type Near<Row> = { row: Row; score: number };
function nearest<Row extends { id: number }>(from: Sound | null, rows: readonly Row[], of: (row: Row) => Sound | null): Near<Row>[] {
  if (from === null) return [];
  return rows
    .flatMap((row) => {
      const sound = of(row);
      return sound ? [{ row, score: cosine(from, sound) }] : [];
    })
    .filter(({ score }) => score > 0.2)
    .sort((a, b) => b.score - a.score || a.row.id - b.row.id)
    .slice(0, SHOWN);
}

/** Centres of albums and artists, computed once for a shelf. */
export class Nearness {
  #albums: Map<number, Sound | null>;
  #artists: Map<number, Sound | null>;

  constructor(
    readonly library: Library,
    readonly shelf: Shelf,
  ) {
    this.#albums = new Map([...shelf.byAlbum].map(([id, tracks]) => [id, centre(library, tracks)]));
    this.#artists = new Map([...shelf.byArtist].map(([id, tracks]) => [id, centre(library, tracks)]));
  }

  albums(id: number): SimilarAlbum[] {
    const own = this.shelf.albums[id - 1];
    const others = this.shelf.albums.filter((album) => album.id !== id && album.artistId !== own?.artistId);
    const near = nearest(this.#albums.get(id) ?? null, others, (album) => this.#albums.get(album.id) ?? null);
    return near.map(({ row, score }) => ({ album: row, match: matchOf(score) }));
  }

  artists(id: number): SimilarArtist[] {
    const from = this.#artists.get(id) ?? null;
    const others = this.shelf.artists.filter((artist) => artist.id !== id);
    return nearest(from, others, (artist) => this.#artists.get(artist.id) ?? null).map(({ row, score }) => ({
      artist: row,
      match: matchOf(score),
      entry: this.#entry(from as Sound, this.shelf.byArtist.get(row.id) ?? []),
    }));
  }
  #entry(from: Sound, tracks: readonly TrackRow[]): TrackRow | null {
    const score = (track: TrackRow): number => cosine(from, this.library.sounds[track.id - 1] as Sound);
    return tracks.filter((track) => track.analysed).reduce<TrackRow | null>((best, track) => (best && score(best) >= score(track) ? best : track), null);
  }
}
