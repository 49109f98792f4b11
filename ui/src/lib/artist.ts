import { t } from '../i18n/index.svelte';
import type { TrackRow } from './ipc/types';

/** Whom a track is by; files without tags are nobody's. */
export function artistOf(track: TrackRow): string {
  return track.artist || t('unknownArtist');
}
