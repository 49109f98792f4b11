import type { Backend } from '../ipc/backend';
import type { Notices } from './notices.svelte';

/** How long the program plays of a track; the ring on its row runs so long. */
export const PREVIEW_MS = 10_000;

/** Ten seconds of a track over the ducked music. The program says when it begins and ends. */
export class Preview {
  trackId = $state<number | null>(null);

  constructor(
    readonly backend: Backend,
    readonly notices: Notices,
  ) {}

  /** The same track again ends it. */
  toggle(trackId: number): void {
    void this.notices.attempt(this.backend.preview(trackId));
  }
  stop(): void {
    if (this.trackId !== null) void this.notices.attempt(this.backend.stopPreview());
  }
}
