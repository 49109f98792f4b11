import type { LyricLine } from '../../lib/ipc/types';

/** The line that is being sung: the last one begun; −1 before the first. Lines come in the order of their times. */
export function lineAt(lines: readonly LyricLine[], positionMs: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.atMs ?? 0) <= positionMs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
