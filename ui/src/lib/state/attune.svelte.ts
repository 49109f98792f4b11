import { createContext } from 'svelte';
import type { MenuItem } from '../../components/Menu.svelte';
import type { Backend } from '../ipc/backend';
import type { AttuneEvent } from '../ipc/types';
import { Discover } from './discover.svelte';
import { Jobs } from './jobs.svelte';
import { Library } from './library.svelte';
import { Notices } from './notices.svelte';
import { Player } from './player.svelte';
import { Queue } from './queue.svelte';
import { Settings } from './settings.svelte';

export const [useAttune, provideAttune] = createContext<Attune>();

export type OpenMenu = { label: string; items: MenuItem[]; x: number; y: number };

/** The window's controllers and the one place where the program's events are handed to them. */
export class Attune {
  readonly notices = new Notices();
  readonly settings: Settings;
  readonly player: Player;
  readonly queue: Queue;
  readonly library: Library;
  readonly discover: Discover;
  readonly jobs: Jobs;
  /** A folder is being held over the window. */
  dropping = $state(false);
  /** The open context menu; the window has one at most. */
  menu = $state.raw<OpenMenu | null>(null);
  /** Said to screen readers only. */
  announcement = $state('');
  #itemId: number | null = null;
  #trackId: number | null = null;

  constructor(
    readonly backend: Backend,
    storage: Storage,
    languages: readonly string[],
  ) {
    this.settings = new Settings(storage, languages);
    this.player = new Player(backend, this.notices, this.settings);
    this.queue = new Queue(backend, this.notices);
    this.library = new Library(backend, this.notices);
    this.discover = new Discover(backend, this.player, this.settings, this.notices);
    this.jobs = new Jobs(backend, this.notices);
  }

  coverUrl(hash: string | null): string | null {
    return hash === null ? null : this.backend.coverUrl(hash);
  }

  /** Subscribes first, so that nothing said between the first answers and now is lost. */
  start(document: Document): () => void {
    const stops = [
      this.backend.subscribe((event) => this.handle(event)),
      this.backend.onFileDrop((drop) => {
        this.dropping = drop.phase === 'over';
        if (drop.phase === 'drop') void this.library.addFolders(drop.paths);
      }),
      this.player.startClock(document),
    ];
    void this.notices.attempt(this.backend.playerState().then((state) => this.handle({ type: 'player', state })));
    void this.library.start();
    void this.jobs.start();
    this.queue.rows.reset();
    this.discover.catchUp();
    return () => stops.forEach((stop) => stop());
  }

  handle(event: AttuneEvent): void {
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
        this.player.libraryChanged();
        return this.discover.libraryChanged();
      case 'jobs': {
        const finished = this.jobs.view.analysis !== null && event.jobs.analysis === null;
        this.jobs.apply(event.jobs);
        if (finished) this.discover.analysisFinished();
        return;
      }
      case 'mixesChanged':
        return this.discover.mixesChanged();
      case 'notice':
        return this.notices.say(event.message, null, event.level);
    }
  }

  #trackMayHaveChanged(): void {
    const { itemId, track } = this.player.state;
    if (itemId !== this.#itemId) {
      this.#itemId = itemId;
      this.queue.changed();
    }
    if ((track?.id ?? null) !== this.#trackId) {
      this.#trackId = track?.id ?? null;
      this.discover.seedChanged();
    }
  }
}
