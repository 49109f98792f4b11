import type { Backend } from '../backend';
import { HostileProgram } from './hostile-program';
import { FakeProgram } from './program';
import type { Kind } from './library';

declare global {
  interface Window {
    /** Only in fake mode: the program itself, for tests to look into and to steer. */
    __attuneFake?: FakeProgram;
  }
}

const KINDS: readonly Kind[] = ['0', '20', '100000'];

export function fakeBackend(wanted: string): Backend {
  const program = wanted === 'hostile' ? new HostileProgram() : new FakeProgram(KINDS.find((kind) => kind === wanted) ?? '20');
  window.__attuneFake = program;
  return program;
}
