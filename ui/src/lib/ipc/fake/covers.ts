import { hash, Random } from './random';

const DUOS: readonly (readonly [string, string, string])[] = [
  ['#1f3a3d', '#e8b66c', '#f3e7d3'],
  ['#2b2440', '#d9727e', '#f2d5c4'],
  ['#12324a', '#7fb7be', '#dff0ea'],
  ['#3b1f2b', '#db5461', '#ffd9ce'],
  ['#22311d', '#a3b565', '#eef0d5'],
  ['#e9e2d0', '#2f4858', '#c8553d'],
  ['#f0ede5', '#6a4c93', '#1982c4'],
  ['#171717', '#d6d3c9', '#8a817c'],
  ['#dfe7ec', '#31445b', '#e07a5f'],
  ['#412722', '#c98b5e', '#f4d8b0'],
  ['#0f2b2e', '#3fa796', '#f5c396'],
  ['#f5dfd3', '#b3475f', '#3d2c3e'],
];

/** Cover art drawn from the hash alone: a handful of printed-looking shapes, as an SVG data address. */
export function coverArt(coverHash: string): string {
  const random = new Random(hash(coverHash));
  const [ground, shape, light] = random.pick(DUOS);
  const art = [rings, horizon, bars, moon, waves, grid][random.int(0, 5)] ?? rings;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300" viewBox="0 0 100 100"><rect width="100" height="100" fill="${ground}"/>${art(random, shape, light)}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

type Art = (random: Random, shape: string, light: string) => string;

const rings: Art = (random, shape, light) => {
  const x = random.int(25, 75);
  const y = random.int(30, 70);
  let out = '';
  for (let r = 44; r > 4; r -= 8) {
    out += `<circle cx="${x}" cy="${y}" r="${r}" fill="none" stroke="${shape}" stroke-width="2.4"/>`;
  }
  return `${out}<circle cx="${x}" cy="${y}" r="5" fill="${light}"/>`;
};

const horizon: Art = (random, shape, light) => {
  const y = random.int(48, 66);
  return `<circle cx="${random.int(30, 70)}" cy="${y - 8}" r="${random.int(14, 24)}" fill="${light}"/><rect y="${y}" width="100" height="${100 - y}" fill="${shape}"/><rect y="${y + 10}" width="100" height="1.6" fill="${light}" opacity=".55"/><rect y="${y + 18}" width="100" height="1" fill="${light}" opacity=".35"/>`;
};

const bars: Art = (random, shape, light) => {
  let out = '';
  for (let i = 0; i < 9; i++) {
    const h = random.int(14, 78);
    out += `<rect x="${9 + i * 9.4}" y="${50 - h / 2}" width="5" height="${h}" rx="2.5" fill="${i % 4 === 1 ? light : shape}"/>`;
  }
  return out;
};

const moon: Art = (random, shape, light) => {
  const x = random.int(35, 65);
  return `<circle cx="${x}" cy="46" r="30" fill="${shape}"/><circle cx="${x + 13}" cy="40" r="27" fill="${light}" opacity=".92"/>`;
};

const waves: Art = (random, shape, light) => {
  let out = '';
  for (let i = 0; i < 7; i++) {
    const y = 20 + i * 11;
    const a = random.int(4, 16);
    out += `<path d="M-5 ${y}C20 ${y - a} 35 ${y + a} 55 ${y}S90 ${y - a} 110 ${y}" fill="none" stroke="${i === 3 ? light : shape}" stroke-width="3.4"/>`;
  }
  return out;
};

const grid: Art = (random, shape, light) => {
  let out = '';
  for (let i = 0; i < 16; i++) {
    const x = 12 + (i % 4) * 20;
    const y = 12 + Math.floor(i / 4) * 20;
    const fill = random.chance(0.2) ? light : shape;
    if (random.chance(0.5)) out += `<circle cx="${x + 8}" cy="${y + 8}" r="8" fill="${fill}"/>`;
    else out += `<path d="M${x} ${y}h16v16a16 16 0 0 1-16-16z" fill="${fill}"/>`;
  }
  return out;
};
