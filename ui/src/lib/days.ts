import { language, t } from '../i18n/index.svelte';
import { localDay } from './clock';

const DAY_MS = 86_400_000;

function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(language.regional, options);
}

/** "Today", "Yesterday", "Monday 16 November", and with its year what is not of this one. */
export function dayName(at: number, now: number): string {
  const day = localDay(new Date(at));
  if (day === localDay(new Date(now))) return t('today');
  if (day === localDay(new Date(new Date(now).setHours(12, 0, 0, 0) - DAY_MS))) return t('yesterday');
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  const name = format({ weekday: 'long', day: 'numeric', month: 'long', ...(sameYear ? {} : { year: 'numeric' }) }).format(at);
  return name.charAt(0).toLocaleUpperCase(language.locale) + name.slice(1);
}

/** As `dayName`, in few letters: "Today", "Mon 16 Nov". */
export function dayNameShort(at: number, now: number): string {
  const name = dayName(at, now);
  return name === t('today') || name === t('yesterday') ? name : format({ weekday: 'short', day: 'numeric', month: 'short' }).format(at);
}

/** "16 Nov", for axes and tables. */
export function shortDay(at: number): string {
  return format({ day: 'numeric', month: 'short' }).format(at);
}
export function monthName(at: number): string {
  return format({ month: 'short' }).format(at);
}
export function timeOfDay(at: number): string {
  return format({ hour: 'numeric', minute: '2-digit' }).format(at);
}
/** An hour of the day, 0 to 23, as clocks there write it. */
export function hourName(hour: number): string {
  return format({ hour: 'numeric', minute: '2-digit' }).format(new Date(2024, 0, 1, hour));
}
/** 0 is Monday. The first of January 2024 was one. */
export function weekdayName(index: number, weekday: 'short' | 'long'): string {
  return format({ weekday }).format(new Date(2024, 0, 1 + index));
}
/** Noon of a day named `YYYY-MM-DD`, where the listener is. */
export function noonOf(day: string): number {
  return new Date(`${day}T12:00:00`).getTime();
}
