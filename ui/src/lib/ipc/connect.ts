import type { Backend } from './backend';

/** The shell when there is one; otherwise, or when `?fake=…` asks for it, the program in memory. */
export async function connect(location: Location): Promise<Backend> {
  const wanted = new URLSearchParams(location.search).get('fake');
  if (wanted === null && '__TAURI_INTERNALS__' in window) return (await import('./tauri')).tauriBackend;
  return (await import('./fake')).fakeBackend(wanted ?? '20');
}
