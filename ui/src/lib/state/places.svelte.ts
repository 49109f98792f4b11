import type { Settings } from './settings.svelte';

const PLAIN = ['home', 'tracks', 'albums', 'artists', 'genres', 'years', 'liked', 'map', 'playlists', 'history', 'statistics'] as const;
const OF_ONE = ['playlist', 'album', 'artist', 'genre'] as const;

/** What the main view shows. */
export type Place =
  | { kind: (typeof PLAIN)[number] }
  /** The key of a directory; none at the top, where the watched folders are. */
  | { kind: 'folders'; key: string | null }
  | { kind: (typeof OF_ONE)[number]; id: number }
  | { kind: 'year'; year: number }
  | { kind: 'search'; query: string };
export type PlaceKind = Place['kind'];

/** Whether something that was stored is a place, and has what its kind asks for. */
export function isPlace(stored: unknown): stored is Place {
  if (typeof stored !== 'object' || stored === null || !('kind' in stored)) return false;
  const { kind, id, year, key } = stored as { kind: unknown; id?: unknown; year?: unknown; key?: unknown };
  if (OF_ONE.some((one) => one === kind)) return typeof id === 'number';
  if (kind === 'year') return typeof year === 'number';
  if (kind === 'folders') return key === null || typeof key === 'string';
  return PLAIN.some((one) => one === kind);
}

const FIRST: Place = { kind: 'tracks' };
const STEPS_KEPT = 100;
/** So many places are remembered; whoever comes back to an older one starts at its top. */
const PLACES_KEPT = 40;

/** Names a place. All searches are one place: what is typed changes it, not where one is. */
export function placeKey(place: Place): string {
  if ('id' in place) return `${place.kind} ${place.id}`;
  if (place.kind === 'year') return `year ${place.year}`;
  if (place.kind === 'folders') return `folders ${place.key ?? ''}`;
  return place.kind;
}

function visitKey(place: Place, visit: number): string {
  return visit === 0 ? placeKey(place) : `${placeKey(place)} · ${visit}`;
}

/** A place on the way there. What a page keeps is kept for each visit: the one to come back to stays as it was left. */
type Step = { place: Place; visit: number };

/** What a page keeps may be narrowed by a filter that was typed there. */
function isFiltered(kept: object): boolean {
  return 'filtered' in kept && kept.filtered === true;
}

/** Where the listener is, was, and what each place looked like when it was left. */
export class Places {
  #steps = $state.raw<Step[]>([{ place: FIRST, visit: 0 }]);
  #at = $state(0);
  /** Grows whenever the listener goes somewhere: a new page takes the focus, the first one does not. */
  moves = $state(0);
  #kept = new Map<string, Map<string, object>>();
  /** The latest visit of each place that was visited anew. */
  #visits = new Map<string, number>();
  readonly here = $derived(this.#steps[this.#at]?.place ?? FIRST);
  readonly key = $derived(visitKey(this.here, this.#steps[this.#at]?.visit ?? 0));
  readonly canGoBack = $derived(this.#at > 0);
  readonly canGoForward = $derived(this.#at < this.#steps.length - 1);

  constructor(readonly settings: Settings) {
    this.#steps = [{ place: settings.lastPlace ?? FIRST, visit: 0 }];
  }

  go(place: Place): void {
    const visit = this.#visits.get(placeKey(place)) ?? 0;
    const same = visitKey(place, visit) === this.key;
    const before = this.#steps.slice(0, same ? this.#at : this.#at + 1);
    this.#steps = [...before, { place, visit }].slice(-STEPS_KEPT);
    this.#at = this.#steps.length - 1;
    this.#arrived(!same);
  }
  /** As whoever names a place goes there: it shows everything again, and the way back still leads to what was filtered. */
  visit(place: Place): void {
    const key = placeKey(place);
    const latest = this.#visits.get(key) ?? 0;
    const things = this.#kept.get(visitKey(place, latest));
    if (things && [...things.values()].some(isFiltered)) this.#visits.set(key, latest + 1);
    this.go(place);
  }
  back(): void {
    this.#travel(-1);
  }
  forward(): void {
    this.#travel(1);
  }
  #travel(step: 1 | -1): void {
    const to = this.#at + step;
    if (to < 0 || to >= this.#steps.length) return;
    this.#at = to;
    this.#arrived(true);
  }
  #arrived(elsewhere: boolean): void {
    if (elsewhere) this.moves++;
    // A search is over when the window is.
    if (this.here.kind !== 'search') this.settings.lastPlace = this.here;
  }

  /** What a page keeps at this place while the listener is elsewhere: its list, its selection, how far it was scrolled. */
  keep<T extends object>(name: string, make: () => T): T {
    const key = this.key;
    const things = this.#kept.get(key) ?? new Map<string, object>();
    // The place that was seen last is the last one to be forgotten.
    this.#kept.delete(key);
    this.#kept.set(key, things);
    if (this.#kept.size > PLACES_KEPT) this.#kept.delete(this.#kept.keys().next().value as string);
    const thing = (things.get(name) as T | undefined) ?? make();
    things.set(name, thing);
    return thing;
  }
  /** Forgets what a page kept here. */
  forget(name: string): void {
    this.#kept.get(this.key)?.delete(name);
  }
}
