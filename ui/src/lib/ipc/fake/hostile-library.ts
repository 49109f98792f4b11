import type { Fault, TrackRow } from '../types';
import { payload, PAYLOADS } from './hostile';
import type { Seed } from './library';

/** Each field begins elsewhere: every payload is in every field, and no two fields of a track say the same. */
const FIRST = { artist: 41, album: 83, albumArtist: 127, composer: 171, genre: 211, otherGenre: 227, codec: 251, folder: 281, detail: 301 } as const;
const FAULTS: readonly Fault['code'][] = ['other', 'damaged', 'undecodable', 'unreadable', 'notSupported', 'sampleRate', 'channels', 'tagsTooLarge', 'notAnalysed', 'tooShort'];

/** A reason with a payload wherever one has room for words of others. */
export function fault(at: number): Fault {
  return { code: FAULTS[at % FAULTS.length] as Fault['code'], detail: payload(at) };
}
/** A name of one folder, as far as a file system would have it: a slash looks like one. */
export function folder(at: number): string {
  return payload(at).replaceAll('/', '\u2215');
}

/** An album for each payload, of one track that is called by it. */
export function hostileSeeds(): Seed[] {
  return PAYLOADS.map((title, at) => [payload(at + FIRST.artist), payload(at + FIRST.album), 1960 + (at % 66), payload(at + FIRST.genre), [title]]);
}

/** The fields that other libraries leave plain. */
export function disguise(tracks: TrackRow[], root: string): void {
  const pathOf = (at: number): string => `${root}/${folder(at + FIRST.folder)}/${payload(at)}.flac`;
  for (const [at, track] of tracks.slice(0, PAYLOADS.length).entries()) {
    track.albumArtist = payload(at + FIRST.albumArtist);
    track.composer = payload(at + FIRST.composer);
    track.genres = [payload(at + FIRST.genre), payload(at + FIRST.otherGenre)];
    track.codec = payload(at + FIRST.codec);
    track.path = pathOf(at);
    track.copies = at % 3 === 0 ? [pathOf(at + 1), pathOf(at + 2)] : [];
    track.unplayable = at % 3 === 1 ? fault(at + FIRST.detail) : null;
    track.missing = at % 17 === 2;
    track.liked = at % 3 === 2;
  }
}
