import { SvelteSet } from 'svelte/reactivity';
import type { Backend } from '../ipc/backend';
import type { FeedbackRow } from '../ipc/types';
import type { Notices } from './notices.svelte';

/** What the listener told the program to play less or not at all. What is taken back stays in sight, to be taught again. */
export class Taught {
  rows = $state.raw<FeedbackRow[] | null>(null);
  #takenBack = new SvelteSet<number>();

  constructor(
    readonly backend: Backend,
    readonly notices: Notices,
  ) {}

  async load(): Promise<void> {
    await this.notices.attempt(
      this.backend.listFeedback().then((rows) => {
        this.rows = rows;
        this.#takenBack.clear();
      }),
    );
  }
  isTakenBack({ track }: FeedbackRow): boolean {
    return this.#takenBack.has(track.id);
  }
  async takeBack({ track }: FeedbackRow): Promise<void> {
    if (await this.notices.attempt(this.backend.setFeedback([track.id], null))) this.#takenBack.add(track.id);
  }
  async teachAgain({ track, feedback }: FeedbackRow): Promise<void> {
    if (await this.notices.attempt(this.backend.setFeedback([track.id], feedback))) this.#takenBack.delete(track.id);
  }
}
