import { createContext } from 'svelte';
import type { MenuItem } from '../../components/Menu.svelte';
import { localDay } from '../clock';
import { Drag } from '../drag.svelte';
import type { Backend } from '../ipc/backend';
import type { AttuneEvent, TrackRow } from '../ipc/types';
import { Discover } from './discover.svelte';
import { Jobs } from './jobs.svelte';
import { Library } from './library.svelte';
import { Listened } from './listened.svelte';
import { MusicMap } from './music-map.svelte';
import { Models } from './models.svelte';
import { Notices } from './notices.svelte';
import { Path } from './path.svelte';
import { Places } from './places.svelte';
import { Player } from './player.svelte';
import { Playlists } from './playlists.svelte';
import { Preview } from './preview.svelte';
import { Radio } from './radio.svelte';
import { Queue } from './queue.svelte';
import { Search } from './search.svelte';
import { Settings } from './settings.svelte';
import { Sound } from './sound.svelte';
import { Taught } from './taught.svelte';

export const [useAttune, provideAttune] = createContext<Attune>();

export type OpenMenu = { label: string; items: MenuItem[] | (() => MenuItem[]); x: number; y: number };

export type SettingsSection = 'appearance' | 'playback' | 'library' | 'taught' | 'shortcuts' | 'about';

/** The window's controllers and the one place where the program's events are handed to them. */
export class Attune {
  readonly notices = new Notices();
  readonly drag = new Drag();
  readonly settings: Settings;
  readonly places: Places;
  readonly player: Player;
  readonly queue: Queue;
  readonly library: Library;
  readonly discover: Discover;
  readonly jobs: Jobs;
  readonly search: Search;
  readonly playlists: Playlists;
  readonly listened: Listened;
  readonly preview: Preview;
  readonly taught: Taught;
  readonly map: MusicMap;
  readonly models: Models;
  readonly path: Path;
  readonly radio: Radio;
  readonly sound: Sound;
  /** Which part of the settings is open. */
  settingsOpen = $state<SettingsSection | null>(null);
  /** The playing track fills the window. */
  nowPlayingOpen = $state(false);
  /** The track whose hearing is shown. */
  hearing = $state.raw<TrackRow | null>(null);
  /** The window is small and shows the player only. */
  mini = $state(false);
  /** A folder is being held over the window. */
  dropping = $state(false);
  /** The open context menu; the window has one at most. */
  menu = $state.raw<OpenMenu | null>(null);
  /** Said to screen readers only. */
  announcement = $state('');
  #heard = new Set<AttuneEvent['type']>();
  #itemId: number | null = null;
  #trackId: number | null = null;
  #order = '';
  #listening = false;
  #ordering: Promise<void> = Promise.resolve();

  constructor(
    readonly backend: Backend,
    storage: Storage,
    languages: readonly string[],
  ) {
    this.settings = new Settings(storage, languages);
    this.places = new Places(this.settings);
    this.player = new Player(backend, this.notices, this.settings);
    this.queue = new Queue(backend, this.notices);
    this.library = new Library(backend, this.notices);
    this.discover = new Discover(backend, this.player, this.settings, this.notices);
    this.search = new Search(backend, this.notices, this.settings);
    this.jobs = new Jobs(backend, this.notices);
    this.playlists = new Playlists(backend, this.notices);
    this.listened = new Listened(backend, this.notices);
    this.preview = new Preview(backend, this.notices);
    this.taught = new Taught(backend, this.notices);
    this.map = new MusicMap(backend, this.notices, this.settings);
    this.models = new Models(backend, this.notices);
    this.radio = new Radio(backend, this.notices);
    this.sound = new Sound(backend, this.notices);
    this.path = new Path(backend, this.notices, this.settings, this.player, this.queue, this.playlists);
    // Entries come and go with their files.
    this.library.shelfChanged = () => this.playlists.changed();
  }

  /** Names in the order of a language; one after another, for the last one is kept, and of several in a row only that is wanted. */
  sortFor(locale: string): void {
    this.#order = locale;
    // Lists that are put in another order are told by an event, which must be heard.
    if (!this.#listening) return;
    this.#ordering = this.#ordering.then(async () => {
      if (this.#order === locale) await this.notices.attempt(this.backend.sortFor(locale));
    });
  }

  async setMini(on: boolean): Promise<void> {
    this.nowPlayingOpen = false;
    this.menu = null;
    this.mini = on;
    if (!(await this.notices.attempt(this.backend.setMini(on)))) this.mini = !on;
  }

  coverUrl(hash: string | null): string | null {
    return hash === null ? null : this.backend.coverUrl(hash, false);
  }

  /** For where the cover is as high as a row: enough pixels for 64 on a screen of double density. */
  rowCoverUrl(hash: string | null): string | null {
    return hash === null ? null : this.backend.coverUrl(hash, true);
  }

  /** Listens first and asks then, so that nothing said between the first answers and now is lost. */
  start(document: Document): () => void {
    const events = this.backend.subscribe((event) => this.handle(event));
    const used = (): void => {
      if (!document.hidden) this.discover.usedOn(localDay(new Date()));
    };
    // After the use rather than before it: what was pressed is what was shown.
    const uses = ['visibilitychange', 'click', 'keyup'];
    for (const use of uses) document.addEventListener(use, used);
    const stops = [
      events.stop,
      this.backend.onFileDrop((drop) => {
        this.dropping = drop.phase === 'over';
        if (drop.phase === 'drop') void this.library.open(drop.paths);
      }),
      this.player.startClock(document),
      () => uses.forEach((use) => document.removeEventListener(use, used)),
    ];
    void this.notices.attempt(events.listening.then(() => this.#askFirst()));
    return () => stops.forEach((stop) => stop());
  }

  #askFirst(): void {
    this.#listening = true;
    if (this.#order !== '') this.sortFor(this.#order);
    const { backend, notices } = this;
    void notices.attempt(backend.playerState().then((state) => this.#firstAnswer({ type: 'player', state })));
    void notices.attempt(backend.jobs().then((jobs) => this.#firstAnswer({ type: 'jobs', jobs })));
    void notices.attempt(backend.notices().then((earlier) => earlier.forEach((notice) => notices.tell(notice))));
    this.library.revision = Math.max(0, this.library.revision);
    void this.library.loadOverview();
    this.queue.rows.reset();
    this.discover.catchUp();
    void this.radio.load();
    void this.playlists.load();
  }
  /** An event that came meanwhile is newer. */
  #firstAnswer(event: AttuneEvent): void {
    if (!this.#heard.has(event.type)) this.handle(event);
  }

  handle(event: AttuneEvent): void {
    this.#heard.add(event.type);
    switch (event.type) {
      case 'player':
        this.player.apply(event.state);
        return this.#trackMayHaveChanged();
      case 'position':
        return this.player.anchor(event.positionMs, event.playing);
      case 'queueChanged':
        return this.queue.changed();
      case 'libraryChanged':
        this.library.changed();
        this.search.again();
        this.player.libraryChanged();
        this.listened.libraryChanged();
        this.map.libraryChanged();
        return this.discover.libraryChanged();
      case 'jobs': {
        const analysed = this.jobs.view.analysis !== null && event.jobs.analysis === null;
        const scanned = this.jobs.view.scan !== null && event.jobs.scan === null;
        this.jobs.apply(event.jobs);
        // A scan that found nothing changes no track, but its folder is no longer new.
        if (scanned) void this.library.loadOverview();
        if (analysed) {
          this.discover.indexChanged();
          this.map.changed();
        }
        return;
      }
      case 'mixesChanged':
        this.discover.mixesChanged();
        this.map.libraryChanged();
        // While analysis runs, this comes with every batch: the list waits for the last one.
        if (this.jobs.view.analysis === null) this.discover.indexChanged();
        return;
      case 'mapChanged':
        return this.map.changed();
      case 'playlistsChanged':
        this.search.again();
        return this.playlists.changed();
      case 'previewChanged':
        this.preview.trackId = event.trackId;
        return;
      case 'notice':
        return this.notices.tell(event.notice);
    }
  }

  #trackMayHaveChanged(): void {
    const { itemId, track } = this.player.state;
    if (itemId !== this.#itemId) {
      this.#itemId = itemId;
      this.queue.changed();
      this.listened.trackChanged();
    }
    if ((track?.id ?? null) !== this.#trackId) {
      this.#trackId = track?.id ?? null;
      this.discover.seedChanged();
    }
  }
}
