import { RefreshCw, Trash2 } from '../../components/icons';
import type { MenuItem } from '../../components/Menu.svelte';
import { t } from '../../i18n/index.svelte';
import type { FolderView } from '../../lib/ipc/types';
import type { Attune } from '../../lib/state/attune.svelte';
import { folderName } from '../../lists/folder-words';

/** What can be done with a folder that is watched. The program looks through all of them at once. */
export function folderMenu({ library }: Attune, folder: FolderView, onremove: () => void): MenuItem[] {
  return [
    { label: t('rescan'), icon: RefreshCw, run: () => library.rescan() },
    { label: t('removeFolder', { name: folderName(folder) }), icon: Trash2, run: onremove, apart: true },
  ];
}
