import type {
  AlbumDetails,
  AppError,
  HistoryPage,
  ImportReport,
  Lens,
  Lyrics,
  MixesView,
  NoticeView,
  Overview,
  PlayerState,
  SearchResults,
  SimilarView,
  SoundView,
} from '../types';
import { FAMILIES, payload, PAYLOADS } from './hostile';
import { fault, folder } from './hostile-library';
import { FakeProgram } from './program';

const MIXES = 6;
const FOLDERS = 12;
const DAY_MS = 86_400_000;
/** Typed before a number, it is corrected to the payload of that number. */
const MISTYPED = /^mistyped (\d+)$/;

/** A program that says hostile things wherever it says anything that was not made here. */
export class HostileProgram extends FakeProgram {
  #round = 0;

  constructor() {
    super('hostile');
    const { tracks } = this.library;
    const now = Date.now();
    for (const at of PAYLOADS.keys()) {
      const entries = [0, 1, 2, 3].map((step) => tracks[(at + step) % tracks.length] as (typeof tracks)[number]);
      this.lists.create(payload(at), entries.map(({ id, uid }) => ({ uid, trackId: id })), now - at * DAY_MS);
    }
    for (let at = 0; at < FOLDERS; at++) {
      const path = `/media/${folder(PAYLOADS.indexOf(FAMILIES.long[0]) + at * (at < 6 ? 1 : 21))}`;
      this.folders.push({ id: this.folders.length + 1, key: path, path, state: at % 2 ? 'new' : 'unreachable', unreachableSince: at % 4 ? null : now - DAY_MS, tracks: 0 });
    }
    this.work.failures = PAYLOADS.map((text, at) => ({ path: `/home/ada/Music/${folder(at + 7)}/${text}.mp3`, stage: at % 2 ? 'analysis' : 'scan', reason: fault(at + 19), attempts: 1 + (at % 3) }));
  }

  override async overview(): Promise<Overview> {
    return { ...(await super.overview()), outputDevice: payload(5) };
  }
  override state(): PlayerState {
    const state = super.state();
    const at = state.track?.id ?? 0;
    const signal = state.signal && { ...state.signal, codec: payload(at + 29) };
    return { ...state, signal, output: payload(at + 11), outputProblem: at % 2 ? payload(at + 23) : null };
  }
  override async sound(): Promise<SoundView> {
    const view = await super.sound();
    return { ...view, devices: [...PAYLOADS], presets: PAYLOADS.map((name) => ({ name, preampDb: 0, bandsDb: view.settings.equalizer.bandsDb })) };
  }
  override async lyrics(trackId: number): Promise<Lyrics> {
    await this.answer('lyrics', () => null);
    const texts = [payload(0), ...Array.from({ length: 60 }, (_, i) => payload(trackId * 60 + i))];
    const synced = trackId % 2 === 1;
    return { synced, source: synced ? 'file' : 'tag', lines: texts.map((text, i) => ({ text, atMs: synced ? i * 2000 : null })) };
  }
  override async albumDetails(id: number): Promise<AlbumDetails> {
    return { ...(await super.albumDetails(id)), label: payload(id + 61) };
  }
  override async history(offset: number, limit: number): Promise<HistoryPage> {
    const page = await super.history(offset, limit);
    const gone = ({ playId }: { playId: number }) => ({ title: payload(playId), artist: payload(playId + 1), album: payload(playId + 2) });
    return { ...page, rows: page.rows.map((row) => (row.track === null ? { ...row, ...gone(row) } : row)) };
  }
  override async similar(seedId: number | null, lens: Lens, limit: number): Promise<SimilarView> {
    return withWords(await super.similar(seedId, lens, limit));
  }
  override async similarToPlaylist(id: number, limit: number): Promise<SimilarView> {
    return withWords(await super.similarToPlaylist(id, limit));
  }
  override async dailyMixes(): Promise<MixesView> {
    const view = await super.dailyMixes();
    const name = (at: number): string => `${payload(this.#round * MIXES + at)} · ${payload(this.#round * MIXES + at + 31)}`;
    const tracks = (at: number) => view.mixes[at % view.mixes.length]?.tracks.map((entry) => ({ ...entry, reason: { kind: 'word' as const, name: payload(entry.track.id + 13) } })) ?? [];
    return { ...view, mixes: Array.from({ length: MIXES }, (_, at) => ({ number: at + 1, name: name(at), basis: 'history', pinned: false, durationMs: 3_600_000, tracks: tracks(at) })) };
  }
  override regenerateMixes(): Promise<void> {
    this.#round++;
    return super.regenerateMixes();
  }
  override async search(query: string, trackLimit: number): Promise<SearchResults> {
    const mistyped = MISTYPED.exec(query);
    if (!mistyped) return super.search(query, trackLimit);
    const corrected = payload(Number(mistyped[1]));
    return { ...(await super.search(corrected, trackLimit)), query, corrected };
  }
  override async importPlaylists(): Promise<ImportReport | null> {
    const report = await super.importPlaylists();
    return report && { playlists: report.playlists.map((list) => ({ ...list, name: payload(17), lost: [...PAYLOADS], lostCount: PAYLOADS.length })) };
  }
  override exportPlaylist(id: number): Promise<boolean> {
    return Promise.reject({ code: id % 2 ? 'internal' : 'unreadable', message: payload(id) } satisfies AppError);
  }

  /** Every kind of notice that says something not made here. */
  noticesOf(at: number): NoticeView[] {
    const [text, reason] = [payload(at), fault(at + 1)];
    return [
      { kind: 'userLost', keptAs: text },
      { kind: 'watchLimited', reason: text },
      { kind: 'folderFailed', reason: text },
      { kind: 'trackSkipped', title: text, reason },
      { kind: 'trackAway', title: text },
      { kind: 'outputAway', chosen: text, instead: payload(at + 2) },
      { kind: 'faultLastTime', report: text },
      { kind: 'notOpened', name: text, reason, others: 0 },
      { kind: 'notOpened', name: text, reason, others: 2 },
      { kind: 'noEar', reason: text },
    ];
  }
}

function withWords(view: SimilarView): SimilarView {
  return { ...view, rows: view.rows.map((row) => ({ ...row, reasons: [{ kind: 'word', name: payload(row.track.id + 7) }, ...row.reasons.filter(({ kind }) => kind !== 'word')] })) };
}
