/** Daily mixes: what they are made of, and what stays. */
export const mixesEn = {
  // What a mix is made from, and what can be done with it.
  newForYou: 'New for you',
  basisNew: 'Never played, near what you like',
  reasonNearTo: 'near {title}',
  mixMenu: 'More about {name}',
  saveMix: 'Save as playlist',
  pinMix: 'Keep this mix',
  pinMixNote: 'It stays as it is tomorrow; the others are made anew',
  mixPinned: 'Kept',
  // The slider.
  mixBalance: 'What the mixes are made of',
  mixBalanceHint: 'Today’s mixes are made again; those you keep stay.',
  balanceFamiliar: 'Familiar',
  balanceForgotten: 'Forgotten',
  balanceNew: 'New',
  balanceAt: '{new} % never played, {forgotten} % not heard for long',
} as const;
