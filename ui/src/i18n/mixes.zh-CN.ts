import type { CatalogueOf } from './messages';
import type { mixesEn } from './mixes.en';

export const mixesZhCN: CatalogueOf<typeof mixesEn> = {
  newForYou: '为您发现',
  basisNew: '从未播放，接近您的喜好',
  reasonNearTo: '接近 {title}',
  mixMenu: '{name} 的更多操作',
  saveMix: '存为播放列表',
  pinMix: '保留此混选',
  pinMixNote: '明天保持不变，其他混选会重新生成',
  mixPinned: '已保留',
  mixBalance: '每日混选的构成',
  mixBalanceHint: '今天的混选会重新生成，已保留的不变。',
  balanceFamiliar: '熟悉',
  balanceForgotten: '久违',
  balanceNew: '新鲜',
  balanceAt: '{new}% 从未播放，{forgotten}% 久未聆听',
};
