import { Heart, HeartOff, ListEnd, ListStart, Play, Waypoints } from '../../components/icons';
import type { MenuItem } from '../../components/Menu.svelte';
import { t } from '../../i18n/index.svelte';
import type { Source, TrackRow } from '../ipc/types';
import type { Attune } from './attune.svelte';

/** What can be done with tracks anywhere in the window; likes and seeds need a single one. */
export function trackMenu(attune: Attune, tracks: TrackRow[], source: Source): MenuItem[] {
  const { queue, library, discover } = attune;
  const items: MenuItem[] = [
    { label: t('playNow'), icon: Play, run: () => queue.playNow(tracks, source) },
    { label: t('playNext'), icon: ListStart, run: () => void queue.playNext(tracks, source) },
    { label: t('addToQueue'), icon: ListEnd, run: () => void queue.append(tracks, source) },
  ];
  const [track] = tracks;
  if (track === undefined || tracks.length > 1) return items;
  const liked = library.isLiked(track);
  return [
    ...items,
    { label: t('showSimilar'), icon: Waypoints, run: () => discover.show(track), apart: true },
    { label: liked ? t('unlike') : t('like'), icon: liked ? HeartOff : Heart, run: () => library.toggleLike(track) },
  ];
}
