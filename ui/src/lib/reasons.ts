import { daysSpan, t, word } from '../i18n/index.svelte';
import type { Reason } from './ipc/types';

/** Why a track was chosen, in two or three words. */
export function reasonText(reason: Reason): string {
  switch (reason.kind) {
    case 'sound':
      return t('reasonSound');
    case 'sections':
      return t('reasonSections', { matching: reason.matching, of: reason.of });
    case 'tempo':
      return t('reasonTempo', { bpm: Math.round(reason.bpm) });
    case 'key':
      return t('reasonKey');
    case 'word':
      return word(reason.name);
    case 'energy':
      return t('reasonEnergy');
    case 'era':
      return t('reasonEra', { decade: String(reason.decade) });
    case 'liked':
      return t('reasonLiked');
    case 'oftenPlayed':
      return t('reasonOftenPlayed');
    case 'forgotten':
      return t('reasonForgotten', { span: daysSpan(reason.days) });
    case 'neverPlayed':
      return t('reasonNeverPlayed');
    case 'recentlyAdded':
      return t('reasonRecentlyAdded');
    case 'together':
      return t('reasonTogether', { count: reason.contexts });
    case 'sequence':
      return t('reasonSequence');
    case 'latent':
      return t('reasonLatent');
    case 'graph':
      return t('reasonGraph');
    case 'mood':
      return t('reasonMood');
    case 'cluster':
      return t('reasonCluster');
    case 'nearTo':
      return t('reasonNearTo', { title: reason.title });
    case 'sungOf':
      return t('reasonSungOf', { words: reason.words });
    case 'taste':
      return t('reasonTaste', { percent: reason.percent });
  }
}
