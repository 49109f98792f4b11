import type { Backend } from '../ipc/backend';
import type { PlayerState, RepeatMode, TrackRow } from '../ipc/types';
import type { Notices } from './notices.svelte';
import type { Settings } from './settings.svelte';

const STOPPED: PlayerState = {
  status: 'stopped',
  track: null,
  itemId: null,
  positionMs: 0,
  durationMs: 0,
  volume: 0.8,
  shuffle: false,
  repeat: 'off',
  output: null,
  outputProblem: null,
};
const REPEATS: Record<RepeatMode, RepeatMode> = { off: 'all', all: 'one', one: 'off' };
/** The hands of the clock move this often; the program only sends anchors. */
const TICK_MS = 250;

/** What plays. The program owns it; here is its last word, and a position that runs on from the last anchor. */
export class Player {
  state = $state.raw<PlayerState>(STOPPED);
  /** Milliseconds into the playing track. */
  position = $state(0);
  waveform = $state.raw<number[]>([]);
  #anchor = { positionMs: 0, at: 0, playing: false };
  #waveformOf: number | null = null;

  constructor(
    readonly backend: Backend,
    readonly notices: Notices,
    readonly settings: Settings,
  ) {}

  get track(): TrackRow | null {
    return this.state.track;
  }
  get playing(): boolean {
    return this.state.status === 'playing';
  }

  apply(state: PlayerState): void {
    this.state = state;
    this.anchor(state.positionMs, state.status === 'playing');
    void this.#loadWaveform();
  }

  anchor(positionMs: number, playing: boolean): void {
    this.#anchor = { positionMs, at: performance.now(), playing };
    this.tick();
  }

  tick(): void {
    const { positionMs, at, playing } = this.#anchor;
    const since = playing ? performance.now() - at : 0;
    this.position = Math.min(this.state.durationMs, positionMs + since);
  }

  /** Runs the clock while something plays and the window is seen. */
  startClock(document: Document): () => void {
    const timer = setInterval(() => {
      if (this.#anchor.playing && !document.hidden) this.tick();
    }, TICK_MS);
    return () => clearInterval(timer);
  }

  /** Asked again after the library changed: the playing track may have been analysed meanwhile. */
  libraryChanged(): void {
    if (this.waveform.length === 0) this.#waveformOf = null;
    void this.#loadWaveform();
  }

  async #loadWaveform(): Promise<void> {
    const id = this.track?.id ?? null;
    if (id === this.#waveformOf) return;
    this.#waveformOf = id;
    // A track without a drawing gets a plain bar: nothing to complain about.
    const bins = id === null ? [] : await this.backend.waveform(id).catch(() => []);
    if (id === this.#waveformOf) this.waveform = bins;
  }

  toggle(): void {
    void this.notices.attempt(this.backend.togglePlayback());
  }
  next(): void {
    void this.notices.attempt(this.backend.next());
  }
  previous(): void {
    void this.notices.attempt(this.backend.previous());
  }
  seek(positionMs: number): void {
    this.anchor(positionMs, this.playing);
    void this.notices.attempt(this.backend.seek(Math.round(positionMs)));
  }
  setVolume(wanted: number): void {
    const volume = Math.round(wanted * 100) / 100;
    if (volume === this.state.volume) return;
    this.state = { ...this.state, volume };
    if (volume > 0) this.settings.lastVolume = volume;
    void this.notices.attempt(this.backend.setVolume(volume));
  }
  toggleMute(): void {
    this.setVolume(this.state.volume > 0 ? 0 : this.settings.lastVolume);
  }
  /** An edit of the queue too: what an earlier notice offers to undo is no longer the last one. */
  toggleShuffle(): Promise<boolean> {
    this.notices.withdraw('queue');
    return this.notices.attempt(this.backend.setShuffle(!this.state.shuffle));
  }
  setRepeat(mode: RepeatMode): void {
    void this.notices.attempt(this.backend.setRepeat(mode));
  }
  cycleRepeat(): void {
    this.setRepeat(REPEATS[this.state.repeat]);
  }
}
