import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { language, WORDS, word, type Locale } from './index.svelte';

type Manifest = { genres: string[]; tags: string[] };
const { genres, tags } = JSON.parse(readFileSync('../models/ear.json', 'utf8')) as Manifest;
const known = [...genres, ...tags];

function inLocale<T>(locale: Locale, say: () => T): T {
  const before = language.locale;
  language.locale = locale;
  try {
    return say();
  } finally {
    language.locale = before;
  }
}

test.each(['ru', 'zh-CN'] as const)('every word of the network is said in %s, and no other is listed', (locale) => {
  expect(known.length).toBeGreaterThan(50);
  expect(Object.keys(WORDS[locale]).sort()).toEqual([...known].sort());
  const script = locale === 'ru' ? /^[а-яё -]+$/ : /^\p{Script=Han}+$/u;
  for (const name of known) expect(inLocale(locale, () => word(name)), name).toMatch(script);
});

test('English says what the network says, and so does any language of a word it does not know', () => {
  expect(known.map((name) => inLocale('en', () => word(name)))).toEqual(known);
  expect(inLocale('ru', () => [word('vaporwave'), word('constructor')])).toEqual(['vaporwave', 'constructor']);
});
