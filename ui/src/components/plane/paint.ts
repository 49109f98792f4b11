import { FULL, type Frame } from './frame';

/** Points as they are drawn: columns of equal length. `group` is the place of each one's ink. */
export type Dots = { x: Uint16Array; y: Uint16Array; group: Uint8Array };
/** A picture in memory: a pixel is red, green, blue and opacity, from the lowest byte on. */
export type Picture = { pixels: Uint32Array; width: number; height: number };

/** A dot as the pixels it covers, from its middle, each with how much of it: 0–256. */
export type Stamp = { dx: Int8Array; dy: Int8Array; cover: Uint16Array; reach: number };

/** So many pixels are painted in a frame; many points are drawn smaller before they are drawn late. */
const PIXELS = 1_400_000;
const [LEAST, MOST] = [1.6, 9];

/** How wide a dot is, in pixels of the page: what is seen keeps apart as long as there is room. */
export function dotWidth(count: number, zoom: number, width: number, height: number): number {
  const seen = Math.max(1, count / (zoom * zoom));
  return Math.min(MOST, Math.max(LEAST, 0.5 * Math.sqrt((width * height) / seen)));
}
/** The same in pixels of the screen, held to what can be painted in a frame. */
export function dotPixels(width: number, ratio: number, count: number): number {
  return Math.max(1.4, Math.min(width * ratio, Math.sqrt(PIXELS / Math.max(1, count))));
}

/** A round dot with a soft edge. */
export function stampOf(diameter: number): Stamp {
  const radius = diameter / 2;
  const reach = Math.ceil(radius);
  const [dx, dy, cover]: [number[], number[], number[]] = [[], [], []];
  for (let y = -reach; y <= reach; y++) {
    for (let x = -reach; x <= reach; x++) {
      const share = Math.min(1, Math.max(0, radius + 0.5 - Math.hypot(x, y)));
      if (share < 0.06) continue;
      dx.push(x);
      dy.push(y);
      cover.push(Math.round(share * 256));
    }
  }
  return { dx: Int8Array.from(dx), dy: Int8Array.from(dy), cover: Uint16Array.from(cover), reach };
}

function blend(under: number, ink: number, cover: number): number {
  // Red and blue at once: what one takes from the other is cut off again.
  const [rb, g] = [under & 0xff00ff, under & 0xff00];
  const red = (rb + (Math.imul((ink & 0xff00ff) - rb, cover) >> 8)) & 0xff00ff;
  const green = (g + (Math.imul((ink & 0xff00) - g, cover) >> 8)) & 0xff00;
  return (0xff000000 | red | green) >>> 0;
}

function press({ pixels, width, height }: Picture, stamp: Stamp, offsets: Int32Array, x: number, y: number, ink: number, strength: number): void {
  const { dx, dy, cover, reach } = stamp;
  const whole = x >= reach && y >= reach && x < width - reach && y < height - reach;
  const middle = y * width + x;
  for (let at = 0; at < offsets.length; at++) {
    if (!whole) {
      const [px, py] = [x + (dx[at] as number), y + (dy[at] as number)];
      if (px < 0 || py < 0 || px >= width || py >= height) continue;
    }
    const pixel = middle + (offsets[at] as number);
    const share = ((cover[at] as number) * strength) >> 8;
    pixels[pixel] = share >= 256 ? ink : blend(pixels[pixel] as number, ink, share);
  }
}

/** A step through all points that visits each once and far from the last: no group lies on top because it came last. */
export function strideOf(count: number): number {
  const common = (a: number, b: number): number => (b === 0 ? a : common(b, a % b));
  let stride = Math.max(1, Math.floor(count * 0.381966));
  while (common(stride, count) !== 1) stride++;
  return stride;
}

export type Look = {
  /** Inks by group. */
  inks: Uint32Array;
  ground: number;
  /** In pixels of the screen. */
  diameter: number;
  /** 0–256: how much of what lies beneath a dot is covered. */
  strength: number;
  /** The one group that is looked at; all others step back. */
  only: number | null;
};

/** Paints all points that are seen; the frame is in pixels of the picture. */
export function paint(picture: Picture, { x, y, group }: Dots, frame: Frame, look: Look): void {
  const { pixels, width, height } = picture;
  const { inks, ground, diameter, strength, only } = look;
  pixels.fill(ground);
  const count = x.length;
  if (count === 0) return;
  const stamp = stampOf(diameter);
  // Dots that touch are told apart by a hair of the ground around each.
  const hair = diameter >= 6 ? stampOf(diameter + 2) : null;
  const offsetsOf = ({ dx, dy }: Stamp): Int32Array => Int32Array.from(dx, (one, at) => (dy[at] as number) * width + one);
  const [offsets, around] = [offsetsOf(stamp), hair ? offsetsOf(hair) : null];
  const { left, bottom, across, up } = frame;
  const edge = stamp.reach + 1;
  const stride = strideOf(count);
  const passes = only === null ? [null] : [false, true];
  for (const looked of passes) {
    for (let n = 0, at = 0; n < count; n++, at = at + stride >= count ? at + stride - count : at + stride) {
      const own = group[at] as number;
      if (looked !== null && (own === only) !== looked) continue;
      const px = Math.round(left + (x[at] as number) * across);
      const py = Math.round(bottom - (y[at] as number) * up);
      if (px < -edge || py < -edge || px >= width + edge || py >= height + edge) continue;
      if (hair && around && looked !== false) press(picture, hair, around, px, py, ground, 256);
      press(picture, stamp, offsets, px, py, inks[own] as number, looked === false ? 40 : strength);
    }
  }
}

/** How many lie in each of so many steps from 0 to FULL. */
export function countsOf(column: Uint16Array, steps: number): Uint32Array {
  const counts = new Uint32Array(steps);
  for (const at of column) {
    const step = Math.min(steps - 1, Math.floor((at * steps) / (FULL + 1)));
    counts[step] = (counts[step] as number) + 1;
  }
  return counts;
}
