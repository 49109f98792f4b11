import { t } from '../../i18n/index.svelte';
import type { Backend } from '../ipc/backend';
import type { TrackRow, TrackView } from '../ipc/types';

/** Tracks to do something with: named at once, their ids gathered when it is done. */
export type Chosen = {
  count: number;
  /** The track, if it is a single one and here. */
  track: TrackRow | null;
  ids: () => Promise<number[]>;
};

export function chosenFrom(tracks: readonly TrackRow[]): Chosen {
  return { count: tracks.length, track: tracks.length === 1 ? (tracks[0] ?? null) : null, ids: async () => tracks.map(({ id }) => id) };
}

export function menuLabel({ count, track }: Chosen): string {
  return track ? t('actionsFor', { title: track.title }) : t('selectedCount', { count });
}

/** Everything a view holds. */
export function chosenIn(backend: Pick<Backend, 'viewIds'>, view: TrackView, count: number): Chosen {
  return { count, track: null, ids: () => backend.viewIds(view) };
}
