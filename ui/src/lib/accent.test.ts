import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { accentOf, MAX_CHROMA, oklch } from './accent';

type Rgb = [number, number, number];

/** OKLCH to linear sRGB, clipped to the gamut as a browser clips it. */
function linearRgb(lightness: number, chroma: number, hue: number): Rgb {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (x: number): number => Math.min(1, Math.max(0, x));
  return [
    clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}
const luminance = ([r, g, b]: Rgb): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;
function contrast(one: Rgb, other: Rgb): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const gamma = (x: number): number => (x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055);
const linear = (x: number): number => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
/** A translucent colour over a surface, mixed as browsers mix: in sRGB with its gamma. */
function over(top: Rgb, share: number, ground: Rgb): Rgb {
  return top.map((x, i) => linear(gamma(x) * share + gamma(ground[i] as number) * (1 - share))) as Rgb;
}

const css = readFileSync('src/app.css', 'utf8');
const [light, dark] = css.split(":root[data-theme='dark']") as [string, string];

describe.each([
  ['light', light],
  ['dark', dark],
])('%s', (_name, theme) => {
  const plain = (token: string): Rgb => {
    const [l, c, h] = (theme.match(new RegExp(`--${token}: oklch\\(([\\d.]+) ([\\d.]+) ([\\d.]+)\\)`)) ?? []).slice(1).map(Number);
    if (l === undefined || c === undefined || h === undefined) throw new Error(`no --${token}`);
    return c === 0 ? linearRgb(l, 0, 0) : linearRgb(l, c, h);
  };
  const accentLightness = Number(theme.match(/--accent: oklch\(([\d.]+) /)?.[1]);
  const tint = Number(theme.match(/--accent-mid: .*\/ ([\d.]+)\)/)?.[1]);
  const surfaces = [plain('ground'), plain('surface')];

  test('text in the accent, and on it, reaches AA at every hue', () => {
    for (let hue = 0; hue < 360; hue += 3) {
      for (const chroma of [0.05, 0.09, MAX_CHROMA]) {
        const accent = linearRgb(accentLightness, chroma, hue);
        for (const surface of surfaces) {
          expect(contrast(accent, surface), `hue ${hue}`).toBeGreaterThanOrEqual(4.5);
          expect(contrast(accent, over(accent, tint, surface)), `hue ${hue} on its own tint`).toBeGreaterThanOrEqual(4.5);
          expect(contrast(plain('ink-2'), over(accent, tint, surface)), `quiet text on hue ${hue}`).toBeGreaterThanOrEqual(4.5);
        }
        expect(contrast(accent, plain('on-accent')), `on hue ${hue}`).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  test('every shade of text reaches AA on every surface', () => {
    for (const text of ['ink', 'ink-2', 'ink-3', 'warning']) {
      for (const surface of ['ground', 'surface', 'raised']) {
        expect(contrast(plain(text), plain(surface)), `${text} on ${surface}`).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  test('every colour of points is seen on every surface, and no two are the same', () => {
    const names = [...Array.from({ length: 10 }, (_, at) => `map-${at + 1}`), 'map-other'];
    for (const name of names) {
      for (const surface of ['ground', 'surface', 'raised']) {
        expect(contrast(plain(name), plain(surface)), `${name} on ${surface}`).toBeGreaterThanOrEqual(3);
      }
    }
    expect(new Set(names.map((name) => plain(name).join())).size).toBe(names.length);
  });
});

test('a colour turns into OKLCH as published', () => {
  // Reference values for sRGB red from CSS Color 4.
  const red = oklch(255, 0, 0);
  expect(red.lightness).toBeCloseTo(0.628, 3);
  expect(red.chroma).toBeCloseTo(0.2577, 3);
  expect(red.hue).toBeCloseTo(29.23, 1);
});

test('the accent is the hue that carries most colour, and grey covers have none', () => {
  const picture = (...pixels: [Rgb, number][]): Uint8ClampedArray =>
    new Uint8ClampedArray(pixels.flatMap(([rgb, count]) => Array.from({ length: count }, () => [...rgb, 255]).flat()));
  expect(accentOf(picture([[128, 128, 128], 90], [[250, 250, 250], 10]))).toBeNull();
  const teal = accentOf(picture([[20, 20, 20], 60], [[40, 150, 140], 30], [[200, 60, 60], 4]));
  expect(teal?.hue).toBeGreaterThan(170);
  expect(teal?.hue).toBeLessThan(200);
  expect(teal?.chroma).toBeLessThanOrEqual(MAX_CHROMA);
});
