import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { en } from './en';
import { catalogues, type Locale } from './index.svelte';
import { fill, type Message } from './messages';

const locales = Object.keys(catalogues) as Locale[];
const keys = Object.keys(en) as (keyof typeof en)[];
const forms = (message: Message): string[] => (typeof message === 'string' ? [message] : Object.values(message));
const placeholders = (message: Message): string[] =>
  [...new Set(forms(message).flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1] as string)))].sort();

describe.each(locales)('%s', (locale) => {
  const catalogue = catalogues[locale];
  const plurals = new Intl.PluralRules(locale);

  test('has every message of the English catalogue and no other', () => {
    expect(Object.keys(catalogue).sort()).toEqual([...keys].sort());
  });

  test.each(keys)('%s says something and names only what it is given', (key) => {
    for (const text of forms(catalogue[key])) expect(text.trim()).not.toBe('');
    const allowed = placeholders(en[key]);
    for (const name of placeholders(catalogue[key])) expect(allowed).toContain(name);
  });

  test('has a form for every plural category of the language', () => {
    for (const key of keys) {
      const message = catalogue[key];
      if (typeof message === 'string') continue;
      const { pluralCategories } = plurals.resolvedOptions();
      const wanted = locale === 'zh-CN' ? ['other'] : pluralCategories;
      expect(Object.keys(message).sort(), key).toEqual([...wanted].sort());
    }
  });
});

test('Russian counts decline', () => {
  const say = (count: number): string =>
    fill(catalogues.ru.trackCount, { count }, new Intl.PluralRules('ru'), new Intl.NumberFormat('ru'));
  expect([1, 2, 5, 11, 21, 104].map(say)).toEqual(['1 трек', '2 трека', '5 треков', '11 треков', '21 трек', '104 трека']);
});

test('Russian says 21 tracks as a number, not as the one track it ends in', () => {
  const say = (count: number): string =>
    fill(catalogues.ru.tracksPlayNext, { count }, new Intl.PluralRules('ru'), new Intl.NumberFormat('ru'));
  expect([2, 5, 21].map(say)).toEqual(['Следующими сыграют 2 трека', 'Следующими сыграют 5 треков', 'Следующим сыграет 21 трек']);
});

test('a value is text and is not read again for placeholders', () => {
  const text = fill('Like {title}', { title: '{count} <b>' }, new Intl.PluralRules('en'), new Intl.NumberFormat('en'));
  expect(text).toBe('Like {count} <b>');
});

test('every message is used somewhere', () => {
  const source = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(svelte|ts)$/.test(name) && !name.startsWith('i18n'))
    .map((name) => readFileSync(join('src', name), 'utf8'))
    .join('\n');
  // Written out as t('key'): a name in quotes alone may be anything, such as the kind of a source.
  const used = new Set([...source.matchAll(/\bt\(\s*'(\w+)'/g)].map((match) => match[1]));
  expect(keys.filter((key) => !used.has(key))).toEqual([]);
});
