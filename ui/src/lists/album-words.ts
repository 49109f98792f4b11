import { day, number, t } from '../i18n/index.svelte';
import { isolated } from '../i18n/isolated';
import type { AlbumRow, AlbumSort } from '../lib/ipc/types';

export function albumArtist(album: AlbumRow): string {
  return album.artist ?? t('variousArtists');
}
/** The line below an album's name: whose it is, or what it is sorted by. */
export function albumBelow(album: AlbumRow, sort: AlbumSort = 'artist', withArtist = true): string {
  const year = album.year === null ? '' : String(album.year);
  const figure = { artist: '', title: '', year, added: day(album.addedAt), plays: t('playCount', { count: album.plays }) }[sort];
  return [withArtist ? isolated(albumArtist(album)) : year, withArtist ? figure : ''].filter(Boolean).join(' · ') || number(album.tracks);
}
