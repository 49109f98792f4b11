import { beginsWith, fold } from '../../fold';
import type {
  AlbumDetails,
  AlbumPage,
  AlbumQuery,
  AlbumRow,
  ArtistDetails,
  ArtistPage,
  ArtistQuery,
  ArtistRow,
  Feedback,
  FeedbackRow,
  FolderContents,
  GenreRow,
  Home,
  SearchResults,
  TrackPage,
  TrackRow,
  TrackView,
  YearRow,
  AppError,
} from '../types';
import type { BrowseBackend } from '../backend';
import { cosine, matchOf, Nearness } from './nearness';
import { Playback } from './playback';
import type { PlaylistShelf } from './playlists';
import { search } from './searching';
import type { Shelf } from './shelf';

const DAY_MS = 86_400_000;
const HOME_ALBUMS = 12;
const HOME_TRACKS = 8;
const LABELS = ['Harbour Recordings', 'Nordlys', 'Kite & Co.', 'Second Floor', 'Blaue Stunde'];

type Comparable = string | number;
function ordered<Row extends { id: number }>(rows: readonly Row[], of: (row: Row) => Comparable, descending: boolean): Row[] {
  const sign = descending ? -1 : 1;
  const keys = new Map(rows.map((row) => [row.id, of(row)]));
  return [...rows].sort((a, b) => {
    const x = keys.get(a.id) as string;
    const y = keys.get(b.id) as string;
    return x < y ? -sign : x > y ? sign : a.id - b.id;
  });
}
const names = (words: string, ...texts: (string | null)[]): boolean => {
  const text = fold(texts.join(' '));
  return fold(words).split(/\s+/).every((word) => text.includes(word));
};

/** What the program in memory answers about its library. */
export abstract class Browsing extends Playback implements BrowseBackend {
  #feedback = new Map<number, { feedback: Feedback; at: number }>();
  #near: Nearness | null = null;
  /** What was handed over last. */
  opened: { paths: string[]; play: boolean } | null = null;

  abstract readonly lists: PlaylistShelf;
  abstract addFolders(paths: string[]): Promise<void>;

  listTracks(view: TrackView, offset: number, limit: number): Promise<TrackPage> {
    return this.answer('listTracks', () => {
      void this.shelf;
      if (view.sort.some(({ key }) => key === 'match')) for (const track of this.library.tracks) track.match = this.#matchOf(track);
      const order = this.catalogue.view(view);
      const own = view.scope.kind === 'playlist' && view.sort.length === 0 && view.query === '';
      const rows = order.slice(offset, offset + limit).map((index, at) => ({
        ...this.#row(this.library.tracks[index] as TrackRow),
        entry: own ? offset + at : null,
      }));
      return { total: order.length, offset, rows };
    });
  }
  viewIds(view: TrackView): Promise<number[]> {
    return this.answer('viewIds', () => this.idsOf(view));
  }
  findInView(view: TrackView, text: string): Promise<number | null> {
    return this.answer('findInView', () => {
      const by = view.sort[0]?.key;
      const nameOf = (track: TrackRow): string => (by === 'artist' || by === 'albumArtist' || by === 'album' ? track[by] : track.title);
      const found = this.catalogue.view(view).findIndex((index) => beginsWith(nameOf(this.library.tracks[index] as TrackRow), text));
      return found < 0 ? null : found;
    });
  }
  #row(track: TrackRow): TrackRow {
    return { ...track, match: this.#matchOf(track) };
  }
  #matchOf(track: TrackRow): number | null {
    const playing = this.playing();
    const { sounds } = this.library;
    if (!playing?.analysed || !track.analysed) return null;
    return matchOf(cosine(sounds[playing.id - 1] as Float32Array, sounds[track.id - 1] as Float32Array));
  }

  listAlbums(query: AlbumQuery, offset: number, limit: number): Promise<AlbumPage> {
    return this.answer('listAlbums', () => {
      const { shelf } = this;
      const { genre: wanted = null } = query;
      const genre = wanted === null ? null : (shelf.genreNames.get(wanted) ?? '');
      const rows = shelf.albums.filter(
        (album) =>
          (query.query.trim() === '' || names(query.query, album.title, album.artist)) &&
          (query.artist === null || album.artistId === query.artist) &&
          (query.year === null || album.year === query.year) &&
          (genre === null || shelf.byAlbum.get(album.id)?.some((track) => track.genres.includes(genre))),
      );
      const of: Record<AlbumQuery['sort'], (album: AlbumRow) => Comparable> = {
        artist: ({ artist, year }) => `${artist === null ? '\uffff' : fold(artist)}\u0000${year ?? 0}`,
        title: ({ title }) => fold(title),
        year: ({ year }) => year ?? 0,
        added: ({ addedAt }) => addedAt,
        plays: ({ plays }) => plays,
      };
      return { total: rows.length, offset, rows: ordered(rows, of[query.sort], query.descending).slice(offset, offset + limit) };
    });
  }
  listArtists(query: ArtistQuery, offset: number, limit: number): Promise<ArtistPage> {
    return this.answer('listArtists', () => {
      const rows = this.shelf.artists.filter(({ name }) => query.query.trim() === '' || names(query.query, name));
      const of: Record<ArtistQuery['sort'], (artist: ArtistRow) => Comparable> = {
        name: ({ name }) => fold(name),
        tracks: ({ tracks }) => tracks,
        plays: ({ plays }) => plays,
      };
      return { total: rows.length, offset, rows: ordered(rows, of[query.sort], query.descending).slice(offset, offset + limit) };
    });
  }
  genres(): Promise<GenreRow[]> {
    return this.answer('genres', () => this.shelf.genres);
  }
  years(): Promise<YearRow[]> {
    return this.answer('years', () => this.shelf.years);
  }

  folderContents(key: string | null): Promise<FolderContents> {
    return this.answer('folderContents', () => {
      const nameOf = (path: string): string => path.split('/').pop() ?? path;
      const below = (path: string): TrackRow[] => this.library.tracks.filter((track) => track.path.startsWith(`${path}/`));
      if (key === null) {
        const folders = this.folders.map(({ path }) => ({ key: path, name: nameOf(path), tracks: below(path).length }));
        return { crumbs: [], folders, tracks: this.library.tracks.length };
      }
      const watched = this.folders.find(({ path }) => key === path || key.startsWith(`${path}/`))?.path;
      if (watched === undefined) throw { code: 'notFound', message: 'No such folder' } satisfies AppError;
      const steps = key.slice(watched.length).split('/').filter(Boolean);
      const crumbs = [watched, ...steps.map((_, at) => `${watched}/${steps.slice(0, at + 1).join('/')}`)].map((path) => ({ key: path, name: nameOf(path) }));
      const children = new Map<string, number>();
      const tracks = below(key);
      for (const track of tracks) {
        const rest = track.path.slice(key.length + 1);
        const name = rest.includes('/') ? (rest.split('/')[0] as string) : null;
        if (name !== null) children.set(name, (children.get(name) ?? 0) + 1);
      }
      const folders = [...children].map(([name, count]) => ({ key: `${key}/${name}`, name, tracks: count }));
      return { crumbs, folders: folders.sort((a, b) => (fold(a.name) < fold(b.name) ? -1 : 1)), tracks: tracks.length };
    });
  }

  albumDetails(id: number): Promise<AlbumDetails> {
    return this.answer('albumDetails', () => {
      const { shelf } = this;
      const album = shelf.albums[id - 1];
      if (!album) throw { code: 'notFound', message: `No album ${id}` } satisfies AppError;
      const own = shelf.byAlbum.get(id) ?? [];
      const genres = new Set(own.flatMap((track) => track.genres));
      return {
        album,
        label: id % 3 === 0 ? null : (LABELS[id % LABELS.length] as string),
        genres: shelf.genres.filter(({ name }) => genres.has(name)).map(({ id, name }) => ({ id, name })),
        discs: new Set(own.map((track) => track.discNumber)).size,
        similar: this.#nearness().albums(id),
        moreByArtist: shelf.albums.filter((other) => other.id !== id && other.artistId === album.artistId).slice(0, HOME_ALBUMS),
      };
    });
  }
  artistDetails(id: number): Promise<ArtistDetails> {
    return this.answer('artistDetails', () => {
      const { shelf } = this;
      const artist = shelf.artists[id - 1];
      if (!artist) throw { code: 'notFound', message: `No artist ${id}` } satisfies AppError;
      const own = shelf.byArtist.get(id) ?? [];
      const genres = new Set(own.flatMap((track) => track.genres));
      const on = new Set(own.map((track) => track.albumId));
      const albums = shelf.albums.filter((album) => on.has(album.id));
      const byYear = (rows: AlbumRow[]): AlbumRow[] => ordered(rows, ({ year }) => year ?? 0, true);
      return {
        artist,
        totalMs: own.reduce((sum, track) => sum + track.durationMs, 0),
        genres: shelf.genres.filter(({ name }) => genres.has(name)).map(({ id, name }) => ({ id, name })),
        top: ordered(own, ({ plays }) => plays, true).filter(({ plays }) => plays > 0).slice(0, 10).map((track) => this.#row(track)),
        albums: byYear(albums.filter((album) => album.artistId === id)),
        appearsOn: byYear(albums.filter((album) => album.artistId !== id)),
        similar: this.#nearness().artists(id),
      };
    });
  }
  #nearness(): Nearness {
    const shelf: Shelf = this.shelf;
    if (this.#near?.shelf !== shelf) this.#near = new Nearness(this.library, shelf);
    return this.#near;
  }

  home(): Promise<Home> {
    return this.answer('home', () => {
      const { shelf } = this;
      const now = Date.now();
      const heard = new Map(shelf.albums.map(({ id }) => [id, Math.max(0, ...(shelf.byAlbum.get(id) ?? []).map(({ lastPlayedAt }) => lastPlayedAt ?? 0))]));
      const at = ({ id }: AlbumRow): number => heard.get(id) ?? 0;
      const first = (rows: AlbumRow[]): AlbumRow[] => rows.slice(0, HOME_ALBUMS);
      const day = Math.floor(now / DAY_MS);
      return {
        recentlyAdded: first(ordered(shelf.albums, ({ addedAt }) => addedAt, true)),
        recentlyPlayed: first(ordered(shelf.albums.filter(at), at, true)),
        mostPlayed: first(ordered(shelf.albums.filter((album) => album.plays > 0 && now - at(album) < 90 * DAY_MS), ({ plays }) => plays, true)),
        forgotten: ordered(this.library.tracks.filter(({ liked, plays, lastPlayedAt }) => (liked || plays > 20) && now - (lastPlayedAt ?? 0) > 90 * DAY_MS), ({ plays }) => plays, true).slice(0, HOME_TRACKS),
        neverPlayed: first(ordered(shelf.albums.filter(({ plays }) => plays === 0), ({ id }) => (id * 7919 + day) % 1009, false)),
      };
    });
  }
  search(query: string, trackLimit: number): Promise<SearchResults> {
    return this.answer('search', () => {
      const found = search(this.catalogue, this.shelf, this.lists.rows((id) => this.track(id)), query, trackLimit);
      return { ...found, tracks: found.tracks.map((track) => this.#row(track)) };
    });
  }

  setLiked(trackIds: number[], liked: boolean): Promise<void> {
    return this.answer('setLiked', () => {
      for (const id of trackIds) this.track(id).liked = liked;
      this.libraryChanged();
    });
  }
  setStars(trackIds: number[], stars: number): Promise<void> {
    return this.answer('setStars', () => {
      for (const id of trackIds) this.track(id).stars = stars;
      this.libraryChanged();
    });
  }
  setFeedback(trackIds: number[], feedback: Feedback | null): Promise<void> {
    return this.answer('setFeedback', () => {
      for (const id of trackIds) {
        if (feedback === null) this.#feedback.delete(id);
        else this.#feedback.set(id, { feedback, at: Date.now() });
      }
    });
  }
  listFeedback(): Promise<FeedbackRow[]> {
    return this.answer('listFeedback', () =>
      [...this.#feedback].reverse().map(([id, { feedback, at }]) => ({ track: this.track(id), feedback, at })),
    );
  }
  openPaths(paths: string[], play: boolean): Promise<void> {
    return this.answer('openPaths', () => {
      this.opened = { paths, play };
      const folders = paths.filter((path) => !/\.\w{2,5}$/.test(path));
      if (folders.length > 0) void this.addFolders(folders);
      const files = this.library.tracks.filter(({ path }) => paths.includes(path)).map(({ id }) => id);
      if (files.length > 0) void (play ? this.playNow(files, { kind: 'opened', detail: null }) : this.append(files, { kind: 'opened', detail: null }));
    });
  }
}
