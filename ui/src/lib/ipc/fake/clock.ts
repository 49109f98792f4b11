/** The player's clock: a position that runs on its own between anchors, and a call at the end of the track. */
export class PlayerClock {
  #anchorMs = 0;
  #anchorAt = 0;
  #running = false;
  #durationMs = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly onEnd: () => void) {}

  get running(): boolean {
    return this.#running;
  }

  position(): number {
    const since = this.#running ? performance.now() - this.#anchorAt : 0;
    return Math.min(this.#durationMs, Math.round(this.#anchorMs + since));
  }

  set(positionMs: number, durationMs: number, running: boolean): void {
    this.#anchorMs = Math.max(0, Math.min(positionMs, durationMs));
    this.#anchorAt = performance.now();
    this.#durationMs = durationMs;
    this.#running = running;
    clearTimeout(this.#timer);
    if (running) this.#timer = setTimeout(this.onEnd, durationMs - this.#anchorMs);
  }
}
