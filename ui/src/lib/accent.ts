/** A colour by hue (degrees) and chroma in OKLCH; its lightness is the theme's business. */
export type Accent = { hue: number; chroma: number };

/** Copper: what the window wears when no cover says otherwise. */
export const HOUSE_ACCENT: Accent = { hue: 44, chroma: 0.12 };
/**
 * With the lightness fixed by the theme and chroma kept at or below this, text in the accent reaches AA on every
 * surface at every hue; `accent.test.ts` walks the circle.
 */
export const MAX_CHROMA = 0.13;
const MIN_CHROMA = 0.07;
/** Duller than this is grey: black-and-white covers keep the house colour. */
const GREY = 0.035;
const SIDE = 24;
const BINS = 24;

function linear(channel: number): number {
  const c = channel / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
}

/** sRGB (0 to 255) to OKLCH, after Ottosson 2020. */
export function oklch(red: number, green: number, blue: number): { lightness: number; chroma: number; hue: number } {
  const [r, g, b] = [linear(red), linear(green), linear(blue)];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const bb = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  return {
    lightness: 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    chroma: Math.hypot(a, bb),
    hue: ((Math.atan2(bb, a) * 180) / Math.PI + 360) % 360,
  };
}

/** The hue that carries most colour in the picture; null for a grey one. `pixels` are RGBA bytes. */
export function accentOf(pixels: Uint8ClampedArray): Accent | null {
  const weight = new Float64Array(BINS);
  const sums = Array.from({ length: BINS }, () => ({ x: 0, y: 0, chroma: 0 }));
  for (let i = 0; i + 3 < pixels.length; i += 4) {
    const colour = oklch(pixels[i] as number, pixels[i + 1] as number, pixels[i + 2] as number);
    if (colour.chroma < GREY) continue;
    // Near black and near white, hue is noise.
    const w = colour.chroma * Math.max(0, 1 - Math.abs(colour.lightness - 0.6) * 1.6);
    const bin = Math.floor((colour.hue / 360) * BINS) % BINS;
    const radians = (colour.hue * Math.PI) / 180;
    const sum = sums[bin] as (typeof sums)[number];
    weight[bin] = (weight[bin] as number) + w;
    sum.x += Math.cos(radians) * w;
    sum.y += Math.sin(radians) * w;
    sum.chroma += colour.chroma * w;
  }
  const best = weight.indexOf(Math.max(...weight));
  const total = weight[best] as number;
  if (total === 0) return null;
  const { x, y, chroma } = sums[best] as (typeof sums)[number];
  const hue = ((Math.atan2(y, x) * 180) / Math.PI + 360) % 360;
  return { hue, chroma: Math.min(MAX_CHROMA, Math.max(MIN_CHROMA, chroma / total)) };
}

/** Reads a cover. Null when it cannot be read; the window then keeps the house colour. */
export async function accentOfCover(url: string): Promise<Accent | null> {
  const image = new Image(SIDE, SIDE);
  image.crossOrigin = 'anonymous';
  image.src = url;
  try {
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = SIDE;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (!context) return null;
    context.drawImage(image, 0, 0, SIDE, SIDE);
    return accentOf(context.getImageData(0, 0, SIDE, SIDE).data);
  } catch {
    return null;
  }
}
