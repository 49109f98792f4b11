import type { Backend } from '../ipc/backend';
import type { FailureRow, JobsView } from '../ipc/types';
import type { Notices } from './notices.svelte';

/** Background work as the program tells it, and the files that failed. */
export class Jobs {
  view = $state.raw<JobsView>({ scan: null, analysis: null, failed: 0 });
  failures = $state.raw<FailureRow[]>([]);

  constructor(
    readonly backend: Backend,
    readonly notices: Notices,
  ) {}

  async start(): Promise<void> {
    await this.notices.attempt(this.backend.jobs().then((view) => this.apply(view)));
  }
  apply(view: JobsView): void {
    const failuresChanged = view.failed !== this.view.failed;
    this.view = view;
    if (failuresChanged) void this.loadFailures();
  }
  async loadFailures(): Promise<void> {
    await this.notices.attempt(this.backend.failures().then((failures) => (this.failures = failures)));
  }
  setPaused(paused: boolean): void {
    void this.notices.attempt(this.backend.setAnalysisPaused(paused));
  }
  async retry(): Promise<void> {
    if (await this.notices.attempt(this.backend.retryFailures())) await this.loadFailures();
  }
}
