import { disguise, hostileSeeds } from './hostile-library';
import { hash, Random } from './random';
import type { TrackRow } from '../types';

export type Kind = '0' | '20' | '100000' | 'hostile';

/** Where a track lies: eight numbers that stand for how it sounds. */
export type Sound = Float32Array;

export type Library = { tracks: TrackRow[]; sounds: Sound[]; tempos: number[] };

export type Seed = readonly [artist: string, album: string, year: number, genre: string, titles: readonly string[]];

const SMALL: readonly Seed[] = [
  ['Marta Lindqvist', 'Harbour Light', 2019, 'Ambient', ['First Ferry', 'Low Water', 'Window, Half Open']],
  ['The Salt Rooms', 'Paper Weather', 2021, 'Indie', ['Telegraph Hill', 'Every Other Sunday', 'Kites']],
  ['雨の図書館', '夜の頁', 2018, 'Ambient', ['傘を忘れた日', '三番ホーム', '静かな水']],
  ['Вечерний трамвай', 'Тёплый ток', 2016, 'Post-rock', ['Последняя остановка', 'Снег над депо']],
  ['Núria Casals Trio', 'Conversa Lenta', 2014, 'Jazz', ['Tres Cafès', 'Migdia a Gràcia', 'Adéu, Estació']],
  ['Glass Arcade', 'Nightshift', 2023, 'Synth', ['Neon Arithmetic', 'Overpass', 'Slow Elevator']],
  ['Ólafur Brekkan', 'Níu Næturljóð', 2012, 'Classical', ['Nocturne No. 3', 'Nocturne No. 7']],
  ['北岛电台', '沿海公路', 2022, 'Indie', ['凌晨四点的海']],
];

const GENRES = ['Ambient', 'Indie', 'Jazz', 'Synth', 'Post-rock', 'Classical', 'Folk', 'Electronic'] as const;
const FIRST = ['Marta', 'Jonas', 'Anaïs', 'Søren', 'Núria', 'Ingrid', 'Théo', 'Łucja', 'Ada', 'Ólafur', 'Zoë', 'Mirela', 'Kofi', 'Aoife'];
const LAST = ['Lindqvist', 'Beaumont', 'Østergaard', 'Casals', 'Holloway', 'Finch', 'Wójcik', 'Brekkan', 'Peret', 'Mensah', 'Nakata', 'Ó Briain'];
const BANDS = ['The Salt Rooms', 'Glass Arcade', 'Slow Cartography', 'Kestrel Ensemble', 'Paper Lanterns', 'Copper & Tide', 'Second Harbour', 'Field Notes'];
const CJK = ['雨の図書館', '北岛电台', '深夜便利店', '月光工房', '山手線ノイズ', '青い電車', '长江以北', '风筝与海'];
const CYRILLIC = ['Вечерний трамвай', 'Дом у моря', 'Тихий час', 'Северный свет', 'Бумажные птицы', 'Медленная река'];
const A = ['Slow', 'Paper', 'Northern', 'Glass', 'Silver', 'Low', 'Second', 'Open', 'Empty', 'Blue', 'Distant', 'Early', 'Quiet', 'Broken', 'Warm'];
const B = ['Harbour', 'Weather', 'Windows', 'Elevator', 'Letters', 'Rooms', 'Signal', 'River', 'Lanterns', 'Arithmetic', 'Garden', 'Stations', 'Machines', 'Snow'];
const CJK_TITLES = ['静かな水', '三番ホーム', '傘を忘れた日', '凌晨四点的海', '沿海公路', '夜の頁', '窗外的雨', '风的名字', '最後の夏', '城市边缘'];
const CYRILLIC_TITLES = ['Последняя остановка', 'Снег над депо', 'Тёплый ток', 'Окна', 'Поздний ужин', 'Белые ночи', 'Дорога домой', 'Эхо'];
const CODECS = ['FLAC', 'FLAC', 'FLAC', 'MP3', 'AAC', 'Opus'];

export function generate(kind: Kind): Library {
  if (kind === '0') return { tracks: [], sounds: [], tempos: [] };
  const wanted = kind === '100000' ? 100_000 : Number.MAX_SAFE_INTEGER;
  const library: Library = { tracks: [], sounds: [], tempos: [] };
  const random = new Random(20);
  const seeds = kind === '100000' ? manySeeds(random) : kind === 'hostile' ? [...hostileSeeds(), ...SMALL] : SMALL;
  for (const seed of seeds) {
    addAlbum(library, random, seed);
    if (library.tracks.length >= wanted) break;
  }
  const kept = Math.min(wanted, library.tracks.length);
  library.tracks.length = kept;
  if (kind === '100000') scatterTroubles(library.tracks, random);
  fillIn(library, rootOf(kind));
  if (kind === 'hostile') disguise(library.tracks, rootOf(kind));
  return library;
}

function addAlbum(library: Library, random: Random, [artist, album, year, genre, titles]: Seed): void {
  const coverHash = hash(`${artist}/${album}`).toString(16).padStart(8, '0').repeat(4);
  const centre = soundOf(genre, artist);
  titles.forEach((title, index) => {
    const id = library.tracks.length + 1;
    library.tracks.push({
      id,
      uid: hash(`uid${id}`).toString(16).padStart(32, '0'),
      title,
      artist,
      album,
      albumArtist: artist,
      trackNumber: index + 1,
      discNumber: null,
      year,
      genres: [genre],
      durationMs: random.int(118, 412) * 1000,
      codec: random.pick(CODECS),
      coverHash: random.chance(0.06) && library.tracks.length > 30 ? null : coverHash,
      liked: random.chance(0.14),
      missing: false,
      unplayable: null,
      analysed: true,
      plays: random.chance(0.35) ? 0 : random.int(1, 48),
      ...UNKNOWN,
    });
    library.sounds.push(centre.map((value) => value + (random.next() - 0.5) * 0.5));
    library.tempos.push(random.int(72, 148));
  });
}

function soundOf(genre: string, artist: string): Sound {
  const byGenre = new Random(hash(genre));
  const byArtist = new Random(hash(artist));
  return Float32Array.from({ length: 8 }, () => byGenre.next() - 0.5 + (byArtist.next() - 0.5) * 0.6);
}

function* manySeeds(random: Random): Generator<Seed> {
  const taken = new Map<string, number>();
  for (;;) {
    const script = random.next();
    const artist = script < 0.1 ? random.pick(CJK) : script < 0.18 ? random.pick(CYRILLIC) : nameOf(random);
    const titlesFrom = script < 0.1 ? CJK_TITLES : script < 0.18 ? CYRILLIC_TITLES : null;
    const title = (): string => (titlesFrom ? random.pick(titlesFrom) : phrase(random));
    const titles = Array.from({ length: random.int(7, 15) }, title);
    // Nobody makes two albums of one name: the later one is a sequel.
    const name = title();
    const part = (taken.get(`${artist}/${name}`) ?? 0) + 1;
    taken.set(`${artist}/${name}`, part);
    yield [artist, part > 1 ? `${name} ${part}` : name, random.int(1962, 2026), random.pick(GENRES), titles];
  }
}

function nameOf(random: Random): string {
  if (random.chance(0.35)) return random.pick(BANDS);
  return `${random.pick(FIRST)} ${random.pick(LAST)}${random.chance(0.15) ? ' Trio' : ''}`;
}

function phrase(random: Random): string {
  const form = random.next();
  if (form < 0.55) return `${random.pick(A)} ${random.pick(B)}`;
  if (form < 0.75) return random.pick(B);
  if (form < 0.9) return `${random.pick(B)} in ${random.pick(A)} Light`;
  return `${random.pick(A)} ${random.pick(B)}, Pt. ${random.int(1, 3)}`;
}

/** What a real shelf of this size looks like: a few files gone, a few that cannot be played, a part not analysed yet. */
function scatterTroubles(tracks: TrackRow[], random: Random): void {
  for (const track of tracks) {
    if (random.chance(0.002)) track.missing = true;
    else if (random.chance(0.001)) track.unplayable = { code: 'endsEarly', detail: '' };
    if (random.chance(0.12)) track.analysed = false;
  }
}

/** What is said of a track once all of them are there. */
const UNKNOWN = {
  albumId: null, artistId: null, addedAt: 0, lastPlayedAt: null, stars: 0, path: '', composer: '', bpm: null,
  sampleRate: 44_100, bits: null, bitrate: null, channels: 2, match: null, entry: null, copies: [] as string[],
} satisfies Partial<TrackRow>;

const DAY_MS = 86_400_000;
const LOSSLESS = new Set(['FLAC', 'ALAC', 'WAV']);
/** The folder it all lies in. */
export const rootOf = (kind: Kind): string => (kind === '100000' ? '/home/ada/Music' : '/home/ada/Music/Attune demo');

/** Dates, stars and files, from a generator of their own: the rest of the library stays as it was. */
function fillIn({ tracks, tempos }: Library, root: string): void {
  const random = new Random(5);
  const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  const albums = new Map<string, number>();
  let discs = false;
  for (const track of tracks) {
    // Long records of the large library come on two discs.
    if (track.trackNumber !== null && tracks.length > 1000) {
      const long = track.trackNumber === 1 && (tracks[track.id + 10]?.trackNumber ?? 0) > 11;
      if (track.trackNumber === 1) discs = long;
      if (discs) {
        track.discNumber = track.trackNumber > 7 ? 2 : 1;
        if (track.discNumber === 2) track.trackNumber -= 7;
      }
    }
    const album = `${track.albumArtist}\n${track.album}`;
    // An album is added on one day.
    const addedAt = albums.get(album) ?? today - random.int(1, 1500) * DAY_MS;
    albums.set(album, addedAt);
    track.addedAt = addedAt + (track.trackNumber ?? 0) * 1000;
    track.lastPlayedAt = track.plays > 0 ? today - Math.floor(random.next() ** 2 * 600 * DAY_MS) : null;
    track.stars = random.chance(0.3) ? random.int(2, 5) : 0;
    track.composer = track.genres[0] === 'Classical' ? track.artist : '';
    track.bpm = track.analysed ? (tempos[track.id - 1] ?? null) : null;
    if (LOSSLESS.has(track.codec)) track.bits = random.chance(0.3) ? 24 : 16;
    track.sampleRate = track.bits === 24 ? 96_000 : track.codec === 'Opus' ? 48_000 : 44_100;
    track.bitrate = track.bits ? random.int(700, 1100) : random.pick([192, 256, 320]);
    const plain = (text: string): string => text.replace(/[/\\]/g, '_').trim() || '_';
    const number = String(track.trackNumber ?? 0).padStart(2, '0');
    track.path = `${root}/${plain(track.albumArtist)}/${plain(track.album)}/${number} ${plain(track.title)}.${track.codec.toLowerCase()}`;
  }
}
