import { convertFileSrc, invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import { getCurrentWebview } from '@tauri-apps/api/webview';
import type { Backend, Unsubscribe } from './backend';
import type { AttuneEvent } from './types';

/** `listen` answers later than its caller may want to stop: remember a stop that came first. */
function later(registration: Promise<Unsubscribe>): Unsubscribe {
  let stopped = false;
  let stop: Unsubscribe | null = null;
  void registration.then((unlisten) => {
    if (stopped) unlisten();
    else stop = unlisten;
  });
  return () => {
    stopped = true;
    stop?.();
  };
}

/** The real program, behind the shell's commands. */
export const tauriBackend: Backend = {
  overview: () => invoke('overview'),
  listTracks: (view, offset, limit) => invoke('list_tracks', { view, offset, limit }),
  setLiked: (trackId, liked) => invoke('set_liked', { trackId, liked }),

  chooseFolder: () => invoke('choose_folder'),
  addFolders: (paths) => invoke('add_folders', { paths }),
  removeFolder: (id) => invoke('remove_folder', { id }),
  rescan: () => invoke('rescan'),
  openDemo: () => invoke('open_demo'),

  jobs: () => invoke('jobs'),
  setAnalysisPaused: (paused) => invoke('set_analysis_paused', { paused }),
  failures: () => invoke('failures'),
  retryFailures: () => invoke('retry_failures'),

  playView: (view, index) => invoke('play_view', { view, index }),
  playTracks: (trackIds, startIndex, source) => invoke('play_tracks', { trackIds, startIndex, source }),
  playNow: (trackIds, source) => invoke('play_now', { trackIds, source }),
  playNext: (trackIds, source) => invoke('play_next', { trackIds, source }),
  append: (trackIds, source) => invoke('append', { trackIds, source }),

  playerState: () => invoke('player_state'),
  togglePlayback: () => invoke('toggle_playback'),
  next: () => invoke('next'),
  previous: () => invoke('previous'),
  seek: (positionMs) => invoke('seek', { positionMs }),
  setVolume: (volume) => invoke('set_volume', { volume }),
  setShuffle: (on) => invoke('set_shuffle', { on }),
  setRepeat: (mode) => invoke('set_repeat', { mode }),
  waveform: (trackId) => invoke('waveform', { trackId }),

  queueWindow: (offset, limit) => invoke('queue_window', { offset, limit }),
  jumpTo: (itemId) => invoke('jump_to', { itemId }),
  removeItems: (itemIds) => invoke('remove_items', { itemIds }),
  moveItems: (itemIds, toIndex) => invoke('move_items', { itemIds, toIndex }),
  clearQueue: () => invoke('clear_queue'),
  undo: () => invoke('undo'),
  redo: () => invoke('redo'),

  similar: (seedId, limit) => invoke('similar', { seedId, limit }),
  dailyMixes: () => invoke('daily_mixes'),
  playMix: (number, startIndex) => invoke('play_mix', { number, startIndex }),
  appendMix: (number) => invoke('append_mix', { number }),
  regenerateMixes: () => invoke('regenerate_mixes'),

  subscribe: (handler) => later(listen<AttuneEvent>('attune-event', (event) => handler(event.payload))),

  onFileDrop: (handler) =>
    later(
      getCurrentWebview().onDragDropEvent(({ payload }) => {
        if (payload.type === 'drop') handler({ phase: 'drop', paths: payload.paths });
        else handler({ phase: payload.type === 'leave' ? 'leave' : 'over' });
      }),
    ),

  // `cover://localhost/<hash>`, or `http://cover.localhost/<hash>` where the platform asks for it.
  coverUrl: (hash) => convertFileSrc(hash, 'cover'),
};
