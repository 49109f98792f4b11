import type {
  AlbumDetails,
  AlbumPage,
  AlbumQuery,
  ArtistDetails,
  ArtistPage,
  ArtistQuery,
  AttuneEvent,
  FailureRow,
  Feedback,
  FeedbackRow,
  FolderContents,
  GenreRow,
  HearingView,
  HistoryPage,
  Home,
  ImportReport,
  JobsView,
  Lens,
  Lyrics,
  MapColour,
  MapLayout,
  MapView,
  MixesView,
  ModelOffer,
  ModelsView,
  MoodRequest,
  NoticeView,
  Overview,
  PathView,
  Period,
  PlayerState,
  PlaylistRow,
  QueueView,
  RadioSettings,
  RepeatMode,
  SearchResults,
  ShuffleMode,
  SimilarRow,
  SimilarView,
  SoundSettings,
  SoundView,
  Source,
  Statistics,
  TrackPage,
  TrackRow,
  TrackView,
  YearRow,
} from './types';

export type Unsubscribe = () => void;

/** What is said before `listening` resolves may be missed: ask for first answers only then. */
export type Subscription = { listening: Promise<void>; stop: Unsubscribe };

/** A folder or file being dragged over the window; paths arrive with the drop. */
export type FileDrop = { phase: 'over' } | { phase: 'leave' } | { phase: 'drop'; paths: string[] };

/**
 * The one seam between the window and the program. Two implementers: `tauri.ts` (the shell) and `fake/` (in memory).
 * Every command may reject with an `AppError`.
 */
export interface Backend extends BrowseBackend, PlaylistBackend, ListeningBackend, SoundBackend, MapBackend {
  /** The window is drawn dark, or light. */
  coloured(dark: boolean): Promise<void>;
  /** Names are put in the order of a language, a BCP 47 tag. */
  sortFor(locale: string): Promise<void>;
  overview(): Promise<Overview>;
  listTracks(view: TrackView, offset: number, limit: number): Promise<TrackPage>;
  /** The ids of all tracks of a view, in its order. */
  viewIds(view: TrackView): Promise<number[]>;
  /** The place of the first row whose name begins with the text: its title, or what the view is sorted by if that is an artist or an album. */
  findInView(view: TrackView, text: string): Promise<number | null>;

  /** Opens the native dialog; false when it was cancelled. */
  chooseFolder(): Promise<boolean>;
  addFolders(paths: string[]): Promise<void>;
  removeFolder(id: number): Promise<void>;
  rescan(): Promise<void>;
  openDemo(): Promise<void>;

  jobs(): Promise<JobsView>;
  setAnalysisPaused(paused: boolean): Promise<void>;
  /** What Attune can hear with. */
  models(): Promise<ModelsView>;
  /** Opens the native dialog and reads the file; null when it was cancelled. */
  chooseModel(): Promise<ModelOffer | null>;
  /** Adds the file of an offer and hears with it: the library is analysed again. */
  addModel(key: string, licenceAccepted: boolean): Promise<void>;
  /** A null name means the shipped one. */
  useModel(name: string | null): Promise<void>;
  removeModel(name: string): Promise<void>;
  failures(): Promise<FailureRow[]>;
  retryFailures(): Promise<void>;

  /** Replaces the queue by the view and starts with the track `start`, or the first; `notFound` if the view no longer holds it. */
  playView(view: TrackView, start: number | null): Promise<void>;
  playTracks(trackIds: number[], startIndex: number, source: Source): Promise<void>;
  /** Inserts after the current item and jumps there. */
  playNow(trackIds: number[], source: Source): Promise<void>;
  playNext(trackIds: number[], source: Source): Promise<void>;
  append(trackIds: number[], source: Source): Promise<void>;
  /** Puts tracks before the item that stands at `toIndex`, as one edit. */
  insertTracks(trackIds: number[], toIndex: number, source: Source): Promise<void>;

  playerState(): Promise<PlayerState>;
  togglePlayback(): Promise<void>;
  next(): Promise<void>;
  previous(): Promise<void>;
  seek(positionMs: number): Promise<void>;
  setVolume(volume: number): Promise<void>;
  setShuffle(mode: ShuffleMode): Promise<void>;
  setRepeat(mode: RepeatMode): Promise<void>;
  /** Playback ends with the playing track. */
  setStopAfter(on: boolean): Promise<void>;
  /** Playback ends after so many minutes; null takes it back. */
  setSleep(minutes: number | null): Promise<void>;
  /** 1000 bins of 0 to 255, or none when the track was not analysed yet. */
  waveform(trackId: number): Promise<number[]>;

  queueWindow(offset: number, limit: number): Promise<QueueView>;
  /** Item ids of a stretch of the queue. */
  queueIds(offset: number, limit: number): Promise<number[]>;
  jumpTo(itemId: number): Promise<void>;
  removeItems(itemIds: number[]): Promise<void>;
  /** Moves the items, in queue order, so that the first of them lands at `toIndex` of the resulting queue. */
  moveItems(itemIds: number[], toIndex: number): Promise<void>;
  clearQueue(): Promise<void>;
  undo(): Promise<void>;
  redo(): Promise<void>;

  /** A null seed means the playing track. */
  similar(seedId: number | null, lens: Lens, limit: number): Promise<SimilarView>;
  /** Whether the queue goes on by itself, and how near it stays. */
  radio(): Promise<RadioSettings>;
  setRadio(settings: RadioSettings): Promise<void>;
  /** What the ear made of a track, or why there is nothing. */
  hearing(id: number): Promise<HearingView>;
  /** The way from one track to another over at most so many tracks between them; `rows` has both ends. */
  path(fromId: number, toId: number, steps: number): Promise<PathView>;
  dailyMixes(): Promise<MixesView>;
  regenerateMixes(): Promise<void>;
  /** Familiar (0) over forgotten to new (100); the day's mixes are made anew but for those that are kept. */
  setMixBalance(percent: number): Promise<void>;
  pinMix(number: number, pinned: boolean): Promise<void>;

  /** What happened before the window listened; handed out once. */
  notices(): Promise<NoticeView[]>;
  subscribe(handler: (event: AttuneEvent) => void): Subscription;
  onFileDrop(handler: (drop: FileDrop) => void): Unsubscribe;
  /** The window is small and stays above the others, or as it was before. */
  setMini(on: boolean): Promise<void>;
  /** Whether the desktop is told which track begins. */
  notifications(): Promise<boolean>;
  setNotifications(on: boolean): Promise<void>;
  /** Ends the program. */
  quit(): Promise<void>;
  /** At most 512 pixels a side; 128 if `small`. */
  coverUrl(hash: string, small: boolean): string;
}

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

export interface SoundBackend {
  /** How it sounds, and what there is to choose from: devices are looked for anew. */
  sound(): Promise<SoundView>;
  setSound(settings: SoundSettings): Promise<void>;
}

export interface MapBackend {
  /** The analysed tracks as points, the same place for the same track in every session. */
  mapPoints(layout: MapLayout, colour: MapColour): Promise<MapView>;
  /** What lies at a place of the mood plane or in a region of it, the nearest first. */
  moodList(request: MoodRequest): Promise<SimilarRow[]>;
  /** In the order of the ids; those that are no longer there are left out. */
  tracksByIds(ids: number[]): Promise<TrackRow[]>;
}
