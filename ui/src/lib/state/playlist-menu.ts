import { ListMusic, ListPlus, Plus } from '../../components/icons';
import type { MenuItem } from '../../components/Menu.svelte';
import { t } from '../../i18n/index.svelte';
import type { Attune } from './attune.svelte';
import type { Chosen } from './chosen';
import { menuLabel } from './chosen';

/** The part of a menu that puts tracks into playlists: it opens a second menu in its place. */
export function playlistMenu(attune: Attune, chosen: Chosen): MenuItem[] {
  const open = (at: { x: number; y: number }): void => {
    attune.menu = { label: `${t('addToPlaylist')}: ${menuLabel(chosen)}`, items: playlistChoices(attune, chosen), ...at };
  };
  return [{ label: t('addToPlaylist'), icon: ListPlus, run: open }];
}

/** A new playlist first, then those there are. */
function playlistChoices(attune: Attune, chosen: Chosen): MenuItem[] {
  const { playlists } = attune;
  const fresh: MenuItem = { label: t('newPlaylistMenu'), icon: Plus, run: () => void playlists.create(chosen) };
  const there = playlists.list.map(
    ({ id, name }, at): MenuItem => ({ key: `playlist ${id}`, label: name, icon: ListMusic, apart: at === 0, run: () => void playlists.add(id, chosen) }),
  );
  return [fresh, ...there];
}
