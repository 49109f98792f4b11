import type { MenuItem } from '../../components/Menu.svelte';
import type { Attune } from './attune.svelte';
import type { Chosen } from './chosen';

/** The part of a menu that puts tracks into playlists. */
export function playlistMenu(_attune: Attune, _chosen: Chosen): MenuItem[] {
  return [];
}
