import type { TrackRow } from '../lib/ipc/types';

/** A list in which a line of its own stands before the first track of each disc. */
export class DiscLines {
  /** Items before which a disc begins. */
  readonly starts: readonly number[];

  constructor(total: number, row: (index: number) => TrackRow | undefined) {
    const starts: number[] = [];
    let disc: number | null | undefined;
    for (let index = 0; index < total; index++) {
      const track = row(index);
      if (track === undefined) break;
      if (track.discNumber !== disc && track.discNumber !== null) starts.push(index);
      disc = track.discNumber;
    }
    this.starts = starts.length > 1 ? starts : [];
  }

  lineOf(item: number): number {
    return item + this.starts.filter((start) => start <= item).length;
  }
  /** The item of a line, or the item whose disc the line announces. */
  at(line: number): { item: number; heads: boolean } {
    let item = line;
    for (const start of this.starts) {
      if (item === start) return { item, heads: true };
      if (item > start) item--;
    }
    return { item, heads: false };
  }
}
