// Commands that the generated bindings do not have yet, under the names and arguments that they will have there.
import { invoke } from '@tauri-apps/api/core';
import type { PlayerState, ShuffleMode, SoundSettings, SoundView } from './sound-types';
import type { AppError } from './types';

type Answer<T> = { status: 'ok'; data: T } | { status: 'error'; error: AppError };

/** As the generator wraps an answer. */
async function typed<T>(answer: Promise<T>): Promise<Answer<T>> {
  try {
    return { status: 'ok', data: await answer };
  } catch (error) {
    if (error instanceof Error) throw error;
    return { status: 'error', error: error as AppError };
  }
}

export const soundCommands = {
  /** Known to the bindings, without what sound adds to its answer. */
  playerState: () => typed<PlayerState>(invoke('player_state')),
  sound: () => typed<SoundView>(invoke('sound')),
  setSound: (settings: SoundSettings) => typed<null>(invoke('set_sound', { settings })),
  setShuffle: (mode: ShuffleMode) => typed<null>(invoke('set_shuffle', { mode })),
  setStopAfter: (on: boolean) => typed<null>(invoke('set_stop_after', { on })),
  setSleep: (minutes: number | null) => typed<null>(invoke('set_sleep', { minutes })),
  setMini: (on: boolean) => typed<null>(invoke('set_mini', { on })),
};
