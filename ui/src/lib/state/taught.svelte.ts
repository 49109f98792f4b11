import { t } from '../../i18n/index.svelte';
import type { Backend } from '../ipc/backend';
import type { FeedbackRow } from '../ipc/contract';
import type { Notices } from './notices.svelte';

/** What the listener told the program to play less or not at all, and the way to take each back. */
export class Taught {
  rows = $state.raw<FeedbackRow[] | null>(null);

  constructor(
    readonly backend: Backend,
    readonly notices: Notices,
  ) {}

  async load(): Promise<void> {
    await this.notices.attempt(this.backend.listFeedback().then((rows) => (this.rows = rows)));
  }
  async takeBack(row: FeedbackRow): Promise<void> {
    if (!(await this.notices.attempt(this.backend.setFeedback([row.track.id], null)))) return;
    this.rows = (this.rows ?? []).filter((other) => other !== row);
    this.notices.say(t('takenBack', { title: row.track.title }), {
      label: t('undo'),
      run: () => void this.notices.attempt(this.backend.setFeedback([row.track.id], row.feedback)).then(() => this.load()),
    });
  }
}
