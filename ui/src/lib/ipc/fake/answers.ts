import type { FileDrop, Subscription, Unsubscribe } from '../backend';
import type { AppError, AttuneEvent, TrackRow, TrackView } from '../types';
import { Catalogue } from './catalogue';
import { coverArt } from './covers';
import { generate, type Kind, type Library } from './library';

/** How the program in memory talks: events to the window, and answers that take a moment. */
export class Answers {
  library: Library;
  catalogue: Catalogue;
  /** Every command sent, by name: what tests look at to know that nothing was asked for in vain. */
  calls: string[] = [];
  /** Answers wait this long, so that tests can see what stands in the meantime. */
  latencyMs = 0;
  #handlers = new Set<(event: AttuneEvent) => void>();
  #drops = new Set<(drop: FileDrop) => void>();
  #libraryRevision = 0;

  constructor(readonly kind: Kind) {
    this.library = generate(kind);
    this.catalogue = new Catalogue(this.library.tracks);
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
    this.catalogue.forget();
    this.emit({ type: 'libraryChanged', revision: ++this.#libraryRevision });
  }
}
