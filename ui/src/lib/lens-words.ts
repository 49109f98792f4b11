import { t } from '../i18n/index.svelte';
import type { Lens, RadioSettings } from './ipc/types';

/** What a way of being alike is called, and what it goes by. */
export function lensWords(lens: Lens): { label: string; note: string } {
  switch (lens) {
    case 'blend':
      return { label: t('lensBlend'), note: t('lensBlendNote') };
    case 'sound':
      return { label: t('lensSound'), note: t('lensSoundNote') };
    case 'mood':
      return { label: t('lensMood'), note: t('lensMoodNote') };
    case 'clusters':
      return { label: t('lensClusters'), note: t('lensClustersNote') };
    case 'coPlay':
      return { label: t('lensCoPlay'), note: t('lensCoPlayNote') };
    case 'sequence':
      return { label: t('lensSequence'), note: t('lensSequenceNote') };
    case 'latent':
      return { label: t('lensLatent'), note: t('lensLatentNote') };
    case 'graph':
      return { label: t('lensGraph'), note: t('lensGraphNote') };
    case 'taste':
      return { label: t('lensTaste'), note: t('lensTasteNote') };
    case 'lyrics':
      return { label: t('lensLyrics'), note: t('lensLyricsNote') };
  }
}

/** How the queue goes on. */
export function radioChoices(): { wanted: 'off' | RadioSettings['strictness']; label: string; note: string }[] {
  return [
    { wanted: 'off', label: t('radioOff'), note: t('radioOffNote') },
    { wanted: 'adventurous', label: t('radioAdventurous'), note: t('radioAdventurousNote') },
    { wanted: 'balanced', label: t('radioBalanced'), note: t('radioBalancedNote') },
    { wanted: 'lockedIn', label: t('radioLockedIn'), note: t('radioLockedInNote') },
  ];
}
