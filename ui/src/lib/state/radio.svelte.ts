import type { Backend } from '../ipc/backend';
import type { RadioSettings } from '../ipc/types';
import type { Notices } from './notices.svelte';

/** Whether the queue goes on by itself, and how strictly it keeps to what it is about. */
export class Radio {
  /** `null` until the program said so. */
  settings = $state.raw<RadioSettings | null>(null);

  constructor(
    private readonly backend: Backend,
    private readonly notices: Notices,
  ) {}

  async load(): Promise<void> {
    await this.notices.attempt(this.backend.radio().then((kept) => (this.settings = kept)));
  }

  async #set(wanted: RadioSettings): Promise<void> {
    if (await this.notices.attempt(this.backend.setRadio(wanted))) this.settings = wanted;
  }

  /** Everything else stays as it was. */
  async change(wanted: Partial<RadioSettings>): Promise<void> {
    await this.#set({ on: this.on, strictness: this.strictness, stays: this.stays, ...wanted });
  }

  get on(): boolean {
    return this.settings?.on ?? false;
  }
  get strictness(): RadioSettings['strictness'] {
    return this.settings?.strictness ?? 'balanced';
  }
  /** With what was chosen, rather than following what it added itself. */
  get stays(): boolean {
    return this.settings?.stays ?? false;
  }
}
