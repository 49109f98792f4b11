/** Says once that what the window asked for first is drawn: nothing is being waited for, and two frames have passed. */
export class FirstFrame {
  #waiting = 0;
  #told = false;

  constructor(
    private readonly nextFrame: (frame: () => void) => void,
    private readonly tell: () => void,
  ) {}

  /** A question; call what it returns when it is answered. */
  asked(): () => void {
    this.#waiting += 1;
    return () => {
      this.#waiting -= 1;
      // The first frame draws the answer, the second one comes when that is on the screen.
      if (this.#isQuiet()) this.nextFrame(() => this.nextFrame(() => this.#drawn()));
    };
  }

  #isQuiet(): boolean {
    return this.#waiting === 0 && !this.#told;
  }

  #drawn(): void {
    if (!this.#isQuiet()) return;
    this.#told = true;
    this.tell();
  }
}
