import { AudioLines, Ban, Clock, DiscAlbum, Heart, HeartOff, ListEnd, ListStart, MicVocal, Play, RotateCcw, Route, Sparkle, Star, ThumbsDown, Waypoints } from '../../components/icons';
import type { MenuItem } from '../../components/Menu.svelte';
import { t } from '../../i18n/index.svelte';
import type { Feedback, Source } from '../ipc/types';
import type { Attune } from './attune.svelte';
import type { Chosen } from './chosen';
import { playlistMenu } from './playlist-menu';

/** What can be done with tracks anywhere in the window; places and seeds need a single one. */
export function trackMenu(attune: Attune, chosen: Chosen, source: Source): MenuItem[] {
  const { queue, library, discover, path, places } = attune;
  const { track } = chosen;
  const items: MenuItem[] = [
    { label: t('playNow'), icon: Play, run: () => void queue.playNow(chosen, source) },
    { label: t('playNext'), icon: ListStart, run: () => void queue.playNext(chosen, source) },
    { label: t('addToQueue'), icon: ListEnd, run: () => void queue.append(chosen, source) },
    ...playlistMenu(attune, chosen),
  ];
  if (track) {
    const { albumId, artistId } = track;
    items.push({ label: t('showSimilar'), icon: Waypoints, run: () => discover.show(track), apart: true });
    items.push({ label: t('showHeard'), icon: AudioLines, run: () => (attune.hearing = track) });
    items.push({ label: t('pathFromHere'), icon: Route, run: () => path.from(track) });
    if (albumId !== null) items.push({ label: t('goToAlbum'), icon: DiscAlbum, run: () => places.go({ kind: 'album', id: albumId }) });
    if (artistId !== null) items.push({ label: t('goToArtist'), icon: MicVocal, run: () => places.go({ kind: 'artist', id: artistId }) });
  }
  const like = (liked: boolean): MenuItem => ({
    label: liked ? t('like') : t('unlike'),
    icon: liked ? Heart : HeartOff,
    run: () => void withIds(attune, chosen, (ids) => library.setLiked(ids, liked)),
  });
  if (track) items.push({ ...like(!library.isLiked(track)), apart: true });
  else items.push({ ...like(true), apart: true }, like(false));
  items.push({ label: t('columnStars'), icon: Star, items: starsMenu(attune, chosen) });
  items.push({ label: t('feedback'), icon: Sparkle, items: feedbackMenu(attune, chosen) });
  return items;
}

function starsMenu(attune: Attune, chosen: Chosen): MenuItem[] {
  const { library } = attune;
  const now = chosen.track ? library.starsOf(chosen.track) : null;
  return [0, 1, 2, 3, 4, 5].map((stars) => ({
    label: stars === 0 ? t('noStars') : t('starsOf', { count: stars }),
    choice: { kind: 'radio', on: now === stars },
    run: () => void withIds(attune, chosen, (ids) => library.setStars(ids, stars)),
  }));
}

/** Each says how far it reaches. */
function feedbackMenu(attune: Attune, chosen: Chosen): MenuItem[] {
  const { library, notices } = attune;
  const { track, count } = chosen;
  const take = async (ids: number[], feedback: Feedback | null, said: string): Promise<void> => {
    const back = await library.teach(ids, feedback);
    if (back) notices.say(said, { label: t('undo'), run: () => void back() });
  };
  const item = (label: string, note: string, icon: MenuItem['icon'], feedback: Feedback | null, said: string): MenuItem => ({
    label,
    note,
    ...(icon ? { icon } : {}),
    run: () => void withIds(attune, chosen, (ids) => take(ids, feedback, said)),
  });
  const said = track
    ? {
        notNow: t('feedbackNotNowSaid', { title: track.title }),
        less: t('feedbackLessSaid', { title: track.title }),
        never: t('feedbackNeverSaid', { title: track.title }),
        takenBack: t('feedbackTakenBack', { title: track.title }),
      }
    : {
        notNow: t('feedbackNotNowSaidOf', { count }),
        less: t('feedbackLessSaidOf', { count }),
        never: t('feedbackNeverSaidOf', { count }),
        takenBack: t('feedbackTakenBackOf', { count }),
      };
  return [
    item(t('feedbackNotNow'), t('feedbackNotNowScope'), Clock, 'notNow', said.notNow),
    item(t('feedbackLess'), t('feedbackLessScope'), ThumbsDown, 'less', said.less),
    item(t('feedbackNever'), t('feedbackNeverScope'), Ban, 'never', said.never),
    { ...item(t('feedbackTakeBack'), t('feedbackTakeBackScope'), RotateCcw, null, said.takenBack), apart: true },
  ];
}

async function withIds(attune: Attune, chosen: Chosen, use: (ids: number[]) => Promise<unknown>): Promise<void> {
  await attune.notices.attempt(chosen.ids().then(use));
}
