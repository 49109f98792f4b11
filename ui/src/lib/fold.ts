/** Lower case without accents, so that `olafur` finds `Ólafur`. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/ø/g, 'o')
    .replace(/ł/g, 'l');
}

const ARTICLE = /^(the|an?) +(?=\S)/;

/** Whether a name begins with what is typed; an article before it may be left out, as it is where names are sorted. */
export function beginsWith(name: string, text: string): boolean {
  const [whole, wanted] = [fold(name), fold(text)];
  return whole.startsWith(wanted) || whole.replace(ARTICLE, '').startsWith(wanted);
}
