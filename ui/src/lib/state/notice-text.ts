import { t } from '../../i18n/index.svelte';
import { faultText } from '../faults';
import type { NoticeView } from '../ipc/types';

/** What the program has to say, in the listener's words. */
export function noticeText(notice: NoticeView): string {
  switch (notice.kind) {
    case 'libraryRebuilt':
      return t('noticeLibraryRebuilt');
    case 'userRestored':
      return t('noticeUserRestored');
    case 'userLost':
      return t('noticeUserLost', { keptAs: notice.keptAs });
    case 'notWatched':
      return t('noticeNotWatched');
    case 'watchLimited':
      return t('noticeWatchLimited', { reason: notice.reason });
    case 'folderFailed':
      return t('noticeFolderFailed', { reason: notice.reason });
    case 'historyNotWritten':
      return t('noticeHistoryNotWritten');
    case 'trackSkipped':
      return t('noticeTrackSkipped', { title: notice.title, reason: faultText(notice.reason) });
    case 'trackAway':
      return t('noticeTrackAway', { title: notice.title });
    case 'outputAway':
      return t('noticeOutputAway', { chosen: notice.chosen, instead: notice.instead });
    case 'playerFaltered':
      return t('noticePlayerFaltered');
    case 'faultLastTime':
      return t('noticeFaultLastTime', { report: notice.report });
    case 'notOpened':
      return notice.others === 0
        ? t('noticeNotOpened', { name: notice.name, reason: faultText(notice.reason) })
        : t('noticeNotOpenedMore', { name: notice.name, reason: faultText(notice.reason), others: notice.others });
    case 'noEar':
      return t('noticeNoEar', { reason: notice.reason });
  }
}
