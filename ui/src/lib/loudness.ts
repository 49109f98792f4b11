/** The program hears the slider as its cube; this is what comes of it, in decibels. */
export function decibelsOf(volume: number): number {
  return 60 * Math.log10(volume);
}
