import type { Backend } from '../backend';
import { FakeProgram } from './program';
import type { Kind } from './library';

declare global {
  interface Window {
    /** Only in fake mode: the program itself, for tests to look into and to steer. */
    __attuneFake?: FakeProgram;
  }
}

const KINDS: readonly Kind[] = ['0', '20', '100000', 'hostile'];

export function fakeBackend(wanted: string): Backend {
  const program = new FakeProgram(KINDS.find((kind) => kind === wanted) ?? '20');
  window.__attuneFake = program;
  return program;
}
