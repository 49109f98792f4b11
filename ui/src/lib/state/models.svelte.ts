import type { Backend } from '../ipc/backend';
import type { ModelOffer, ModelsView } from '../ipc/types';
import type { Notices } from './notices.svelte';

/** What Attune hears with, and a file that was chosen but not yet accepted. */
export class Models {
  view = $state.raw<ModelsView | null>(null);
  offer = $state.raw<ModelOffer | null>(null);
  /** The desktop's chooser is open. */
  choosing = $state(false);
  /** A file is being copied, or a model loaded: it takes a second or two. */
  busy = $state(false);

  constructor(
    readonly backend: Backend,
    readonly notices: Notices,
  ) {}

  load(): Promise<void> {
    return this.#after(Promise.resolve());
  }
  async choose(): Promise<void> {
    this.choosing = true;
    await this.notices.attempt(this.backend.chooseModel().then((offer) => (this.offer = offer)));
    this.choosing = false;
  }
  /** The licence of the offered file is accepted. */
  async accept(): Promise<void> {
    const { offer } = this;
    this.offer = null;
    if (offer) await this.#after(this.backend.addModel(offer.key, true));
  }
  async use(name: string | null): Promise<void> {
    await this.#after(this.backend.useModel(name));
  }
  async remove(name: string): Promise<void> {
    await this.#after(this.backend.removeModel(name));
  }

  async #work(command: Promise<unknown>): Promise<void> {
    this.busy = true;
    await this.notices.attempt(command);
    this.busy = false;
  }
  /** Asks anew what there is, also when the command failed: what was copied before is there. */
  async #after(command: Promise<unknown>): Promise<void> {
    await this.#work(command);
    await this.notices.attempt(this.backend.models().then((view) => (this.view = view)));
  }
}
