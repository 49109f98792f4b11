import { Folder, FolderClock, FolderX } from '../components/icons';
import { t } from '../i18n/index.svelte';
import type { FolderView } from '../lib/ipc/types';

export const FOLDER_ICONS = { online: Folder, new: FolderClock, unreachable: FolderX };

/** What a watched folder is called: the last part of its path. */
export function folderName({ path }: FolderView): string {
  return path.split(/[/\\]/).filter(Boolean).pop() ?? path;
}
export function folderState({ state }: FolderView): string {
  return { online: t('folderOnline'), new: t('folderNew'), unreachable: t('folderUnreachable') }[state];
}
