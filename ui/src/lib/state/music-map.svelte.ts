import { centreOf } from '../../components/plane/lasso';
import { WHOLE, type Point, type View } from '../../components/plane/frame';
import { PointGrid } from '../../components/plane/grid';
import type { Dots } from '../../components/plane/paint';
import type { Backend } from '../ipc/backend';
import type { Axis, MapColour, MapLayout, MapView, Reason, TrackRow } from '../ipc/types';
import type { Notices } from './notices.svelte';
import type { Settings } from './settings.svelte';

export const AXES = ['valence', 'arousal', 'danceability', 'acousticness', 'voice', 'tempo'] as const satisfies readonly Axis[];
export const COLOURS = ['genre', 'mood', 'plays'] as const satisfies readonly MapColour[];
export type FaceKind = MapLayout['kind'];
export type Filters = { allow: string[]; deny: string[]; popularity: number };
export const NO_FILTERS: Filters = { allow: [], deny: [], popularity: 50 };

/** Tracks at a place of the mood plane, and in a region of it. */
const AT_PLACE = 50;
const IN_REGION = 200;
/** Neighbours that are listed with a track of the map, and rows of a region of it. */
const AROUND = 24;
const ROWS = 500;
/** The pointer rests where it stays this long. */
const REST_MS = 80;
const NAMES_KEPT = 200;
/** While a layout is prepared, it is asked this often how far it is. */
const PROGRESS_MS = 1500;

/** How a direction is spread, in its own unit. */
export type Spread = { lowest: number; highest: number; mean: number };
/** The points of a face, made ready to be drawn and found. */
export type Points = { ids: number[]; dots: Dots; grid: PointGrid; legend: string[]; axes: [Spread, Spread] | null; correlation: number | null; indexOf: Map<number, number> };
export type FoundRow = { track: TrackRow; matchPercent: number | null; reasons: Reason[] };
/** What is listed beside the plane. `ids` is all of it, `rows` what is shown of it. */
export type Found = { kind: 'place' | 'region' | 'track'; key: number; rows: FoundRow[]; ids: number[] };

/** One of the two ways the library is laid out, and what was pointed at on it. */
export class Face {
  state = $state<MapView['state'] | null>(null);
  points = $state.raw<Points | null>(null);
  /** Of a layout that is being prepared. */
  donePercent = $state(0);
  view = $state.raw<View>(WHOLE);
  spot = $state.raw<Point | null>(null);
  region = $state.raw<Point[] | null>(null);
  /** The track of the map that was pressed. */
  chosen = $state<number | null>(null);
  found = $state.raw<Found | null>(null);
  /** Another list is on its way; the last one stands meanwhile. */
  waiting = $state(false);
  /** Answers to earlier questions are overtaken. */
  asked = 0;
  listed = 0;
  dirty = true;

  /** Something was pressed or drawn. */
  get listing(): boolean {
    return this.region !== null || this.spot !== null || this.chosen !== null;
  }
  clear(): void {
    [this.spot, this.region, this.chosen, this.found, this.waiting] = [null, null, null, null, false];
    this.listed++;
  }
}

/** A number that is none comes as null. */
function spread({ lowest, highest, mean }: { [Key in keyof Spread]: number | null }): Spread {
  return { lowest: lowest ?? 0, highest: highest ?? 0, mean: mean ?? 0 };
}
function pointsOf({ ids, x, y, colour, legend, axes, correlation }: MapView): Points {
  const dots = { x: Uint16Array.from(x), y: Uint16Array.from(y), group: Uint8Array.from(colour) };
  return { ids, dots, grid: new PointGrid(dots.x, dots.y), legend, axes: axes && [spread(axes[0]), spread(axes[1])], correlation, indexOf: new Map(ids.map((id, index) => [id, index])) };
}

/** The library laid out on a plane, by mood or by sound. Nothing is asked for before its page is open. */
export class MusicMap {
  readonly mood = new Face();
  readonly sound = new Face();
  /** The point that is pointed at, and its track once the pointer rests. */
  pointed = $state<number | null>(null);
  named = $state.raw<TrackRow | null>(null);
  #names = new Map<number, TrackRow>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #later: ReturnType<typeof setTimeout> | undefined;
  #watched = false;
  #key = 0;

  constructor(
    readonly backend: Backend,
    readonly notices: Notices,
    readonly settings: Settings,
  ) {}

  get kind(): FaceKind {
    return this.settings.view<string>('map.face', 'mood') === 'sound' ? 'sound' : 'mood';
  }
  set kind(kind: FaceKind) {
    this.settings.setView('map.face', kind);
    this.point(null);
    void this.#load();
  }
  get face(): Face {
    return this.kind === 'mood' ? this.mood : this.sound;
  }

  get x(): Axis {
    return this.#axis('map.x', 'valence');
  }
  get y(): Axis {
    return this.#axis('map.y', 'arousal');
  }
  #axis(name: string, otherwise: Axis): Axis {
    const kept = this.settings.view<string>(name, otherwise);
    return AXES.find((axis) => axis === kept) ?? otherwise;
  }
  /** One axis cannot be both: the other direction takes what this one had. */
  setAxis(direction: 'x' | 'y', axis: Axis): void {
    const [mine, other] = direction === 'x' ? [this.x, this.y] : [this.y, this.x];
    if (axis === mine) return;
    if (axis === other) this.settings.setView(direction === 'x' ? 'map.y' : 'map.x', mine);
    this.settings.setView(`map.${direction}`, axis);
    this.mood.clear();
    this.mood.view = WHOLE;
    this.point(null);
    this.mood.dirty = true;
    void this.#load();
  }

  get colour(): MapColour {
    const kept = this.settings.view<string>('map.colour', 'genre');
    return COLOURS.find((colour) => colour === kept) ?? 'genre';
  }
  set colour(colour: MapColour) {
    this.settings.setView('map.colour', colour);
    [this.mood.dirty, this.sound.dirty] = [true, true];
    void this.#load();
  }

  get filters(): Filters {
    const { allow, deny, popularity } = { ...NO_FILTERS, ...this.settings.view<Partial<Filters>>('map.filters', {}) };
    // Plain lists: they go to the program.
    return { allow: [...allow], deny: [...deny], popularity };
  }
  set filters(filters: Filters) {
    this.settings.setView('map.filters', filters);
    void this.#again(this.mood);
  }

  /** Its page is open until the returned function is called. */
  watch(): () => void {
    this.#watched = true;
    // Plays and genres may be others than when it was last seen.
    [this.mood.dirty, this.sound.dirty] = [true, true];
    void this.#load();
    return () => {
      this.#watched = false;
      this.point(null);
    };
  }
  /** The points lie elsewhere, or there are more of them. */
  changed(): void {
    [this.mood.dirty, this.sound.dirty] = [true, true];
    void this.#load();
  }
  /** Where there was nothing to show, there may be something now. */
  libraryChanged(): void {
    this.#names.clear();
    if (this.face.state !== 'ready') this.changed();
  }

  async #load(): Promise<void> {
    const { face, kind } = this;
    if (!this.#watched || !face.dirty) return;
    const asked = ++face.asked;
    face.dirty = false;
    await this.notices.attempt(
      this.backend.mapPoints(kind === 'mood' ? { kind, x: this.x, y: this.y } : { kind }, this.colour).then((view) => {
        if (asked !== face.asked) return;
        this.point(null);
        face.state = view.state;
        face.donePercent = view.donePercent;
        if (view.state === 'preparing') this.#askLater(face);
        face.points = view.state === 'ready' ? pointsOf(view) : null;
        if (face.found) void this.#again(face);
      }),
    );
  }

  /** How far it is, until it is there. */
  #askLater(face: Face): void {
    clearTimeout(this.#later);
    this.#later = setTimeout(() => {
      face.dirty = true;
      void this.#load();
    }, PROGRESS_MS);
  }

  /** A place was pressed, and the point there, if one is near. */
  pick(place: Point, index: number | null): void {
    const { face, kind } = this;
    if (kind === 'sound' && index === null) return face.clear();
    face.clear();
    if (kind === 'mood') face.spot = place;
    else face.chosen = face.points?.ids[index as number] ?? null;
    void this.#again(face);
  }
  draw(region: Point[]): void {
    const { face } = this;
    face.clear();
    face.region = region;
    void this.#again(face);
  }

  /** Lists what was pressed or drawn, as things are now. */
  async #again(face: Face): Promise<void> {
    const { points, spot, region } = face;
    if (!points || !face.listing) return;
    const listed = ++face.listed;
    face.waiting = true;
    const kind = region ? 'region' : spot ? 'place' : 'track';
    await this.notices.attempt(
      (face === this.mood ? this.#moods(points, face) : this.#sounds(points, face)).then(({ rows, ids }) => {
        if (listed === face.listed) face.found = { kind, key: ++this.#key, rows, ids };
      }),
    );
    if (listed === face.listed) face.waiting = false;
  }
  async #moods({ grid, ids }: Points, { spot, region }: Face): Promise<Pick<Found, 'rows' | 'ids'>> {
    const at = region ? centreOf(region) : (spot as Point);
    const within = region ? grid.inside(region, at).map((index) => ids[index] as number) : null;
    if (within?.length === 0) return { rows: [], ids: [] };
    const { allow, deny, popularity } = this.filters;
    const place = { atX: Math.round(at.x), atY: Math.round(at.y) };
    // From hidden, −100, to well known.
    const known = 2 * (popularity - NO_FILTERS.popularity);
    const rows = await this.backend.moodList({ x: this.x, y: this.y, ...place, within, allow, deny, popularity: known, limit: region ? IN_REGION : AT_PLACE });
    return { rows, ids: rows.map(({ track }) => track.id) };
  }
  async #sounds({ grid, ids, indexOf }: Points, { region, chosen }: Face): Promise<Pick<Found, 'rows' | 'ids'>> {
    const index = chosen === null ? undefined : indexOf.get(chosen);
    const indexes = region ? grid.inside(region, centreOf(region)) : index === undefined ? [] : grid.around(index, AROUND);
    const found = indexes.map((one) => ids[one] as number);
    const tracks = found.length === 0 ? [] : await this.backend.tracksByIds(found.slice(0, ROWS));
    return { rows: tracks.map((track) => ({ track, matchPercent: null, reasons: [] })), ids: found };
  }

  point(index: number | null): void {
    if (index === this.pointed) return;
    clearTimeout(this.#timer);
    this.pointed = index;
    const id = index === null ? undefined : this.face.points?.ids[index];
    this.named = (id === undefined ? undefined : this.#names.get(id)) ?? null;
    if (id !== undefined && !this.named) this.#timer = setTimeout(() => void this.#name(id, index), REST_MS);
  }
  async #name(id: number, index: number | null): Promise<void> {
    await this.notices.attempt(
      this.backend.tracksByIds([id]).then(([track]) => {
        if (!track) return;
        if (this.#names.size > NAMES_KEPT) this.#names.clear();
        this.#names.set(id, track);
        if (this.pointed === index) this.named = track;
      }),
    );
  }
}
