import type { CatalogueOf } from './messages';
import type { mixesEn } from './mixes.en';

export const mixesRu: CatalogueOf<typeof mixesEn> = {
  newForYou: 'Новое для вас',
  basisNew: 'Ещё не звучало, рядом с любимым',
  reasonNearTo: 'рядом с {title}',
  mixMenu: 'Ещё о подборке {name}',
  saveMix: 'Сохранить как плейлист',
  pinMix: 'Оставить эту подборку',
  pinMixNote: 'Завтра она останется такой же, остальные составятся заново',
  mixPinned: 'Оставлена',
  mixBalance: 'Из чего составлены подборки',
  mixBalanceHint: 'Сегодняшние подборки составятся заново; оставленные не изменятся.',
  balanceFamiliar: 'Знакомое',
  balanceForgotten: 'Забытое',
  balanceNew: 'Новое',
  balanceAt: 'ещё не звучало: {new} %, давно не звучало: {forgotten} %',
};
