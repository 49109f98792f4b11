import type { TrackView } from '../ipc/types';
import type { Attune } from './attune.svelte';

/** Plays a view in any order, from any of its tracks. */
export async function shuffleView({ backend, notices, player, queue }: Attune, view: TrackView): Promise<void> {
  if (player.state.shuffle === 'off' && !(await player.setShuffle('tracks'))) return;
  const start = async (): Promise<void> => {
    const { total } = await backend.listTracks(view, 0, 1);
    if (total === 0) return;
    const { rows } = await backend.listTracks(view, Math.floor(Math.random() * total), 1);
    await queue.playView(view, rows[0]?.id ?? null);
  };
  await notices.attempt(start());
}
