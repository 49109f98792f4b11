import { Heart, HeartOff, ListEnd, ListStart, Play, Waypoints } from '../../components/icons';
import type { MenuItem } from '../../components/Menu.svelte';
import { t } from '../../i18n/index.svelte';
import type { Source } from '../ipc/types';
import type { Attune } from './attune.svelte';
import type { Chosen } from './chosen';
import { playlistMenu } from './playlist-menu';

/** What can be done with tracks anywhere in the window; likes and seeds need a single one. */
export function trackMenu(attune: Attune, chosen: Chosen, source: Source): MenuItem[] {
  const { queue, library, discover } = attune;
  const items: MenuItem[] = [
    { label: t('playNow'), icon: Play, run: () => void queue.playNow(chosen, source) },
    { label: t('playNext'), icon: ListStart, run: () => void queue.playNext(chosen, source) },
    { label: t('addToQueue'), icon: ListEnd, run: () => void queue.append(chosen, source) },
  ];
  items.push(...playlistMenu(attune, chosen));
  const { track } = chosen;
  if (track === null) return items;
  const liked = library.isLiked(track);
  return [
    ...items,
    { label: t('showSimilar'), icon: Waypoints, run: () => discover.show(track), apart: true },
    { label: liked ? t('unlike') : t('like'), icon: liked ? HeartOff : Heart, run: () => library.toggleLike(track) },
  ];
}
