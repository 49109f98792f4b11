import { Download, ListEnd, Pencil, Play, Shuffle, Trash2 } from '../../components/icons';
import type { MenuItem } from '../../components/Menu.svelte';
import { t } from '../../i18n/index.svelte';
import type { PlaylistRow, TrackView } from '../../lib/ipc/types';
import type { Source } from '../../lib/ipc/types';
import type { Attune } from '../../lib/state/attune.svelte';
import type { Chosen } from '../../lib/state/chosen';

/** A playlist as a view of the library, in its own order. */
export function playlistView(id: number): TrackView {
  return { scope: { kind: 'playlist', id }, query: '', sort: [] };
}
export function playlistSource(id: number): Source {
  return { kind: 'playlist', detail: String(id) };
}
/** All tracks of a playlist, asked for when they are used. */
export function wholePlaylist({ backend }: Attune, { id, tracks, away }: PlaylistRow): Chosen {
  return { count: tracks - away, track: null, ids: () => backend.viewIds(playlistView(id)) };
}

export function playPlaylist({ queue }: Attune, id: number): void {
  void queue.playView(playlistView(id), null);
}
export async function shufflePlaylist({ backend, queue, player, notices }: Attune, id: number): Promise<void> {
  if (player.state.shuffle === 'off' && !(await player.setShuffle('tracks'))) return;
  await notices.attempt(
    backend.viewIds(playlistView(id)).then((ids) => queue.playView(playlistView(id), ids[Math.floor(Math.random() * ids.length)] ?? null)),
  );
}
export async function deletePlaylist({ playlists, places }: Attune, id: number): Promise<void> {
  const open = places.here.kind === 'playlist' && places.here.id === id;
  if ((await playlists.remove(id)) && open) places.go({ kind: 'playlists' });
}

/** What can be done with a playlist as a whole. */
export function playlistActions(attune: Attune, row: PlaylistRow, rename: () => void): MenuItem[] {
  const { queue, playlists } = attune;
  const { id } = row;
  const playable: MenuItem[] = [
    { label: t('play'), icon: Play, run: () => playPlaylist(attune, id) },
    { label: t('shuffle'), icon: Shuffle, run: () => void shufflePlaylist(attune, id) },
    { label: t('addToQueue'), icon: ListEnd, run: () => void queue.append(wholePlaylist(attune, row), playlistSource(id)) },
  ];
  return [
    ...(row.tracks > row.away ? playable : []),
    { label: t('renamePlaylist'), icon: Pencil, shortcut: 'F2', apart: row.tracks > row.away, run: rename },
    { label: t('exportPlaylist'), icon: Download, run: () => void playlists.export(id) },
    { label: t('deletePlaylist'), icon: Trash2, shortcut: 'Del', apart: true, run: () => void deletePlaylist(attune, id) },
  ];
}
