import type { Player } from './player.svelte';

/** While the pointer drags, what is heard follows this often at most. */
const FOLLOW_MS = 80;

/** The position in the hand of the listener: seen at once, heard along the way, and taken back if it is let go of with Escape. */
export class Scrub {
  /** Where the hand holds the position; null while nobody does. */
  held = $state<number | null>(null);
  #from = 0;
  #itemId: number | null = null;
  #sent: number | null = null;
  #over = false;
  #running = false;
  /** Ends the wait for the next turn. */
  #wake: () => void = () => {};

  constructor(readonly player: Player) {}

  move(positionMs: number): void {
    if (this.held === null || this.#over) this.#begin();
    if (this.#gone) return;
    this.held = positionMs;
    void this.#follow();
  }
  letGo(positionMs: number): void {
    // A key moves it without a hand.
    if (this.held === null) return void this.player.seek(positionMs);
    this.#end(positionMs);
  }
  cancel(): void {
    if (this.held !== null) this.#end(this.#from);
  }

  #begin(): void {
    this.#from = this.player.position;
    this.#itemId = this.player.state.itemId;
    this.#sent = null;
    this.#over = false;
  }
  /** Another track has begun under the hand: its position is not this one's. */
  get #gone(): boolean {
    return this.player.state.itemId !== this.#itemId;
  }
  #end(positionMs: number): void {
    this.#over = true;
    if (this.#gone) this.held = null;
    else this.held = positionMs;
    this.#wake();
    void this.#follow();
  }

  /** One seek after another, each to where the hand is by then: the last one is where it was let go. */
  async #follow(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    while (this.held !== null && this.held !== this.#sent && !this.#gone) {
      this.#sent = this.held;
      await Promise.all([this.player.seek(this.held), this.#over ? null : this.#pause()]);
    }
    this.#running = false;
    if (this.#over || this.#gone) this.held = null;
  }
  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, FOLLOW_MS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
