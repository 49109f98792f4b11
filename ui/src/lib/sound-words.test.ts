import { expect, test } from 'vitest';
import type { Signal } from './ipc/types';
import { crossfadeText, decibels, frequency, presetName, signalText } from './sound-words';

const CD: Signal = { codec: 'FLAC', fileRate: 44_100, bits: 16, channels: 2, deviceRate: 48_000, gainDb: -6.2, gainFrom: 'measured', held: false, equalizer: true, limited: false, exact: false };

test('the signal path is said in words', () => {
  expect(signalText(CD)).toBe('FLAC 44.1 kHz\u00a0· 16 bit → 48 kHz, resampled\u00a0· −6.2\u00a0dB (measured)\u00a0· equaliser');
  expect(signalText({ ...CD, deviceRate: 44_100, gainDb: null, gainFrom: null, equalizer: false, exact: true })).toBe('FLAC 44.1 kHz\u00a0· 16 bit → 44.1 kHz, bit for bit');
  expect(signalText({ ...CD, codec: 'MP3', bits: null, channels: 1, deviceRate: 44_100, gainDb: 1.04, gainFrom: 'tags', equalizer: false })).toBe('MP3 44.1 kHz\u00a0· mono → 44.1 kHz\u00a0· +1\u00a0dB (from tags)');
  expect(signalText({ ...CD, channels: 6, gainDb: -3, gainFrom: null, equalizer: false })).toBe('FLAC 44.1 kHz\u00a0· 16 bit\u00a0· 6 channels → 48 kHz, resampled\u00a0· −3\u00a0dB');
  expect(signalText({ ...CD, deviceRate: 44_100, gainDb: null, gainFrom: null, equalizer: false, exact: true }, 0.8)).toBe('FLAC 44.1 kHz\u00a0· 16 bit → 44.1 kHz\u00a0· volume −5.8\u00a0dB');
  expect(signalText({ ...CD, gainDb: 2, held: true, limited: true })).toBe('FLAC 44.1 kHz\u00a0· 16 bit → 48 kHz, resampled\u00a0· +2\u00a0dB (measured)\u00a0· held back by the peak\u00a0· equaliser\u00a0· peaks limited');
  expect(signalText({ ...CD, deviceRate: 44_100, gainDb: null, gainFrom: null, equalizer: false }, 1, 3000)).toMatch(/44\.1 kHz\u00a0· crossfade 3 s$/);
  expect(signalText({ ...CD, gainFrom: 'assumed', equalizer: false })).toMatch(/\(assumed\)$/);
});

test('levels, bands and lengths are short', () => {
  expect([-0.04, 0, 3.5, -12].map(decibels)).toEqual(['0\u00a0dB', '0\u00a0dB', '+3.5\u00a0dB', '−12\u00a0dB']);
  expect([31, 500, 1000, 16_000].map(frequency)).toEqual(['31 Hz', '500 Hz', '1 kHz', '16 kHz']);
  expect([0, 500, 12_000].map(crossfadeText)).toEqual(['Off', '0.5 s', '12 s']);
});

test('a preset of another version keeps its name', () => {
  expect([presetName('hipHop'), presetName('toString'), presetName('Kitchen')]).toEqual(['Hip hop', 'toString', 'Kitchen']);
});
