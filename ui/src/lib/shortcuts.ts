import { latinKey } from '../components/list-keys';
import type { Attune } from './state/attune.svelte';

/** Keys that work anywhere in the window, as tooltips and the list of keys name them; `runShortcut` obeys each of them. */
export const KEYS = {
  play: 'Space',
  previous: 'Ctrl ←',
  next: 'Ctrl →',
  seekBack: 'Shift ←',
  seekAhead: 'Shift →',
  quieter: 'Ctrl ↓',
  louder: 'Ctrl ↑',
  search: 'Ctrl K',
  searchToo: '/',
  filter: 'Ctrl F',
  similar: 'Alt S',
  like: 'Alt L',
  mute: 'Alt M',
  equalizer: 'Alt E',
  stopAfter: 'Alt K',
  fullView: 'Alt N',
  mini: 'Ctrl M',
  back: 'Alt ←',
  forward: 'Alt →',
  undo: 'Ctrl Z',
  redo: 'Ctrl Shift Z',
  quit: 'Ctrl Q',
} as const;

const SEEK_MS = 5000;

/** The button that was clicked last, until the keyboard leads elsewhere. */
let clicked: Element | null = null;
export function notePress(event: PointerEvent): void {
  clicked = event.target instanceof Element ? event.target.closest('button') : null;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input:not([type=radio], [type=checkbox]), textarea, select') !== null;
}
function isPressable(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement) || target.closest('button, [role=tab], input, a, dialog') === null) return false;
  // A button that was clicked keeps the focus, but nobody who then presses Space means that button again.
  return target !== clicked;
}
function focus(id: string): void {
  document.getElementById(id)?.focus();
}

function toSearch(attune: Attune): void {
  const { places } = attune;
  attune.nowPlayingOpen = false;
  if (places.here.kind !== 'search') places.go({ kind: 'search', query: '' });
  focus('search');
}

/** Keys that work anywhere in the window. Returns whether the key was one of them. */
export function runShortcut(event: KeyboardEvent, attune: Attune): boolean {
  const key = latinKey(event);
  if (event.key === 'Tab' || event.key.startsWith('Arrow')) clicked = null;
  if (event.defaultPrevented) return false;
  if (key === 'q' && (event.ctrlKey || event.metaKey) && !event.altKey) return done(() => attune.notices.attempt(attune.backend.quit()));
  if (document.querySelector('dialog[open]')) return false;
  const { player, queue, library, places, mini } = attune;

  // Letters without Alt find rows in the list that has the focus.
  if (event.altKey) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return false;
    // Behind the full view and the small player nothing moves.
    const behind = attune.nowPlayingOpen || mini;
    if (behind && ['ArrowLeft', 'ArrowRight', 's'].includes(key)) return false;
    if (key === 'ArrowLeft') return done(() => places.back());
    if (key === 'ArrowRight') return done(() => places.forward());
    if (key === 's') return done(() => focus('similar'));
    if (key === 'm') return done(() => player.toggleMute());
    if (key === 'l') return done(() => player.track && library.toggleLike(player.track));
    if (key === 'k') return done(() => player.toggleStopAfter());
    if (mini) return false;
    if (key === 'e') return done(() => attune.sound.openEqualizer());
    if (key === 'n') return done(() => (attune.nowPlayingOpen = player.track !== null && !attune.nowPlayingOpen));
    return false;
  }

  if (event.ctrlKey || event.metaKey) {
    if (key === 'm' && !event.shiftKey) return done(() => attune.setMini(!mini));
    if (key === 'k' && !mini) return done(() => toSearch(attune));
    if (key === 'f' && !mini) return done(() => (document.getElementById('filter') && !attune.nowPlayingOpen ? focus('filter') : toSearch(attune)));
    if (isTyping(event.target)) return false;
    if (key === 'z') return done(() => (event.shiftKey ? queue.redo() : queue.undo()));
    if (key === 'y') return done(() => queue.redo());
    if (key === 'ArrowLeft') return done(() => player.previous());
    if (key === 'ArrowRight') return done(() => player.next());
    if (key === 'ArrowUp') return done(() => player.louder());
    if (key === 'ArrowDown') return done(() => player.quieter());
    return false;
  }
  if (isTyping(event.target)) return false;
  if (event.shiftKey && key === 'ArrowLeft') return done(() => player.seekBy(-SEEK_MS));
  if (event.shiftKey && key === 'ArrowRight') return done(() => player.seekBy(SEEK_MS));
  if (key === 'Escape' && attune.preview.trackId !== null) return done(() => attune.preview.stop());
  if (key === 'Escape' && mini) return done(() => attune.setMini(false));
  // A non-breaking space is what some layouts send for Space with AltGr held: not a command.
  if (key === ' ') return isPressable(event.target) ? false : done(() => player.toggle());
  if (key === '/' && !mini) return done(() => toSearch(attune));
  return false;
}

function done(command: () => unknown): true {
  command();
  return true;
}
