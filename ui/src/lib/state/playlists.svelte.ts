import { t } from '../../i18n/index.svelte';
import type { Backend } from '../ipc/backend';
import type { ImportReport, PlaylistRow } from '../ipc/types';
import type { SimilarView } from '../ipc/types';
import type { Chosen } from './chosen';
import type { Notices } from './notices.svelte';

const SIMILAR_ROWS = 20;

/** The playlists and their edits. Every edit can be taken back; the program keeps one line of undo for all of them. */
export class Playlists {
  list = $state.raw<PlaylistRow[]>([]);
  /** False until the first answer: an empty shelf is not an answer yet. */
  known = $state(false);
  /** Grows with every change the program tells of, for what is drawn from the entries of one playlist. */
  revision = $state(0);
  /** What the last import found, until it was read. */
  report = $state.raw<ImportReport | null>(null);
  /** The one whose name is to be written as soon as its page stands. */
  renaming: number | null = null;
  /** The one whose name is being written at the side. */
  naming = $state<number | null>(null);
  /** When one was last edited: what was edited last is what undo means. */
  editedAt = 0;
  /** The names of those that were edited, the last one last, and of those whose edit was taken back. */
  #edited: string[] = [];
  #undone: string[] = [];
  #wanted = 0;

  constructor(
    readonly backend: Backend,
    readonly notices: Notices,
  ) {}

  row(id: number): PlaylistRow | undefined {
    return this.list.find((one) => one.id === id);
  }

  changed(): void {
    this.revision++;
    void this.load();
  }

  /** One at a time: changes that come while an answer is on its way are covered by one more question. */
  async load(): Promise<void> {
    this.#wanted++;
    if (this.#wanted > 1) return;
    do {
      this.#wanted = 1;
      await this.notices.attempt(
        this.backend.playlists().then((list) => {
          this.list = list;
          this.known = true;
        }),
      );
    } while (this.#wanted > 1);
    this.#wanted = 0;
  }

  /** A name that no playlist has yet: "New playlist", "New playlist 2", … */
  freshName(): string {
    const taken = new Set(this.list.map(({ name }) => name));
    const base = t('newPlaylistName');
    for (let n = 1; ; n++) {
      const name = n === 1 ? base : `${base} ${n}`;
      if (!taken.has(name)) return name;
    }
  }

  /** Null when it could not be made. */
  async create(chosen: Chosen | null, name = this.freshName()): Promise<number | null> {
    let id: number | null = null;
    const made = await this.#edit(name, async () => (id = await this.backend.createPlaylist(name, chosen ? await chosen.ids() : [])));
    if (made) this.#offerUndo(t('playlistMade', { name }));
    return id;
  }
  async createFromQueue(name = this.freshName()): Promise<number | null> {
    let id: number | null = null;
    if (await this.#edit(name, async () => (id = await this.backend.createPlaylistFromQueue(name)))) this.#offerUndo(t('playlistMade', { name }));
    return id;
  }
  async rename(id: number, wanted: string): Promise<void> {
    const name = wanted.trim();
    if (name === '' || name === this.row(id)?.name) return;
    if (await this.#edit(name, () => this.backend.renamePlaylist(id, name))) this.#offerUndo(t('playlistRenamed', { name }));
  }
  async remove(id: number): Promise<boolean> {
    const name = this.row(id)?.name ?? '';
    if (!(await this.#edit(name, () => this.backend.deletePlaylist(id)))) return false;
    this.#offerUndo(t('playlistDeleted', { name }));
    return true;
  }
  async move(id: number, toIndex: number): Promise<boolean> {
    const to = Math.max(0, Math.min(this.list.length - 1, toIndex));
    if (this.list[to]?.id === id) return false;
    return this.#edit(this.#nameOf(id), () => this.backend.movePlaylist(id, to));
  }

  async add(id: number, { ids }: Chosen, at: number | null = null): Promise<void> {
    const name = this.row(id)?.name ?? '';
    let [count, again] = [0, 0];
    const add = async (): Promise<void> => {
      const wanted = await ids();
      const held = new Set(await this.backend.viewIds({ scope: { kind: 'playlist', id }, query: '', sort: [] }));
      [count, again] = [wanted.length, wanted.filter((track) => held.has(track)).length];
      await this.backend.addToPlaylist(id, wanted, at);
    };
    if (!(await this.#edit(name, add))) return;
    if (again === 0) this.#offerUndo(t('addedToPlaylist', { count, name }));
    else if (again === count) this.#offerUndo(t('addedAgain', { count, name }));
    else this.#offerUndo(t('addedPartlyAgain', { count, name, again }));
  }
  async removeEntries(id: number, places: number[], uids: string[]): Promise<boolean> {
    if (places.length === 0 || !(await this.#edit(this.#nameOf(id), () => this.backend.removeFromPlaylist(id, places, uids)))) return false;
    this.#offerUndo(t('removedCount', { count: places.length }));
    return true;
  }
  async moveEntries(id: number, places: number[], uids: string[], to: number): Promise<boolean> {
    if (places.length === 0 || !(await this.#edit(this.#nameOf(id), () => this.backend.moveInPlaylist(id, places, uids, to)))) return false;
    this.#offerUndo(t('movedCount', { count: places.length }));
    return true;
  }

  async undo(): Promise<void> {
    let undone = false;
    if (!(await this.#travel(async () => (undone = await this.backend.undoPlaylists())))) return;
    if (!undone) return this.notices.say(t('nothingToUndo'));
    const name = this.#edited.pop();
    if (name !== undefined) this.#undone.push(name);
    this.notices.say(name === undefined ? t('playlistEditUndone') : t('playlistEditUndoneOf', { name }));
  }
  async redo(): Promise<void> {
    let redone = false;
    if (!(await this.#travel(async () => (redone = await this.backend.redoPlaylists())))) return;
    if (!redone) return this.notices.say(t('nothingToRedo'));
    const name = this.#undone.pop();
    if (name !== undefined) this.#edited.push(name);
    this.notices.say(name === undefined ? t('playlistEditRedone') : t('playlistEditRedoneOf', { name }));
  }

  async import(): Promise<void> {
    let report: ImportReport | null = null;
    if (!(await this.notices.attempt(this.backend.importPlaylists().then((found) => (report = found))))) return;
    this.report = report;
    if (report === null) return;
    this.editedAt = performance.now();
    this.notices.withdraw('playlists');
    // How many edits an import counts as is the program's affair.
    [this.#edited, this.#undone] = [[], []];
  }
  async export(id: number): Promise<void> {
    let written = false;
    const name = this.row(id)?.name ?? '';
    await this.notices.attempt(this.backend.exportPlaylist(id).then((done) => (written = done)));
    if (written) this.notices.say(t('playlistExported', { name }));
  }
  similar(id: number): Promise<SimilarView> {
    return this.backend.similarToPlaylist(id, SIMILAR_ROWS);
  }

  /** Undo takes back the last edit, whichever it was: what an earlier notice offered is no longer what would happen. */
  async #travel(command: () => Promise<unknown>): Promise<boolean> {
    this.editedAt = performance.now();
    const done = await this.notices.attempt(command());
    if (done) this.notices.withdraw('playlists');
    return done;
  }
  async #edit(name: string, command: () => Promise<unknown>): Promise<boolean> {
    if (!(await this.#travel(command))) return false;
    this.#edited.push(name);
    this.#undone = [];
    return true;
  }
  #nameOf(id: number): string {
    return this.row(id)?.name ?? '';
  }
  #offerUndo(text: string): void {
    this.notices.say(text, { label: t('undo'), run: () => void this.undo(), line: 'playlists' });
  }
}
