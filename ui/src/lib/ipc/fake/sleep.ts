/** The sleep timer of the program in memory. */
export class Sleep {
  #endsAt: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly onEnd: () => void) {}

  get leftMs(): number | null {
    return this.#endsAt === null ? null : Math.max(0, Math.round(this.#endsAt - performance.now()));
  }
  set(ms: number | null): void {
    clearTimeout(this.#timer);
    this.#endsAt = ms === null ? null : performance.now() + ms;
    if (ms !== null) this.#timer = setTimeout(() => this.#ended(), ms);
  }
  #ended(): void {
    this.#endsAt = null;
    this.onEnd();
  }
}
