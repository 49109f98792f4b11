import type { Backend } from '../ipc/backend';
import type { PlayerState, RepeatMode, ShuffleMode, TrackRow } from '../ipc/types';
import type { Notices } from './notices.svelte';
import type { Settings } from './settings.svelte';

const STOPPED: PlayerState = {
  status: 'stopped',
  track: null,
  itemId: null,
  positionMs: 0,
  durationMs: 0,
  volume: 0.8,
  shuffle: 'off',
  repeat: 'off',
  output: null,
  outputProblem: null,
  signal: null,
  stopAfter: false,
  sleepMs: null,
};
const REPEATS: Record<RepeatMode, RepeatMode> = { off: 'all', all: 'one', one: 'off' };
/** The hands of the clock move this often; the program only sends anchors. */
const TICK_MS = 250;
const MINUTE_MS = 60_000;
const VOLUME_STEP = 0.05;

/** What plays. The program owns it; here is its last word, and a position that runs on from the last anchor. */
export class Player {
  state = $state.raw<PlayerState>(STOPPED);
  /** Milliseconds into the playing track. */
  position = $state(0);
  waveform = $state.raw<number[]>([]);
  /** Minutes of the sleep timer that have begun; null without one. */
  sleepMinutes = $state<number | null>(null);
  /** The length that was chosen last: what is left says only at first which it was. */
  sleepChosen = $state<number | null>(null);
  #sleepEndsAt = 0;
  #sleepTimer: ReturnType<typeof setTimeout> | undefined;
  #clock: ReturnType<typeof setInterval> | undefined;
  #document: Document | null = null;
  #anchor = { positionMs: 0, at: 0, playing: false };
  #waveformOf: number | null = null;
  /** Seeks on their way to the program. */
  #seeks = 0;

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
    const other = state.itemId !== this.state.itemId;
    const playing = state.status === 'playing';
    // Music that waits for a disk or a device goes on waiting when something else about it changes.
    const waits = playing && !other && this.playing && !this.#anchor.playing;
    this.state = state;
    if (other) this.#place(state.positionMs, playing);
    else this.anchor(state.positionMs, playing && !waits);
    this.#sleep(state.sleepMs);
    void this.#loadWaveform();
  }

  /** What the program says of the position; while a seek is on its way to it, that is older than what is shown. */
  anchor(positionMs: number, playing: boolean): void {
    if (this.#seeks > 0) this.tick();
    this.#place(this.#seeks > 0 ? this.position : positionMs, playing);
  }
  #place(positionMs: number, playing: boolean): void {
    this.#anchor = { positionMs, at: performance.now(), playing };
    this.tick();
    this.#runClock();
  }

  tick(): void {
    const { positionMs, at, playing } = this.#anchor;
    const since = playing ? performance.now() - at : 0;
    this.position = Math.min(this.state.durationMs, positionMs + since);
  }

  /** Runs the clock while something plays and the window is seen; otherwise nothing runs. */
  startClock(document: Document): () => void {
    this.#document = document;
    const seen = (): void => {
      this.tick();
      this.#runClock();
    };
    document.addEventListener('visibilitychange', seen);
    this.#runClock();
    return () => {
      document.removeEventListener('visibilitychange', seen);
      this.#document = null;
      this.#runClock();
      clearTimeout(this.#sleepTimer);
    };
  }
  #runClock(): void {
    const wanted = this.#anchor.playing && this.#document !== null && !this.#document.hidden;
    if (wanted === (this.#clock !== undefined)) return;
    clearInterval(this.#clock);
    this.#clock = wanted ? setInterval(() => this.tick(), TICK_MS) : undefined;
  }

  #sleep(leftMs: number | null): void {
    this.#sleepEndsAt = performance.now() + (leftMs ?? 0);
    if (leftMs === null) {
      clearTimeout(this.#sleepTimer);
      this.sleepMinutes = null;
    } else this.#countSleep();
  }
  /** Wakes once a minute, when another figure is to be shown. */
  #countSleep(): void {
    clearTimeout(this.#sleepTimer);
    const left = Math.max(0, this.#sleepEndsAt - performance.now());
    this.sleepMinutes = Math.max(1, Math.ceil(left / MINUTE_MS));
    if (left > 0) this.#sleepTimer = setTimeout(() => this.#countSleep(), left % MINUTE_MS || MINUTE_MS);
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
  async seek(positionMs: number): Promise<void> {
    this.#place(positionMs, this.playing);
    this.#seeks++;
    const done = await this.notices.attempt(this.backend.seek(Math.round(positionMs)));
    this.#seeks--;
    // It plays on from where it was, wherever that is.
    if (!done) await this.backend.playerState().then((state) => this.apply(state)).catch(() => undefined);
  }
  seekBy(ms: number): void {
    if (this.track) void this.seek(Math.max(0, Math.min(this.state.durationMs, this.position + ms)));
  }
  setVolume(wanted: number): void {
    const volume = Math.round(Math.max(0, Math.min(1, wanted)) * 100) / 100;
    if (volume === this.state.volume) return;
    this.state = { ...this.state, volume };
    if (volume > 0) this.settings.lastVolume = volume;
    void this.notices.attempt(this.backend.setVolume(volume));
  }
  toggleMute(): void {
    this.setVolume(this.state.volume > 0 ? 0 : this.settings.lastVolume);
  }
  louder(): void {
    this.setVolume(this.state.volume + VOLUME_STEP);
  }
  quieter(): void {
    this.setVolume(this.state.volume - VOLUME_STEP);
  }
  /** An edit of the queue too: what an earlier notice offers to undo is no longer the last one. */
  setShuffle(mode: ShuffleMode): Promise<boolean> {
    this.notices.withdraw('queue');
    return this.notices.attempt(this.backend.setShuffle(mode));
  }
  toggleShuffle(): Promise<boolean> {
    return this.setShuffle(this.state.shuffle === 'off' ? 'tracks' : 'off');
  }
  toggleStopAfter(): void {
    void this.notices.attempt(this.backend.setStopAfter(!this.state.stopAfter));
  }
  setSleep(minutes: number | null): void {
    this.sleepChosen = minutes;
    void this.notices.attempt(this.backend.setSleep(minutes));
  }
  setRepeat(mode: RepeatMode): void {
    void this.notices.attempt(this.backend.setRepeat(mode));
  }
  cycleRepeat(): void {
    this.setRepeat(REPEATS[this.state.repeat]);
  }
}
