import type { Attune } from '../lib/state/attune.svelte';

/** An answer of the program that a page is about. Kept with its place, and asked for again when the library changes. */
export class Answer<T> {
  value = $state.raw<T | null>(null);
  /** What it was asked about is no longer there. */
  gone = $state(false);
  #readAt = '';
  #request = 0;

  constructor(readonly ask: () => Promise<T>) {}

  catchUp(state: string, failed: (error: unknown) => void): void {
    if (this.#readAt === state || state.startsWith('-')) return;
    this.#readAt = state;
    const request = ++this.#request;
    this.ask().then(
      (value) => {
        if (request !== this.#request) return;
        this.value = value;
        this.gone = false;
      },
      (error: unknown) => {
        if (request !== this.#request) return;
        if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'notFound') this.gone = true;
        else {
          // Asked again with the next change, or by whoever comes back.
          this.#readAt = '';
          failed(error);
        }
      },
    );
  }
}

/** The answer this page is about, as it was when the place was left. Called while the page is set up. */
export function answerHere<T>(attune: Attune, ask: () => Promise<T>, state: () => string = () => String(attune.library.revision)): Answer<T> {
  const answer = attune.places.keep('answer', () => new Answer(ask));
  $effect(() => answer.catchUp(state(), attune.notices.failed));
  return answer;
}
