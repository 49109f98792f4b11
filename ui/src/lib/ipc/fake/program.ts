import type { Backend, FileDrop, Unsubscribe } from '../backend';
import type { AppError, AttuneEvent, Overview, PlayerState, QueueView, RepeatMode, Source, TrackPage, TrackRow, TrackView } from '../types';
import { Catalogue } from './catalogue';
import { PlayerClock } from './clock';
import { coverArt } from './covers';
import { dailyMixes, similar } from './discover';
import { generate, type Kind, type Library } from './library';
import { Queue } from './queue';
import { hash, Random } from './random';
import { Work } from './work';

const RESTART_AFTER_MS = 3000;
const AUTOMATIC_TAIL = 6;

/** The program in memory: it keeps a library, a queue and a clock, and answers as the real one does. */
export class FakeProgram implements Backend {
  library: Library;
  catalogue: Catalogue;
  queue = new Queue();
  random = new Random(1);
  clock = new PlayerClock(() => this.#ended());
  work = new Work(
    900,
    () => this.emit({ type: 'jobs', jobs: this.work.view() }),
    (done) => this.#analysedUpTo(done),
  );
  folders: Overview['folders'] = [];
  /** Every command sent, by name: what tests look at to know that nothing was asked for in vain. */
  calls: string[] = [];
  /** Answers wait this long, so that tests can see what stands in the meantime. */
  latencyMs = 0;
  #handlers = new Set<(event: AttuneEvent) => void>();
  #drops = new Set<(drop: FileDrop) => void>();
  #volume = 0.8;
  #shuffle = false;
  #repeat: RepeatMode = 'off';
  #libraryRevision = 0;
  #mixRound = 0;

  constructor(readonly kind: Kind) {
    this.library = generate(kind);
    this.catalogue = new Catalogue(this.library.tracks);
    const path = kind === '100000' ? '/home/ada/Music' : '/home/ada/Music/Attune demo';
    if (kind !== '0') this.folders = [{ id: 1, path, state: 'online', tracks: this.library.tracks.length }];
  }

  emit(event: AttuneEvent): void {
    for (const handler of this.#handlers) handler(structuredClone(event));
  }
  subscribe(handler: (event: AttuneEvent) => void): Unsubscribe {
    this.#handlers.add(handler);
    return () => this.#handlers.delete(handler);
  }
  onFileDrop(handler: (drop: FileDrop) => void): Unsubscribe {
    this.#drops.add(handler);
    return () => this.#drops.delete(handler);
  }
  drop(drop: FileDrop): void {
    for (const handler of this.#drops) handler(drop);
  }
  coverUrl(coverHash: string): string {
    return coverArt(coverHash);
  }

  async #answer<T>(name: string, value: () => T): Promise<T> {
    this.calls.push(name);
    await new Promise((resolve) => setTimeout(resolve, this.latencyMs));
    return structuredClone(value());
  }
  #track(id: number): TrackRow {
    const track = this.library.tracks[id - 1];
    if (!track) throw { code: 'notFound', message: `No track ${id}` } satisfies AppError;
    return track;
  }
  #libraryChanged(): void {
    this.catalogue.forget();
    this.emit({ type: 'libraryChanged', revision: ++this.#libraryRevision });
  }

  // Library.

  overview(): Promise<Overview> {
    return this.#answer('overview', () => {
      const { tracks } = this.library;
      return {
        tracks: tracks.length,
        albums: new Set(tracks.map((t) => `${t.albumArtist}\n${t.album}`)).size,
        artists: new Set(tracks.map((t) => t.albumArtist)).size,
        totalMs: tracks.reduce((sum, t) => sum + t.durationMs, 0),
        analysed: tracks.filter((t) => t.analysed).length,
        missing: tracks.filter((t) => t.missing).length,
        failed: this.work.failures.length,
        folders: this.folders,
        demoAvailable: true,
        outputDevice: 'Built-in speakers',
      };
    });
  }
  listTracks(view: TrackView, offset: number, limit: number): Promise<TrackPage> {
    return this.#answer('listTracks', () => {
      const order = this.catalogue.view(view);
      const rows = order.slice(offset, offset + limit).map((index) => this.library.tracks[index] as TrackRow);
      return { total: order.length, offset, rows };
    });
  }
  setLiked(trackId: number, liked: boolean): Promise<void> {
    return this.#answer('setLiked', () => {
      this.#track(trackId).liked = liked;
      this.#libraryChanged();
    });
  }
  chooseFolder(): Promise<boolean> {
    return this.addFolders(['/home/ada/Music']).then(() => true);
  }
  addFolders(paths: string[]): Promise<void> {
    return this.#answer('addFolders', () => {
      for (const path of paths) this.folders.push({ id: this.folders.length + 1, path, state: 'new', tracks: 0 });
      this.#scanIn();
    });
  }
  removeFolder(id: number): Promise<void> {
    return this.#answer('removeFolder', () => {
      this.folders = this.folders.filter((folder) => folder.id !== id);
      if (this.folders.length === 0) this.#shelve([]);
      this.#libraryChanged();
    });
  }
  rescan(): Promise<void> {
    return this.#answer('rescan', () => this.work.startScan(this.library.tracks.length || 20, () => {}));
  }
  openDemo(): Promise<void> {
    return this.addFolders(['/home/ada/Music/Attune demo']);
  }
  /** Files of the new folder become rows in batches; their analysis follows. */
  #scanIn(): void {
    if (this.library.tracks.length > 0) return void this.rescan();
    const found = generate('20');
    for (const track of found.tracks) Object.assign(track, { analysed: false, plays: 0 });
    this.library.sounds = found.sounds;
    this.library.tempos = found.tempos;
    this.work.startScan(found.tracks.length, (done) => {
      this.#shelve(found.tracks.slice(0, done));
      this.folders = this.folders.map((f) => ({ ...f, state: 'online', tracks: done }));
      this.#libraryChanged();
    });
  }
  #shelve(tracks: TrackRow[]): void {
    this.library.tracks = tracks;
    this.catalogue = new Catalogue(tracks);
  }
  #analysedUpTo(done: number): void {
    const tracks = this.library.tracks.slice(0, done);
    const fresh = tracks.filter((track) => !track.analysed);
    for (const track of fresh) track.analysed = true;
    if (this.work.analysis) this.work.analysis.current = this.library.tracks[done]?.title ?? null;
    if (fresh.length === 0) return;
    this.#libraryChanged();
    this.emit({ type: 'mixesChanged' });
  }

  // Background work.

  jobs() {
    return this.#answer('jobs', () => this.work.view());
  }
  setAnalysisPaused(paused: boolean): Promise<void> {
    return this.#answer('setAnalysisPaused', () => this.work.pause(paused));
  }
  failures() {
    return this.#answer('failures', () => this.work.failures);
  }
  retryFailures(): Promise<void> {
    return this.#answer('retryFailures', () => {
      for (const failure of this.work.failures) failure.attempts++;
      this.work.failures = this.work.failures.filter((failure) => failure.stage === 'scan');
      this.emit({ type: 'jobs', jobs: this.work.view() });
    });
  }

  // Player.

  #playing(): TrackRow | null {
    const item = this.queue.currentItem;
    return item ? this.#track(item.trackId) : null;
  }
  state(): PlayerState {
    const track = this.#playing();
    return {
      status: track ? (this.clock.running ? 'playing' : 'paused') : 'stopped',
      track,
      itemId: this.queue.current,
      positionMs: track ? this.clock.position() : 0,
      durationMs: track?.durationMs ?? 0,
      volume: this.#volume,
      shuffle: this.#shuffle,
      repeat: this.#repeat,
      output: 'Built-in speakers · 44.1 → 48 kHz',
      outputProblem: null,
    };
  }
  playerState(): Promise<PlayerState> {
    return this.#answer('playerState', () => this.state());
  }
  #tell(): void {
    this.emit({ type: 'player', state: this.state() });
  }
  #start(positionMs = 0, running = true): void {
    const track = this.#playing();
    this.clock.set(positionMs, track?.durationMs ?? 0, running && track !== null);
    this.#tell();
    this.emit({ type: 'queueChanged', revision: ++this.queue.revision });
  }
  #go(step: 1 | -1): void {
    const { items, currentIndex } = this.queue;
    const wrapped = this.#repeat === 'all' ? (currentIndex + step + items.length) % items.length : currentIndex + step;
    this.queue.current = items[Math.max(0, wrapped)]?.itemId ?? null;
    this.#start();
  }
  #ended(): void {
    const track = this.#playing();
    if (track) track.plays++;
    if (this.#repeat === 'one') this.#start();
    else this.#go(1);
  }
  togglePlayback(): Promise<void> {
    return this.#answer('togglePlayback', () => {
      const track = this.#playing();
      if (!track && this.queue.items.length > 0) return this.#go(1);
      this.clock.set(this.clock.position(), track?.durationMs ?? 0, track !== null && !this.clock.running);
      this.#tell();
    });
  }
  next(): Promise<void> {
    return this.#answer('next', () => this.#go(1));
  }
  previous(): Promise<void> {
    return this.#answer('previous', () => (this.clock.position() > RESTART_AFTER_MS ? this.#start() : this.#go(-1)));
  }
  seek(positionMs: number): Promise<void> {
    return this.#answer('seek', () => {
      this.clock.set(positionMs, this.#playing()?.durationMs ?? 0, this.clock.running);
      this.emit({ type: 'position', positionMs: this.clock.position(), playing: this.clock.running });
    });
  }
  setVolume(volume: number): Promise<void> {
    return this.#answer('setVolume', () => {
      this.#volume = volume;
      this.#tell();
    });
  }
  setShuffle(on: boolean): Promise<void> {
    return this.#answer('setShuffle', () => {
      this.#shuffle = on;
      this.queue.shuffle(on, this.random);
      this.#tell();
      this.#queueChanged();
    });
  }
  setRepeat(mode: RepeatMode): Promise<void> {
    return this.#answer('setRepeat', () => {
      this.#repeat = mode;
      this.#tell();
    });
  }
  waveform(trackId: number): Promise<number[]> {
    return this.#answer('waveform', () => {
      if (!this.#track(trackId).analysed) return [];
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
  }
  #edit(name: string, change: () => void): Promise<void> {
    return this.#answer(name, () => {
      const before = this.queue.current;
      this.queue.edit(change);
      if (this.queue.current !== before) this.#start();
      else this.#queueChanged();
    });
  }
  /** The program keeps a few tracks ready behind the listener's own. */
  #extend(): void {
    const { queue } = this;
    const last = queue.items[queue.yours - 1];
    const chosen = queue.items.slice(0, queue.yours);
    const taken = new Set(chosen.slice(-500).map((item) => item.trackId));
    const near = last ? similar(this.library, this.#track(last.trackId), 40).rows : [];
    const fresh = near.map((row) => row.track.id).filter((id) => !taken.has(id));
    queue.items = [...chosen, ...queue.make(fresh.slice(0, AUTOMATIC_TAIL), 'automatic')];
  }
  playView(view: TrackView, index: number): Promise<void> {
    const ids = this.catalogue.view(view).map((row) => (this.library.tracks[row] as TrackRow).id);
    return this.playTracks(ids, index, { kind: 'library', detail: null });
  }
  playTracks(trackIds: number[], startIndex: number, _source: Source): Promise<void> {
    return this.#edit('playTracks', () => {
      this.queue.replace(trackIds, startIndex);
      this.#extend();
      if (this.#shuffle) this.queue.shuffle(true, this.random);
    });
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
  queueWindow(offset: number, limit: number): Promise<QueueView> {
    return this.#answer('queueWindow', () => {
      const { queue } = this;
      const index = queue.currentIndex;
      const length = (from: number): number =>
        queue.items.slice(Math.max(0, from)).reduce((sum, item) => sum + this.#track(item.trackId).durationMs, 0);
      return {
        revision: queue.revision,
        total: queue.items.length,
        currentIndex: index < 0 ? null : index,
        yours: queue.yours,
        remainingMs: index < 0 ? length(0) : length(index) - this.clock.position(),
        totalMs: length(0),
        canUndo: queue.canUndo,
        canRedo: queue.canRedo,
        offset,
        rows: queue.items
          .slice(offset, offset + limit)
          .map((item) => ({ itemId: item.itemId, track: this.#track(item.trackId), origin: item.origin })),
      };
    });
  }
  jumpTo(itemId: number): Promise<void> {
    return this.#answer('jumpTo', () => {
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
    return this.#answer(name, () => {
      const before = this.queue.current;
      this.queue[name]();
      if (this.queue.current !== before) this.#start(0, this.clock.running);
      else this.#queueChanged();
    });
  }
  undo(): Promise<void> {
    return this.#travel('undo');
  }
  redo(): Promise<void> {
    return this.#travel('redo');
  }

  // Discover.

  similar(seedId: number | null, limit: number) {
    return this.#answer('similar', () => similar(this.library, seedId === null ? this.#playing() : this.#track(seedId), limit));
  }
  #mixes() {
    return dailyMixes(this.library, '2026-11-21', this.#mixRound);
  }
  dailyMixes() {
    return this.#answer('dailyMixes', () => this.#mixes());
  }
  #mixIds(number: number): number[] {
    return this.#mixes().mixes.find((mix) => mix.number === number)?.tracks.map(({ track }) => track.id) ?? [];
  }
  playMix(number: number, startIndex: number): Promise<void> {
    return this.playTracks(this.#mixIds(number), startIndex, { kind: 'dailyMix', detail: String(number) });
  }
  appendMix(number: number): Promise<void> {
    return this.append(this.#mixIds(number), { kind: 'dailyMix', detail: String(number) });
  }
  regenerateMixes(): Promise<void> {
    return this.#answer('regenerateMixes', () => {
      this.#mixRound++;
      this.emit({ type: 'mixesChanged' });
    });
  }
}
