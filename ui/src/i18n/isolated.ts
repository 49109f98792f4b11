/** Letters and signs that turn the direction of what stands beside them. */
const TURNS = /[\u0590-\u08FF\u200F\u202A-\u202E\u2066-\u2069\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;
const [OPEN, CLOSE] = ['\u2068', '\u2069'];

/**
 * Keeps the writing direction of a text to itself, so that the sentence around it reads on in its own (Unicode's isolates,
 * UAX #9). What the text closes is opened before it, what it leaves open is closed behind it.
 */
export function isolated(text: string): string {
  if (!TURNS.test(text)) return text;
  let [open, unopened] = [0, 0];
  for (const sign of text) {
    if (sign >= '\u2066' && sign <= OPEN) open++;
    else if (sign === CLOSE && open > 0) open--;
    else if (sign === CLOSE) unopened++;
  }
  return OPEN.repeat(unopened + 1) + text + CLOSE.repeat(open + 1);
}
