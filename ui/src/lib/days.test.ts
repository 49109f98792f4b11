import { afterEach, expect, test } from 'vitest';
import { day, language, number, regionalLocale, type Locale } from '../i18n/index.svelte';
import { dayName, timeOfDay } from './days';

const EVENING = new Date(2026, 10, 3, 20, 51).getTime();
const LATER = new Date(2026, 11, 24).getTime();
/** Spaces that hold together differ from one version of the data to the next. */
const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');

afterEach(() => {
  language.locale = 'en';
  language.wanted = [];
});

test.each<[Locale, string[], string]>([
  ['en', ['en-GB', 'en-US'], 'en-GB'],
  ['en', ['de-DE', 'en-IN'], 'en-IN'],
  ['zh-CN', ['zh-TW', 'zh'], 'zh-TW'],
  ['ru', ['en-GB', 'de'], 'ru'],
  ['en', [], 'en'],
  ['en', ['en_US.UTF-8', 'C', 'en-US@posix', 'en-AU'], 'en-AU'],
])('a window in %s for a listener who reads %j writes dates as in %s', (locale, wanted, regional) => {
  expect(regionalLocale(locale, wanted)).toBe(regional);
});

test.each<[Locale, string[], string[]]>([
  ['en', ['en-US'], ['Nov 3, 2026', '8:51 PM', 'Tuesday, November 3', '1,234,567']],
  ['en', ['en-GB'], ['3 Nov 2026', '20:51', 'Tuesday 3 November', '1,234,567']],
  ['en', ['en-IN'], ['3 Nov 2026', '8:51 pm', 'Tuesday, 3 November', '12,34,567']],
  ['ru', ['en-GB'], ['3 нояб. 2026 г.', '20:51', 'Вторник, 3 ноября', '1 234 567']],
])('a window in %s for a listener who reads %j', (locale, wanted, said) => {
  language.locale = locale;
  language.wanted = wanted;
  expect([day(EVENING), timeOfDay(EVENING), dayName(EVENING, LATER), number(1_234_567)].map(plain)).toEqual(said);
});
