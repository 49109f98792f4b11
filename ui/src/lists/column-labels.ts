import { t } from '../i18n/index.svelte';
import type { ColumnId } from './columns';

export function columnLabels(): Record<ColumnId, string> {
  return {
    title: t('columnTitle'),
    artist: t('columnArtist'),
    albumArtist: t('columnAlbumArtist'),
    album: t('columnAlbum'),
    genre: t('columnGenre'),
    year: t('columnYear'),
    composer: t('columnComposer'),
    plays: t('columnPlays'),
    lastPlayed: t('columnLastPlayed'),
    added: t('columnAdded'),
    stars: t('columnStars'),
    bpm: t('columnBpm'),
    codec: t('columnCodec'),
    path: t('columnPath'),
    match: t('columnMatch'),
    duration: t('columnDuration'),
  };
}
