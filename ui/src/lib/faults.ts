import { t } from '../i18n/index.svelte';
import type { Fault } from './ipc/types';

/** What is wrong with a file, in the listener's words. What the system or a decoder said of it stays as it was said. */
export function faultText({ code, detail }: Fault): string {
  switch (code) {
    case 'notAFile':
      return t('faultNotAFile');
    case 'notMusic':
      return t('faultNotMusic');
    case 'noAudio':
      return t('faultNoAudio');
    case 'endsEarly':
      return t('faultEndsEarly');
    case 'unknownFormat':
      return t('faultUnknownFormat');
    case 'unknownCodec':
      return t('faultUnknownCodec');
    case 'notSupported':
      return t('faultNotSupported', { what: detail });
    case 'sampleRate':
      return t('faultSampleRate', { rate: detail });
    case 'channels':
      return t('faultChannels', { channels: detail });
    case 'tagsTooLarge':
      return t('faultTagsTooLarge', { size: detail });
    case 'damaged':
      return detail ? t('faultDamagedBy', { detail }) : t('faultDamaged');
    case 'cannotSeek':
      return t('faultCannotSeek');
    case 'changesMidway':
      return t('faultChangesMidway');
    case 'undecodable':
      return detail ? t('faultUndecodableBy', { detail }) : t('faultUndecodable');
    case 'noShape':
      return t('faultNoShape');
    case 'tooShort':
      return t('faultTooShort', { seconds: Number(detail) });
    case 'silent':
      return t('faultSilent');
    case 'cancelling':
      return t('faultCancelling');
    case 'notAnalysed':
      return t('faultNotAnalysed', { detail });
    case 'noLeave':
      return t('faultNoLeave');
    case 'unreadable':
      return detail ? t('faultUnreadableBy', { detail }) : t('faultUnreadable');
    case 'other':
      return detail;
  }
}
