import { Folder, FolderClock, FolderX } from '../components/icons';
import { day, t } from '../i18n/index.svelte';
import type { FolderView } from '../lib/ipc/types';

export const FOLDER_ICONS = { online: Folder, new: FolderClock, unreachable: FolderX };

/** What a watched folder is called: the last part of its path. */
export function folderName({ path }: FolderView): string {
  return path.split(/[/\\]/).filter(Boolean).pop() ?? path;
}
/** Whether it is there now, and else since when it is not, where that is known. */
export function folderState({ state, unreachableSince }: FolderView): string {
  const away = unreachableSince === null ? t('folderUnreachable') : t('folderUnreachableSince', { when: day(unreachableSince) });
  return { online: t('folderOnline'), new: t('folderNew'), unreachable: away }[state];
}
