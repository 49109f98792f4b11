// Words of the wire that the shell's bindings do not have yet; each moves to `types.ts` when they do.
import type { TrackRow_Serialize } from './bindings';
import type { SimilarView } from './types';

export type SortKey =
  | 'title' | 'artist' | 'album' | 'albumArtist' | 'genre' | 'year' | 'duration' | 'added' | 'plays' | 'lastPlayed'
  | 'stars' | 'codec' | 'trackNumber' | 'path' | 'match';
export type SortBy = { key: SortKey; descending: boolean };
/** Which tracks: everything, or what one thing holds. */
export type Scope =
  | { kind: 'all' }
  | { kind: 'album'; id: number }
  /** As artist or album artist. */
  | { kind: 'artist'; id: number }
  | { kind: 'genre'; id: number }
  | { kind: 'year'; year: number }
  /** Everything below a directory; the key is from `FolderContents`. */
  | { kind: 'folder'; key: string }
  /** In the playlist's own order while `sort` is empty. */
  | { kind: 'playlist'; id: number }
  /** The latest like first while `sort` is empty. */
  | { kind: 'liked' };
/** `query` filters inside the scope; over everything it is the search, ranked while `sort` is empty. An empty `sort` is the scope's own order; at most 4 keys, the first is the main one. */
export type TrackView = { scope: Scope; query: string; sort: SortBy[] };

export type TrackRow = TrackRow_Serialize & {
  albumId: number | null;
  /** The first artist, else the album artist. */
  artistId: number | null;
  addedAt: number;
  lastPlayedAt: number | null;
  /** 0: none. */
  stars: number;
  path: string;
  composer: string;
  bpm: number | null;
  sampleRate: number;
  bits: number | null;
  bitrate: number | null;
  channels: number;
  /** 0–1: like the playing track; null if either is not analysed or nothing plays. */
  match: number | null;
  /** The 0-based place in the playlist, in a view of one. */
  entry: number | null;
};
export type TrackPage = { total: number; offset: number; rows: TrackRow[] };

export type AlbumSort = 'artist' | 'title' | 'year' | 'added' | 'plays';
export type AlbumQuery = { query: string; artist: number | null; genre: number | null; year: number | null; sort: AlbumSort; descending: boolean };
export type AlbumRow = {
  id: number;
  title: string;
  /** Null: various artists. */
  artist: string | null;
  artistId: number | null;
  year: number | null;
  tracks: number;
  totalMs: number;
  coverHash: string | null;
  addedAt: number;
  plays: number;
};
export type AlbumPage = { total: number; offset: number; rows: AlbumRow[] };
export type ArtistSort = 'name' | 'tracks' | 'plays' | 'added';
export type ArtistQuery = { query: string; sort: ArtistSort; descending: boolean };
export type ArtistRow = { id: number; name: string; albums: number; tracks: number; coverHash: string | null; plays: number };
export type ArtistPage = { total: number; offset: number; rows: ArtistRow[] };
/** `covers`: up to four. */
export type GenreRow = { id: number; name: string; tracks: number; albums: number; covers: string[] };
export type YearRow = { year: number; tracks: number; albums: number; covers: string[] };
export type FolderCrumb = { key: string; name: string };
/** `tracks`: below it, all levels. */
export type FolderEntry = { key: string; name: string; tracks: number };
/** `crumbs` lead from the watched folder down to this one; none at the top, where the entries are the watched folders. */
export type FolderContents = { crumbs: FolderCrumb[]; folders: FolderEntry[]; tracks: number };
export type SimilarAlbum = { album: AlbumRow; match: number };
/** `entry`: their track nearest to the artist asked about. */
export type SimilarArtist = { artist: ArtistRow; match: number; entry: TrackRow | null };
export type GenreName = { id: number; name: string };
export type AlbumDetails = { album: AlbumRow; label: string | null; genres: GenreName[]; discs: number; similar: SimilarAlbum[]; moreByArtist: AlbumRow[] };
export type ArtistDetails = {
  artist: ArtistRow;
  totalMs: number;
  genres: GenreName[];
  /** At most 10, the most played. */
  top: TrackRow[];
  albums: AlbumRow[];
  appearsOn: AlbumRow[];
  similar: SimilarArtist[];
};
/** Rows of at most 12 albums, 8 tracks. */
export type Home = {
  recentlyAdded: AlbumRow[];
  recentlyPlayed: AlbumRow[];
  /** In the last 90 days. */
  mostPlayed: AlbumRow[];
  /** Liked or often played, not heard for 90 days. */
  forgotten: TrackRow[];
  /** Without a play; the same all day. */
  neverPlayed: AlbumRow[];
};
export type SearchResults = {
  query: string;
  /** What was searched instead, when nothing matched as typed. */
  corrected: string | null;
  tracks: TrackRow[];
  /** At most 1000. */
  trackTotal: number;
  /** At most 12. */
  albums: AlbumRow[];
  /** At most 12. */
  artists: ArtistRow[];
};

export type Feedback =
  /** Until the program ends. */
  'notNow' | 'less' | 'never';
export type FeedbackRow = { track: TrackRow; feedback: Feedback; at: number };

/** `away`: entries whose file is not in the library now. */
export type PlaylistRow = { id: number; name: string; tracks: number; totalMs: number; covers: string[]; createdAt: number; away: number };
/** `lost`: lines that name nothing in the library, the first hundred. */
export type ImportReport = { playlists: { id: number; name: string; found: number; lost: string[] }[] };

/** `track` is null for what is not in the library any more; the texts are as they were then. */
export type HistoryRow = {
  playId: number;
  at: number;
  listenedMs: number;
  durationMs: number;
  skipped: boolean;
  title: string;
  artist: string;
  album: string;
  track: TrackRow | null;
};
export type HistoryPage = { total: number; offset: number; rows: HistoryRow[] };
export type Period = 'week' | 'month' | 'year' | 'all';
export type Ranked<T> = { item: T; plays: number; listenedMs: number };
export type Statistics = {
  plays: number;
  listenedMs: number;
  tracksHeard: number;
  artistsHeard: number;
  /** First heard in this period. */
  newTracks: number;
  libraryTracks: number;
  /** Tracks ever played. */
  libraryHeard: number;
  /** Every day of the period in local time, `YYYY-MM-DD`; for `all` the last 365. */
  days: { day: string; plays: number; listenedMs: number }[];
  /** 7 × 24 plays, Monday first, local time. */
  hours: number[];
  topArtists: Ranked<ArtistRow>[];
  topAlbums: Ranked<AlbumRow>[];
  topTracks: Ranked<TrackRow>[];
  topGenres: { name: string; plays: number }[];
};
export type LyricLine = { atMs: number | null; text: string };
export type Lyrics = { synced: boolean; source: 'file' | 'tag'; lines: LyricLine[] };

export interface BrowseBackend {
  listAlbums(query: AlbumQuery, offset: number, limit: number): Promise<AlbumPage>;
  listArtists(query: ArtistQuery, offset: number, limit: number): Promise<ArtistPage>;
  /** The most frequent first. */
  genres(): Promise<GenreRow[]>;
  /** The latest first. */
  years(): Promise<YearRow[]>;
  folderContents(key: string | null): Promise<FolderContents>;
  albumDetails(id: number): Promise<AlbumDetails>;
  artistDetails(id: number): Promise<ArtistDetails>;
  home(): Promise<Home>;
  search(query: string, trackLimit: number): Promise<SearchResults>;
  setLiked(trackIds: number[], liked: boolean): Promise<void>;
  setStars(trackIds: number[], stars: number): Promise<void>;
  setFeedback(trackIds: number[], feedback: Feedback | null): Promise<void>;
  /** All that holds now, the latest first. */
  listFeedback(): Promise<FeedbackRow[]>;
  /** Dropped or handed over: folders join the library, files are played, or queued without `play`, wherever they lie. */
  openPaths(paths: string[], play: boolean): Promise<void>;
}

export interface PlaylistBackend {
  playlists(): Promise<PlaylistRow[]>;
  createPlaylist(name: string, trackIds: number[]): Promise<number>;
  createPlaylistFromQueue(name: string): Promise<number>;
  renamePlaylist(id: number, name: string): Promise<void>;
  deletePlaylist(id: number): Promise<void>;
  movePlaylist(id: number, toIndex: number): Promise<void>;
  /** `at` null: at the end. */
  addToPlaylist(id: number, trackIds: number[], at: number | null): Promise<void>;
  /** Places are 0-based; `uids` are those of the tracks that stood there when the list was read: refused when they no longer do. */
  removeFromPlaylist(id: number, places: number[], uids: string[]): Promise<void>;
  /** So that the first of them lands at `to` of the resulting playlist. */
  moveInPlaylist(id: number, places: number[], uids: string[], to: number): Promise<void>;
  /** Takes back the last edit of any playlist; false when there is none. */
  undoPlaylists(): Promise<boolean>;
  redoPlaylists(): Promise<boolean>;
  /** Opens the system's chooser for .m3u8 and .m3u; null when cancelled. */
  importPlaylists(): Promise<ImportReport | null>;
  /** Opens the save dialog; false when cancelled. */
  exportPlaylist(id: number): Promise<boolean>;
  similarToPlaylist(id: number, limit: number): Promise<SimilarView>;
}

export interface ListeningBackend {
  /** The latest first. */
  history(offset: number, limit: number): Promise<HistoryPage>;
  statistics(period: Period): Promise<Statistics>;
  lyrics(trackId: number): Promise<Lyrics | null>;
  /** Ten seconds over the ducked music; a second call with the same track, or `stopPreview`, ends it. */
  preview(trackId: number): Promise<void>;
  stopPreview(): Promise<void>;
}
