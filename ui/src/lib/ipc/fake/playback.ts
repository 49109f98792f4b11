import type { AppError, PlayerState, QueueView, RepeatMode, ShuffleMode, SoundSettings, SoundView, Source, TrackRow, TrackView } from '../types';
import { Answers } from './answers';
import { PlayerClock } from './clock';
import { similar } from './discover';
import { Queue, type Place } from './queue';
import { hash, Random } from './random';
import { Sleep } from './sleep';
import { Sound } from './sound';

const RESTART_AFTER_MS = 3000;
const AUTOMATIC_TAIL = 6;

/** The player and the queue of the program in memory. */
export class Playback extends Answers {
  queue = new Queue();
  random = new Random(1);
  clock = new PlayerClock(() => this.#ended());
  heardThrough = new Sound();
  sleep = new Sleep(() => this.#stop());
  #stopAfter = false;
  #volume = 0.8;
  #shuffle: ShuffleMode = 'off';
  #repeat: RepeatMode = 'off';
  #heardId: number | null = null;

  protected playing(): TrackRow | null {
    const item = this.queue.currentItem;
    const track = item ? this.track(item.trackId) : null;
    // The shelf is what names a track's album and artist.
    if (track?.albumId === null) void this.shelf;
    return track;
  }
  state(): PlayerState {
    const track = this.playing();
    return {
      status: track ? (this.clock.running ? 'playing' : 'paused') : 'stopped',
      track,
      itemId: this.queue.current,
      positionMs: track ? this.clock.position() : 0,
      durationMs: track?.durationMs ?? 0,
      volume: this.#volume,
      shuffle: this.#shuffle,
      repeat: this.#repeat,
      output: this.heardThrough.output(track),
      outputProblem: null,
      signal: track && this.heardThrough.signal(track),
      stopAfter: this.#stopAfter,
      sleepMs: this.sleep.leftMs,
    };
  }
  playerState(): Promise<PlayerState> {
    return this.answer('playerState', () => this.state());
  }
  #tell(): void {
    this.emit({ type: 'player', state: this.state() });
  }
  /** A track was left after so much of it. */
  protected heard(_track: TrackRow, _listenedMs: number): void {}
  #start(positionMs = 0, running = true): void {
    const before = this.library.tracks[(this.#heardId ?? 0) - 1];
    if (before) this.heard(before, this.clock.position());
    const track = this.playing();
    this.#heardId = track?.id ?? null;
    this.clock.set(positionMs, track?.durationMs ?? 0, running && track !== null);
    this.queue.revision++;
    this.#queueChanged();
  }
  #go(step: 1 | -1, running = true): void {
    const { items, currentIndex } = this.queue;
    const wrapped = this.#repeat === 'all' ? (currentIndex + step + items.length) % items.length : currentIndex + step;
    this.queue.current = items[Math.max(0, wrapped)]?.itemId ?? null;
    this.#start(0, running);
  }
  #ended(): void {
    const track = this.playing();
    if (track) track.plays++;
    const running = !this.#stopAfter;
    this.#stopAfter = false;
    if (this.#repeat === 'one') this.#start(0, running);
    else this.#go(1, running);
  }
  #stop(): void {
    this.clock.set(this.clock.position(), this.playing()?.durationMs ?? 0, false);
    this.#tell();
  }
  togglePlayback(): Promise<void> {
    return this.answer('togglePlayback', () => {
      const track = this.playing();
      if (!track && this.queue.items.length > 0) return this.#go(1);
      this.clock.set(this.clock.position(), track?.durationMs ?? 0, track !== null && !this.clock.running);
      this.#tell();
    });
  }
  next(): Promise<void> {
    return this.answer('next', () => this.#go(1));
  }
  previous(): Promise<void> {
    return this.answer('previous', () => (this.clock.position() > RESTART_AFTER_MS ? this.#start() : this.#go(-1)));
  }
  seek(positionMs: number): Promise<void> {
    return this.answer('seek', () => {
      this.clock.set(positionMs, this.playing()?.durationMs ?? 0, this.clock.running);
      this.emit({ type: 'position', positionMs: this.clock.position(), playing: this.clock.running });
    });
  }
  setVolume(volume: number): Promise<void> {
    return this.answer('setVolume', () => {
      this.#volume = volume;
      this.#tell();
    });
  }
  setShuffle(mode: ShuffleMode): Promise<void> {
    return this.answer('setShuffle', () => {
      this.#shuffle = mode;
      this.#reorder();
      this.#queueChanged();
    });
  }
  #reorder(): void {
    this.queue.shuffle(this.#shuffle, this.random, (trackId) => `${this.track(trackId).albumArtist}\n${this.track(trackId).album}`);
  }
  setStopAfter(on: boolean): Promise<void> {
    return this.answer('setStopAfter', () => {
      this.#stopAfter = on;
      this.#tell();
    });
  }
  setSleep(minutes: number | null): Promise<void> {
    return this.answer('setSleep', () => {
      this.sleep.set(minutes === null ? null : minutes * 60_000);
      this.#tell();
    });
  }
  sound(): Promise<SoundView> {
    return this.answer('sound', () => this.heardThrough.view());
  }
  setSound(settings: SoundSettings): Promise<void> {
    return this.answer('setSound', () => {
      this.heardThrough.set(settings);
      this.#tell();
    });
  }
  setRepeat(mode: RepeatMode): Promise<void> {
    return this.answer('setRepeat', () => {
      this.#repeat = mode;
      this.#tell();
    });
  }
  waveform(trackId: number): Promise<number[]> {
    return this.answer('waveform', () => {
      if (!this.track(trackId).analysed) return [];
      const random = new Random(hash(`wave${trackId}`));
      let level = 0.3;
      return Array.from({ length: 1000 }, (_, i) => {
        level += (random.next() - 0.5) * 0.12 + (0.55 - level) * 0.03;
        const edge = Math.min(1, i / 30, (999 - i) / 50);
        const beat = 0.55 + 0.45 * random.next();
        return Math.round(255 * Math.max(0.03, Math.min(1, level * beat * 1.5)) * edge);
      });
    });
  }

  // Queue.

  #queueChanged(): void {
    this.emit({ type: 'queueChanged', revision: this.queue.revision });
    // As the program does: what plays has a place in the queue, so its word follows every change of it.
    this.#tell();
  }
  #place(): Place {
    return { positionMs: this.clock.position(), running: this.clock.running };
  }
  #edit(name: string, change: () => void): Promise<void> {
    return this.answer(name, () => {
      const before = this.queue.current;
      this.queue.edit(change, this.#place());
      if (this.queue.current !== before) this.#start();
      else this.#queueChanged();
    });
  }
  /** A few tracks behind the listener's own, as radio will add them. The program does not yet: tests that want them ask for them. */
  addAutomatically(): void {
    const { queue } = this;
    const last = queue.items[queue.yours - 1];
    const chosen = queue.items.slice(0, queue.yours);
    const taken = new Set(chosen.slice(-500).map((item) => item.trackId));
    const near = last ? similar(this.library, this.track(last.trackId), 40).rows : [];
    const fresh = near.map((row) => row.track.id).filter((id) => !taken.has(id));
    queue.items = [...chosen, ...queue.make(fresh.slice(0, AUTOMATIC_TAIL), 'automatic')];
    queue.revision++;
    this.#queueChanged();
  }
  #replace(trackIds: number[], startIndex: number): void {
    this.queue.replace(trackIds, startIndex);
    if (this.#shuffle !== 'off') this.#reorder();
  }
  playView(view: TrackView, start: number | null): Promise<void> {
    const ids = this.idsOf(view);
    const index = start === null ? 0 : ids.indexOf(start);
    if (index < 0) return Promise.reject({ code: 'notFound', message: 'No such track in this view' } satisfies AppError);
    return this.#edit('playView', () => this.#replace(ids, index));
  }
  playTracks(trackIds: number[], startIndex: number, _source: Source): Promise<void> {
    return this.#edit('playTracks', () => this.#replace(trackIds, startIndex));
  }
  playNow(trackIds: number[], _source: Source): Promise<void> {
    return this.#edit('playNow', () => {
      const items = this.queue.make(trackIds);
      this.queue.insertAfterCurrent(items);
      this.queue.current = items[0]?.itemId ?? this.queue.current;
    });
  }
  playNext(trackIds: number[], _source: Source): Promise<void> {
    return this.#edit('playNext', () => this.queue.insertAfterCurrent(this.queue.make(trackIds)));
  }
  append(trackIds: number[], _source: Source): Promise<void> {
    return this.#edit('append', () => this.queue.append(this.queue.make(trackIds)));
  }
  insertTracks(trackIds: number[], toIndex: number, _source: Source): Promise<void> {
    return this.#edit('insertTracks', () => this.queue.insertAt(toIndex, this.queue.make(trackIds)));
  }
  queueWindow(offset: number, limit: number): Promise<QueueView> {
    return this.answer('queueWindow', () => {
      const { queue } = this;
      const index = queue.currentIndex;
      const length = (from: number): number =>
        queue.items.slice(Math.max(0, from)).reduce((sum, item) => sum + this.track(item.trackId).durationMs, 0);
      return {
        revision: queue.revision,
        total: queue.items.length,
        currentIndex: index < 0 ? null : index,
        yours: queue.yours,
        remainingMs: index < 0 ? length(0) : length(index),
        totalMs: length(0),
        canUndo: queue.canUndo,
        canRedo: queue.canRedo,
        offset,
        rows: queue.items
          .slice(offset, offset + limit)
          .map((item) => ({ itemId: item.itemId, track: this.track(item.trackId), origin: item.origin })),
      };
    });
  }
  queueIds(offset: number, limit: number): Promise<number[]> {
    return this.answer('queueIds', () => this.queue.items.slice(offset, offset + limit).map((item) => item.itemId));
  }
  jumpTo(itemId: number): Promise<void> {
    return this.answer('jumpTo', () => {
      this.queue.current = itemId;
      this.#start();
    });
  }
  removeItems(itemIds: number[]): Promise<void> {
    return this.#edit('removeItems', () => this.queue.remove(new Set(itemIds)));
  }
  moveItems(itemIds: number[], toIndex: number): Promise<void> {
    return this.#edit('moveItems', () => this.queue.move(new Set(itemIds), toIndex));
  }
  clearQueue(): Promise<void> {
    return this.#edit('clearQueue', () => {
      this.queue.items = [];
      this.queue.current = null;
    });
  }
  #travel(name: 'undo' | 'redo'): Promise<void> {
    return this.answer(name, () => {
      const before = this.queue.current;
      const { positionMs, running } = this.queue[name](this.#place());
      if (this.queue.current !== before) this.#start(positionMs, running);
      else this.#queueChanged();
    });
  }
  undo(): Promise<void> {
    return this.#travel('undo');
  }
  redo(): Promise<void> {
    return this.#travel('redo');
  }
}
