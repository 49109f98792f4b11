import { describe, expect, it } from 'vitest';
import { isolated } from './isolated';

describe('a text in a sentence', () => {
  it('stands as it is while it cannot turn anything', () => {
    for (const text of ['Kites', 'Снег над депо', '雨の図書館', '', '🎵']) expect(isolated(text)).toBe(text);
  });
  it('keeps its direction to itself', () => {
    expect(isolated('עברית')).toBe('\u2068עברית\u2069');
    expect(isolated('\u202Egnp.exe')).toBe('\u2068\u202Egnp.exe\u2069');
  });
  it('cannot step out of it', () => {
    expect(isolated('a\u2069\u2069b')).toBe('\u2068\u2068\u2068a\u2069\u2069b\u2069');
    expect(isolated('a\u2067b')).toBe('\u2068a\u2067b\u2069\u2069');
    expect(isolated('\u2069a\u2066')).toBe('\u2068\u2068\u2069a\u2066\u2069\u2069');
  });
});
