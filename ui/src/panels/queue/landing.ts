/** Where the first of the moved items lands in the resulting queue, when they are dropped at a boundary of this one: 0 is before the first. */
export function landing(moving: readonly number[], boundary: number): number {
  return boundary - moving.filter((index) => index < boundary).length;
}
