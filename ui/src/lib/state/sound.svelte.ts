import type { Backend } from '../ipc/backend';
import type { Equalizer, SoundSettings, SoundView } from '../ipc/types';
import type { Notices } from './notices.svelte';

/** A slider that is being dragged is heard this often. */
const SEND_MS = 60;

/** How it sounds. What is changed is shown at once and sent a moment later; what is refused is put back. */
export class Sound {
  view = $state.raw<SoundView | null>(null);
  equalizerOpen = $state(false);
  /** What the program holds. */
  #held: SoundSettings | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending = false;
  /** The last curve that was no preset: what a look at the presets must not cost. */
  #own: Pick<Equalizer, 'preampDb' | 'bandsDb'> | null = null;

  constructor(
    readonly backend: Backend,
    readonly notices: Notices,
  ) {}

  get settings(): SoundSettings | null {
    return this.view?.settings ?? null;
  }
  get equalizer(): Equalizer | null {
    return this.settings?.equalizer ?? null;
  }

  /** Asks anew: devices come and go. */
  load(): Promise<boolean> {
    return this.notices.attempt(
      this.backend.sound().then((view) => {
        // What is on its way to the program is newer than its answer.
        const settings = this.#busy ? this.settings : null;
        if (!settings) this.#held = view.settings;
        this.view = settings ? { ...view, settings } : view;
      }),
    );
  }
  get #busy(): boolean {
    return this.#sending || this.#timer !== undefined;
  }

  change(part: Partial<SoundSettings>): void {
    if (!this.view) return;
    this.view = { ...this.view, settings: { ...this.view.settings, ...part } };
    this.#timer ??= setTimeout(() => void this.#send(), SEND_MS);
  }
  changeEqualizer(part: Partial<Equalizer>): void {
    if (this.equalizer) this.change({ equalizer: { ...this.equalizer, ...part } });
  }
  /** A band or the preamp by hand: what stands there is no preset any more. Whoever shapes wants to hear it. */
  shape(part: Partial<Pick<Equalizer, 'preampDb' | 'bandsDb'>>): void {
    this.changeEqualizer({ ...part, preset: null, on: true });
  }
  setBand(band: number, gainDb: number): void {
    if (this.equalizer) this.shape({ bandsDb: this.equalizer.bandsDb.map((now, at) => (at === band ? gainDb : now)) });
  }
  /** Null brings the listener's own curve back, or keeps the bands as they are, as that. */
  usePreset(name: string | null): void {
    const { equalizer } = this;
    if (!equalizer) return;
    if (equalizer.preset === null) this.#own = { preampDb: equalizer.preampDb, bandsDb: equalizer.bandsDb };
    const preset = this.view?.presets.find((one) => one.name === name);
    if (preset) this.changeEqualizer({ preset: preset.name, preampDb: preset.preampDb, bandsDb: [...preset.bandsDb], on: true });
    else if (name === null) this.changeEqualizer({ ...this.#own, preset: null, on: true });
  }
  /** What the curve is called: flat is flat, whoever made it so. */
  get presetName(): string | null {
    const { equalizer } = this;
    if (!equalizer || equalizer.preset !== null) return equalizer?.preset ?? null;
    return this.view?.presets.find(({ preampDb, bandsDb }) => preampDb === equalizer.preampDb && bandsDb.every((gain, at) => gain === equalizer.bandsDb[at]))?.name ?? null;
  }
  /** Every band and the preamp at nothing; as a preset, if there is one that says so. */
  reset(): void {
    const { equalizer, view } = this;
    if (!equalizer || !view) return;
    const flat = view.presets.find(({ preampDb, bandsDb }) => preampDb === 0 && bandsDb.every((gain) => gain === 0));
    this.changeEqualizer({ preset: flat?.name ?? null, preampDb: 0, bandsDb: equalizer.bandsDb.map(() => 0) });
  }
  /** Also where nothing of sound was open yet. */
  async openEqualizer(): Promise<void> {
    if (this.view || (await this.load())) this.equalizerOpen = true;
  }

  /** One at a time, the last word of the listener each time. */
  async #send(): Promise<void> {
    this.#timer = undefined;
    const { settings } = this;
    if (!settings || this.#sending) return;
    this.#sending = true;
    const taken = await this.notices.attempt(this.backend.setSound(settings));
    this.#sending = false;
    if (taken) {
      this.#held = settings;
      // Changed again meanwhile, and its turn was taken.
      if (this.settings !== settings) this.#timer ??= setTimeout(() => void this.#send(), SEND_MS);
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.view && this.#held) this.view = { ...this.view, settings: this.#held };
  }
}
