import type { FileDrop, Subscription, Unsubscribe } from '../backend';
import type { AppError, AttuneEvent, Overview, TrackRow, TrackView } from '../types';
import { Catalogue } from './catalogue';
import { coverArt } from './covers';
import { generate, rootOf, type Kind, type Library } from './library';
import { Shelf } from './shelf';

/** How the program in memory talks: events to the window, and answers that take a moment. */
export class Answers {
  library: Library;
  folders: Overview['folders'] = [];
  catalogue: Catalogue;
  /** Every command sent, by name: what tests look at to know that nothing was asked for in vain. */
  calls: string[] = [];
  /** Answers wait this long, so that tests can see what stands in the meantime. */
  latencyMs = 0;
  #handlers = new Set<(event: AttuneEvent) => void>();
  #drops = new Set<(drop: FileDrop) => void>();
  #libraryRevision = 0;
  #shelf: Shelf | null = null;

  constructor(readonly kind: Kind) {
    this.library = generate(kind);
    this.catalogue = this.#catalogueOf(this.library.tracks);
    if (kind !== '0') this.folders = [{ id: 1, key: rootOf(kind), path: rootOf(kind), state: 'online', unreachableSince: null, tracks: this.library.tracks.length }];
  }
  #catalogueOf(tracks: TrackRow[]): Catalogue {
    return new Catalogue(tracks, () => this.shelf, (playlist) => this.listed(playlist));
  }

  /** Albums, artists and their like, as they are now. */
  get shelf(): Shelf {
    this.#shelf ??= new Shelf(this.library.tracks);
    return this.#shelf;
  }
  /** The ids of a playlist's tracks, in its order. */
  protected listed(_playlist: number): readonly number[] {
    return [];
  }
  /** Other tracks stand on the shelf from here on. */
  protected restock(tracks: TrackRow[]): void {
    this.library.tracks = tracks;
    this.#shelf = null;
    this.catalogue = this.#catalogueOf(tracks);
  }

  emit(event: AttuneEvent): void {
    for (const handler of this.#handlers) handler(structuredClone(event));
  }
  subscribe(handler: (event: AttuneEvent) => void): Subscription {
    this.#handlers.add(handler);
    return { listening: Promise.resolve(), stop: () => this.#handlers.delete(handler) };
  }
  onFileDrop(handler: (drop: FileDrop) => void): Unsubscribe {
    this.#drops.add(handler);
    return () => this.#drops.delete(handler);
  }
  drop(drop: FileDrop): void {
    for (const handler of this.#drops) handler(drop);
  }
  quit(): Promise<void> {
    return this.answer('quit', () => undefined);
  }
  coverUrl(coverHash: string): string {
    return coverArt(coverHash);
  }

  protected async answer<T>(name: string, value: () => T): Promise<T> {
    this.calls.push(name);
    await new Promise((resolve) => setTimeout(resolve, this.latencyMs));
    return structuredClone(value());
  }
  protected track(id: number): TrackRow {
    const track = this.library.tracks[id - 1];
    if (!track) throw { code: 'notFound', message: `No track ${id}` } satisfies AppError;
    return track;
  }
  protected idsOf(view: TrackView): number[] {
    return this.catalogue.view(view).map((index) => (this.library.tracks[index] as TrackRow).id);
  }
  protected libraryChanged(): void {
    this.#shelf = null;
    this.catalogue.forget();
    this.emit({ type: 'libraryChanged', revision: ++this.#libraryRevision });
  }
}
