import { DiscAlbum, ListEnd, ListStart, MicVocal, Play, Shuffle } from '../../components/icons';
import type { MenuItem } from '../../components/Menu.svelte';
import { t } from '../../i18n/index.svelte';
import type { AlbumRow, ArtistRow, Scope, Source, TrackView } from '../ipc/types';
import type { Attune } from './attune.svelte';
import { chosenIn, type Chosen } from './chosen';
import { playlistMenu } from './playlist-menu';
import { shuffleView } from './shuffle';

export const LIBRARY: Source = { kind: 'library', detail: null };

/** All of an album, an artist, a genre, … in its own order. */
export function viewOf(scope: Scope): TrackView {
  return { scope, query: '', sort: [] };
}
export function chosenOf(attune: Attune, scope: Scope, count: number): Chosen {
  return chosenIn(attune.backend, viewOf(scope), count);
}

/** What can be done with everything that something holds. */
export function scopeMenu(attune: Attune, scope: Scope, count: number): MenuItem[] {
  const { queue } = attune;
  const chosen = chosenOf(attune, scope, count);
  return [
    { label: t('play'), icon: Play, run: () => void queue.playView(viewOf(scope), null) },
    { label: t('shuffle'), icon: Shuffle, run: () => void shuffleView(attune, viewOf(scope)) },
    { label: t('playNext'), icon: ListStart, run: () => void queue.playNext(chosen, LIBRARY) },
    { label: t('addToQueue'), icon: ListEnd, run: () => void queue.append(chosen, LIBRARY) },
    ...playlistMenu(attune, chosen),
  ];
}
export function albumMenu(attune: Attune, album: AlbumRow): MenuItem[] {
  const { artistId } = album;
  const items = scopeMenu(attune, { kind: 'album', id: album.id }, album.tracks);
  items.push({ label: t('goToAlbum'), icon: DiscAlbum, apart: true, run: () => attune.places.go({ kind: 'album', id: album.id }) });
  if (artistId !== null) items.push({ label: t('goToArtist'), icon: MicVocal, run: () => attune.places.go({ kind: 'artist', id: artistId }) });
  return items;
}
export function artistMenu(attune: Attune, artist: ArtistRow): MenuItem[] {
  return [
    ...scopeMenu(attune, { kind: 'artist', id: artist.id }, artist.tracks),
    { label: t('goToArtist'), icon: MicVocal, apart: true, run: () => attune.places.go({ kind: 'artist', id: artist.id }) },
  ];
}
