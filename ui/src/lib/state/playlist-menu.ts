import { ListMusic, ListPlus, Plus } from '../../components/icons';
import type { MenuItem } from '../../components/Menu.svelte';
import { t } from '../../i18n/index.svelte';
import type { Attune } from './attune.svelte';
import type { Chosen } from './chosen';

/** The part of a menu that puts tracks into playlists: a new one first, then those there are. */
export function playlistMenu(attune: Attune, chosen: Chosen): MenuItem[] {
  const { playlists } = attune;
  const fresh: MenuItem = { label: t('newPlaylistMenu'), icon: Plus, run: () => void playlists.create(chosen) };
  const there = playlists.list.map(({ id, name }, at): MenuItem => ({ label: name, icon: ListMusic, apart: at === 0, run: () => void playlists.add(id, chosen) }));
  return [{ label: t('addToPlaylist'), icon: ListPlus, items: [fresh, ...there] }];
}
