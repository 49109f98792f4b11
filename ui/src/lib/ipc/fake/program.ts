import { localDay } from '../../clock';
import type { Backend } from '../backend';
import type { Lens, MapColour, MapLayout, ModelOffer, MoodRequest, NoticeView, Overview, RadioSettings } from '../types';
import { dailyMixes, similarBy } from './discover';
import { hearing } from './heard';
import { generate } from './library';
import { Listening } from './listening';
import { FakeMap } from './map';
import { Models } from './models';
import { path } from './path';
import { Work } from './work';

/** A dropped file stands for the folder it lies in. */
const folderOf = (path: string): string => path.replace(/\/[^/]+\.\w{2,5}$/, '');

/** The program in memory: it keeps a library, a queue and a clock, and answers as the real one does. */
export class FakeProgram extends Listening implements Backend {
  work = new Work(
    900,
    () => this.emit({ type: 'jobs', jobs: this.work.view() }),
    (done) => this.#analysedUpTo(done),
    () => this.emit({ type: 'mixesChanged' }),
  );
  /** What happened before the window listened. */
  earlier: NoticeView[] = [];
  hears = new Models();
  map = new FakeMap();
  #mixRound = 0;
  #mixBalance = 50;
  /** The mixes that are kept, by name. */
  #keptMixes = new Set<string>();

  // Library.

  coloured(): Promise<void> {
    return Promise.resolve();
  }
  /** Whether the window was made small. */
  mini = false;
  #notifies = false;
  notifications(): Promise<boolean> {
    return this.answer('notifications', () => this.#notifies);
  }
  setNotifications(on: boolean): Promise<void> {
    return this.answer('setNotifications', () => void (this.#notifies = on));
  }
  setMini(on: boolean): Promise<void> {
    return this.answer('setMini', () => void (this.mini = on));
  }
  sortFor(): Promise<void> {
    return Promise.resolve();
  }
  overview(): Promise<Overview> {
    return this.answer('overview', () => {
      const { tracks } = this.library;
      return {
        tracks: tracks.length,
        albums: new Set(tracks.map((t) => `${t.albumArtist}\n${t.album}`)).size,
        artists: new Set(tracks.map((t) => t.albumArtist)).size,
        genres: this.shelf.genreNames.size,
        liked: tracks.filter((t) => t.liked).length,
        playlists: 0,
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
  chooseFolder(): Promise<boolean> {
    return this.addFolders(['/home/ada/Music']).then(() => true);
  }
  addFolders(paths: string[]): Promise<void> {
    return this.answer('addFolders', () => {
      for (const path of new Set(paths.map(folderOf))) this.folders.push({ id: this.folders.length + 1, key: path, path, state: 'new', unreachableSince: null, tracks: 0 });
      this.#scanIn();
    });
  }
  removeFolder(id: number): Promise<void> {
    return this.answer('removeFolder', () => {
      this.folders = this.folders.filter((folder) => folder.id !== id);
      if (this.folders.length === 0) this.restock([]);
      this.libraryChanged();
    });
  }
  rescan(): Promise<void> {
    return this.answer('rescan', () => this.work.startScan(this.library.tracks.length || 20, () => {}));
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
      this.restock(found.tracks.slice(0, done));
      this.folders = this.folders.map((f) => ({ ...f, state: 'online', tracks: done }));
      this.libraryChanged();
    });
  }
  #analysedUpTo(done: number): void {
    const tracks = this.library.tracks.slice(0, done);
    const fresh = tracks.filter((track) => !track.analysed);
    for (const track of fresh) track.analysed = true;
    if (this.work.analysis) this.work.analysis.current = this.library.tracks[done]?.title ?? null;
    if (fresh.length === 0) return;
    this.libraryChanged();
    this.emit({ type: 'mixesChanged' });
  }

  // Background work.

  jobs() {
    return this.answer('jobs', () => this.work.view());
  }
  setAnalysisPaused(paused: boolean): Promise<void> {
    return this.answer('setAnalysisPaused', () => this.work.pause(paused));
  }
  models() {
    return this.answer('models', () => this.hears.view());
  }
  chooseModel(): Promise<ModelOffer | null> {
    return this.answer('chooseModel', () => {
      const { chosen } = this.hears;
      if (typeof chosen === 'string') throw { code: 'unreadable', message: chosen };
      return chosen;
    });
  }
  addModel(_key: string, licenceAccepted: boolean): Promise<void> {
    return this.answer('addModel', () => {
      if (!licenceAccepted) throw { code: 'internal', message: 'its licence was not accepted' };
      this.hears.add();
      this.#hearWith('cnn10:f549f3f7');
    });
  }
  useModel(name: string | null): Promise<void> {
    return this.answer('useModel', () => this.#hearWith(name));
  }
  removeModel(name: string): Promise<void> {
    return this.answer('removeModel', () => this.hears.remove(name));
  }
  /** Of a track the vectors of one model are kept: all wait again. */
  #hearWith(name: string | null): void {
    this.hears.use(name);
    for (const track of this.library.tracks) track.analysed = false;
    this.work.startAnalysis(0, this.library.tracks.length, this.library.tracks[0]?.title ?? '');
    this.libraryChanged();
  }
  failures() {
    return this.answer('failures', () => this.work.failures);
  }
  retryFailures(): Promise<void> {
    return this.answer('retryFailures', () => {
      for (const failure of this.work.failures) failure.attempts++;
      this.work.failures = this.work.failures.filter((failure) => failure.stage === 'scan');
      this.emit({ type: 'jobs', jobs: this.work.view() });
    });
  }

  notices(): Promise<NoticeView[]> {
    return this.answer('notices', () => this.earlier.splice(0));
  }

  // Discover.

  radioSettings: RadioSettings = { on: false, strictness: 'balanced', stays: false };
  radio() {
    return this.answer('radio', () => this.radioSettings);
  }
  setRadio(settings: RadioSettings) {
    return this.answer('setRadio', () => {
      this.radioSettings = settings;
      if (settings.on && this.queue.items.every(({ origin }) => origin !== 'automatic')) this.addAutomatically();
    });
  }
  similar(seedId: number | null, lens: Lens, limit: number) {
    return this.answer('similar', () => {
      const lists = this.lists.lists.map(({ id }) => this.entriesOf(id).map(({ trackId }) => trackId));
      return similarBy(this.library, seedId === null ? this.playing() : this.track(seedId), lens, limit, lists);
    });
  }
  hearing(id: number) {
    return this.answer('hearing', () => hearing(this.library, this.track(id)));
  }
  path(fromId: number, toId: number, steps: number) {
    return this.answer('path', () => path(this.library, this.track(fromId), this.track(toId), steps));
  }
  mapPoints(layout: MapLayout, colour: MapColour) {
    return this.answer('mapPoints', () => this.map.points(this.library, layout, colour));
  }
  /** What was asked of the mood plane last. */
  moodAsked: MoodRequest | null = null;
  moodList(request: MoodRequest) {
    this.moodAsked = structuredClone(request);
    return this.answer('moodList', () => this.map.list(this.library, request));
  }
  tracksByIds(ids: number[]) {
    return this.answer('tracksByIds', () => ids.flatMap((id) => this.library.tracks[id - 1] ?? []));
  }
  dailyMixes() {
    return this.answer('dailyMixes', () => {
      const view = dailyMixes(this.library, localDay(new Date()), this.#mixRound, this.#mixBalance);
      return { ...view, mixes: view.mixes.map((mix) => ({ ...mix, pinned: this.#keptMixes.has(mix.name) })) };
    });
  }
  regenerateMixes(): Promise<void> {
    return this.answer('regenerateMixes', () => {
      this.#mixRound++;
      this.emit({ type: 'mixesChanged' });
    });
  }
  setMixBalance(percent: number): Promise<void> {
    return this.answer('setMixBalance', () => {
      this.#mixBalance = percent;
      this.#mixRound++;
      this.emit({ type: 'mixesChanged' });
    });
  }
  pinMix(number: number, pinned: boolean): Promise<void> {
    return this.answer('pinMix', () => {
      const mix = dailyMixes(this.library, '', this.#mixRound, this.#mixBalance).mixes[number - 1];
      if (mix && pinned) this.#keptMixes.add(mix.name);
      else if (mix) this.#keptMixes.delete(mix.name);
      this.emit({ type: 'mixesChanged' });
    });
  }
}
