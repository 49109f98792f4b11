import type { FakeProgram } from '../../ui/src/lib/ipc/fake/program';

declare global {
  interface Window {
    __attuneFake?: FakeProgram;
  }
}
export {};
