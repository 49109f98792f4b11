import { genresRu } from './genres.ru';
import { genresZhCN } from './genres.zh-CN';
import { en } from './en';
import { fill, type Catalogue, type MessageKey, type Values } from './messages';
import { ru } from './ru';
import { wordsRu } from './words.ru';
import { wordsZhCN } from './words.zh-CN';
import { zhCN } from './zh-CN';

export const LOCALES = { en: 'English', 'zh-CN': '简体中文', ru: 'Русский' } as const;
export type Locale = keyof typeof LOCALES;

export const catalogues: Record<Locale, Catalogue> = { en, 'zh-CN': zhCN, ru };
/** Words of the network (`models/ear.json`), which speaks English. */
export const WORDS: Record<Locale, Readonly<Record<string, string>>> = { en: {}, 'zh-CN': wordsZhCN, ru: wordsRu };
/** Genres as tags name them, whatever their case: the common ones, and the words of the network. */
const lowered = (words: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(words).map(([name, said]) => [name.toLowerCase(), said]));
const GENRES: Record<Locale, ReadonlyMap<string, string>> = {
  en: new Map(),
  'zh-CN': lowered({ ...wordsZhCN, ...genresZhCN }),
  ru: lowered({ ...wordsRu, ...genresRu }),
};

const languageOf = (tag: string): string | undefined => tag.toLowerCase().split('-')[0];

/** The nearest language to what the system asks for. */
export function preferredLocale(wanted: readonly string[]): Locale {
  for (const tag of wanted) {
    const language = languageOf(tag);
    if (language === 'zh') return 'zh-CN';
    if (language === 'ru') return 'ru';
    if (language === 'en') return 'en';
  }
  return 'en';
}

function isKnown(tag: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    // Systems hand on what is in their settings, which need not be a tag at all.
    return false;
  }
}
/** Where the system says the listener is, as far as it speaks the language of the window: English in Europe has other dates than in America. */
export function regionalLocale(locale: Locale, wanted: readonly string[]): string {
  return wanted.find((tag) => languageOf(tag) === languageOf(locale) && isKnown(tag)) ?? locale;
}

class Language {
  /** What the window is written in. */
  locale = $state<Locale>('en');
  /** What the system asks for, the most wanted first. */
  wanted = $state.raw<readonly string[]>([]);
  /** How dates, the clock and numbers are written. */
  regional = $derived(regionalLocale(this.locale, this.wanted));
  plurals = $derived(new Intl.PluralRules(this.locale));
  numbers = $derived(new Intl.NumberFormat(this.regional));
  plain = new Intl.NumberFormat('en', { useGrouping: false });
}

export const language = new Language();

/** The message in the listener's language. */
export function t<Key extends MessageKey>(key: Key, ...[values]: Values<Key>): string {
  return fill(catalogues[language.locale][key], values ?? {}, language.plurals, language.numbers);
}

/** A word of the network in the listener's language; one that is not known stands as it is. */
export function word(name: string): string {
  const words = WORDS[language.locale];
  return Object.hasOwn(words, name) ? (words[name] as string) : name;
}

/** A genre in the listener's language, as a name; one that is not known stands as it is. */
export function genre(name: string): string {
  const said = GENRES[language.locale].get(name.toLowerCase());
  return said === undefined ? name : said.charAt(0).toLocaleUpperCase(language.locale) + said.slice(1);
}

export function number(value: number): string {
  return language.numbers.format(value);
}

/** A share as it is written where the listener is: "85%", "85 %". */
export function percent(value: number): string {
  return new Intl.NumberFormat(language.regional, { style: 'percent' }).format(value / 100);
}

/** A day as it is written where the listener is. */
export function day(at: number): string {
  return new Intl.DateTimeFormat(language.regional, { year: 'numeric', month: 'short', day: 'numeric' }).format(at);
}

type Unit = 'hour' | 'minute' | 'second' | 'day' | 'month' | 'year';

function unit(value: number, name: Unit, unitDisplay: 'short' | 'long'): string {
  return new Intl.NumberFormat(language.locale, { style: 'unit', unit: name, unitDisplay }).format(value);
}

/** "2 h 14 min", "45 min", "30 sec": rounded for reading, not for counting. */
export function span(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (ms < 59_500) return unit(Math.max(1, Math.round(ms / 1000)), 'second', 'short');
  if (minutes < 60) return unit(minutes, 'minute', 'short');
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return unit(Math.round(hours / 24), 'day', 'long');
  const rest = minutes % 60;
  return rest === 0 ? unit(hours, 'hour', 'short') : `${unit(hours, 'hour', 'short')} ${unit(rest, 'minute', 'short')}`;
}

/** "3 weeks ago" without the "ago": days, months or years, whichever reads best. */
export function daysSpan(days: number): string {
  if (days < 60) return unit(days, 'day', 'long');
  if (days < 700) return unit(Math.round(days / 30.4), 'month', 'long');
  return unit(Math.round(days / 365), 'year', 'long');
}
