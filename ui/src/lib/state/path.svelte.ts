import { t } from '../../i18n/index.svelte';
import type { Backend } from '../ipc/backend';
import type { PathView, Source, TrackRow } from '../ipc/types';
import { chosenFrom } from './chosen';
import type { Notices } from './notices.svelte';
import type { Player } from './player.svelte';
import type { Playlists } from './playlists.svelte';
import type { Queue } from './queue.svelte';
import type { Settings } from './settings.svelte';

export const FEWEST_STEPS = 3;
export const MOST_STEPS = 30;
const USUAL_STEPS = 10;
const STEPS = 'path steps';
/** A slider says each number it passes; one search is enough, for the one it rests at. */
const PAUSE_MS = 150;

/** A path between two tracks while it is being made: where it begins, where it leads, how long it is. */
export class Path {
  /** Whether its dialog stands in front. */
  open = $state(false);
  start = $state.raw<TrackRow | null>(null);
  end = $state.raw<TrackRow | null>(null);
  /** The last answer; it stands while another length is being asked for. */
  view = $state.raw<PathView | null>(null);
  waiting = $state(false);
  #request = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly backend: Backend,
    readonly notices: Notices,
    readonly settings: Settings,
    readonly player: Player,
    readonly queue: Queue,
    readonly playlists: Playlists,
  ) {}

  get steps(): number {
    return this.settings.view(STEPS, USUAL_STEPS);
  }
  get tracks(): TrackRow[] {
    return this.view?.rows.map((row) => row.track) ?? [];
  }
  get source(): Source {
    return { kind: 'similar', detail: this.start?.uid ?? null };
  }

  /** From the same track it leads where it led last. */
  from(track: TrackRow): void {
    if (track.id !== this.start?.id) this.leadTo(null);
    this.start = track;
    this.open = true;
    if (this.end) void this.ask();
  }
  leadTo(track: TrackRow | null): void {
    this.end = track;
    this.view = null;
    void this.ask();
  }
  setSteps(steps: number): void {
    this.settings.setView(STEPS, steps);
    // What is on its way has another length.
    this.#request++;
    this.waiting = this.start !== null && this.end !== null;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.ask(), PAUSE_MS);
  }

  async ask(): Promise<void> {
    clearTimeout(this.#timer);
    const request = ++this.#request;
    const { start, end } = this;
    this.waiting = start !== null && end !== null;
    if (!start || !end) return;
    try {
      const view = await this.backend.path(start.id, end.id, this.steps);
      if (request === this.#request) this.view = view;
    } catch (error) {
      if (request === this.#request) this.notices.failed(error);
    } finally {
      if (request === this.#request) this.waiting = false;
    }
  }
  /** More is known than when it was asked: what was missing may be there. */
  askAgain(): void {
    if (this.open && this.view !== null && this.view.state !== 'ready') void this.ask();
  }

  // Each of these is what the dialog was opened for, and closes it.

  play(at = 0): void {
    const { tracks, source } = this;
    this.open = false;
    void this.queue.playTracks(tracks, at, source);
  }
  /** After the current track; one that plays already is not put there again. */
  playNext(): void {
    const tracks = this.tracks.filter((track, at) => at > 0 || track.id !== this.player.track?.id);
    this.open = false;
    void this.queue.playNext(chosenFrom(tracks), this.source);
  }
  save(): void {
    const { start, end, tracks } = this;
    if (!start || !end) return;
    this.open = false;
    void this.playlists.create(chosenFrom(tracks), t('pathName', { from: start.title, to: end.title }));
  }
}
