import type { Backend } from '../ipc/backend';
import type { FailureRow, JobsView } from '../ipc/types';
import type { Notices } from './notices.svelte';

/** A scan of broken files fails many times a second: their list is asked for at most this often. */
const RELOAD_MS = 1000;

/** Background work as the program tells it, and, while someone looks at them, the files that failed. */
export class Jobs {
  view = $state.raw<JobsView>({ scan: null, analysis: null, settled: false, failed: 0 });
  failures = $state.raw<FailureRow[]>([]);
  /** The details stand open over the window. */
  open = $state(false);
  #watched = false;
  #loading = false;
  #stale = false;
  /** Ends the pause before the next question. */
  #hurry: () => void = () => {};

  constructor(
    readonly backend: Backend,
    readonly notices: Notices,
  ) {}

  apply(view: JobsView): void {
    const failuresChanged = view.failed !== this.view.failed;
    this.view = view;
    if (failuresChanged) void this.#loadFailures();
  }

  /** Keeps the list of failures up to date until the returned function is called. */
  watchFailures(): () => void {
    this.#watched = true;
    void this.#loadFailures();
    this.#hurry();
    return () => (this.#watched = false);
  }

  /** One at a time: what changes before the next one may be asked is covered by it. */
  async #loadFailures(): Promise<void> {
    this.#stale = true;
    if (this.#loading || !this.#watched) return;
    this.#loading = true;
    while (this.#stale && this.#watched) {
      this.#stale = false;
      await this.notices.attempt(this.backend.failures().then((failures) => (this.failures = failures)));
      await new Promise<void>((resolve) => {
        this.#hurry = resolve;
        setTimeout(resolve, RELOAD_MS);
      });
    }
    this.#loading = false;
  }

  setPaused(paused: boolean): void {
    void this.notices.attempt(this.backend.setAnalysisPaused(paused));
  }
  async retry(): Promise<void> {
    if (!(await this.notices.attempt(this.backend.retryFailures()))) return;
    void this.#loadFailures();
    this.#hurry();
  }
}
