import { language, LOCALES, preferredLocale, type Locale } from '../../i18n/index.svelte';
import { isPlace, type Place } from './places.svelte';

export type Theme = 'system' | 'light' | 'dark';
export type Panel = 'queue' | 'similar' | 'dailyMix' | 'folders' | 'playlists' | 'playlistSimilar' | 'earlier';
type Saved = {
  theme: Theme;
  locale: Locale | null;
  folded: Panel[];
  coverAccent: boolean;
  showRemaining: boolean;
  lastVolume: number;
  lastPlace: Place | null;
  /** How lists are arranged, by what each is called. */
  views: Readonly<Record<string, unknown>>;
};

const KEY = 'attune.settings';
const DEFAULTS: Saved = {
  theme: 'system',
  locale: null,
  folded: [],
  coverAccent: true,
  showRemaining: true,
  lastVolume: 0.8,
  lastPlace: null,
  views: {},
};

function load(storage: Storage): Saved {
  try {
    const saved: unknown = JSON.parse(storage.getItem(KEY) ?? '{}');
    return typeof saved === 'object' && saved !== null ? { ...DEFAULTS, ...saved } : DEFAULTS;
  } catch {
    return DEFAULTS;
  }
}

/** How this window looks. The program's own settings live in the program. */
export class Settings {
  #saved: Saved;
  #storage: Storage;

  constructor(storage: Storage, wantedLanguages: readonly string[]) {
    this.#storage = storage;
    this.#saved = $state(load(storage));
    const known = this.#saved.locale !== null && this.#saved.locale in LOCALES;
    language.wanted = wantedLanguages;
    language.locale = known ? (this.#saved.locale as Locale) : preferredLocale(wantedLanguages);
  }

  get theme(): Theme {
    return this.#saved.theme;
  }
  set theme(theme: Theme) {
    this.#save({ theme });
  }
  get locale(): Locale {
    return language.locale;
  }
  set locale(locale: Locale) {
    language.locale = locale;
    this.#save({ locale });
  }
  get coverAccent(): boolean {
    return this.#saved.coverAccent;
  }
  set coverAccent(coverAccent: boolean) {
    this.#save({ coverAccent });
  }
  get showRemaining(): boolean {
    return this.#saved.showRemaining;
  }
  set showRemaining(showRemaining: boolean) {
    this.#save({ showRemaining });
  }
  /** What unmuting returns to. */
  get lastVolume(): number {
    return this.#saved.lastVolume;
  }
  set lastVolume(lastVolume: number) {
    this.#save({ lastVolume });
  }

  /** Where the window was when it was closed. */
  get lastPlace(): Place | null {
    // A store written by another version may name a place that is no more.
    return isPlace(this.#saved.lastPlace) ? this.#saved.lastPlace : null;
  }
  set lastPlace(lastPlace: Place) {
    this.#save({ lastPlace });
  }

  /** How the listener arranged something: columns, the order of albums, the size of covers. */
  view<T>(name: string, otherwise: T): T {
    return (this.#saved.views[name] as T | undefined) ?? otherwise;
  }
  setView(name: string, view: unknown): void {
    this.#save({ views: { ...this.#saved.views, [name]: view } });
  }

  isFolded(panel: Panel): boolean {
    return this.#saved.folded.includes(panel);
  }
  toggleFolded(panel: Panel): void {
    const others = this.#saved.folded.filter((name) => name !== panel);
    this.#save({ folded: this.isFolded(panel) ? others : [...others, panel] });
  }

  #save(change: Partial<Saved>): void {
    this.#saved = { ...this.#saved, ...change };
    try {
      this.#storage.setItem(KEY, JSON.stringify(this.#saved));
    } catch {
      // A full or forbidden store costs only the memory of the choice.
    }
  }
}
