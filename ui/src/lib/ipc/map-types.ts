import type { SimilarRow_Serialize } from './bindings';

/** What a track is measured by, as far as it can be laid along an edge. */
export type Axis = 'valence' | 'arousal' | 'danceability' | 'acousticness' | 'voice' | 'tempo';
export type MapLayout = { kind: 'mood'; x: Axis; y: Axis } | { kind: 'sound' };
export type MapColour = 'genre' | 'mood' | 'plays';

/** What the two directions of a mood plane stand for, in their units. `low` is what 0 stands for, `high` what 65535 does. */
export type MapAxes = {
  xMean: number;
  yMean: number;
  xUnit: string;
  yUnit: string;
  xLow: number;
  xHigh: number;
  yLow: number;
  yHigh: number;
  /** Pearson's r, −1 to 1; none where it cannot be said. */
  correlation: number | null;
};

/** The library as points: columns of equal length. */
export type MapView = {
  /** While it is being prepared, `mapChanged` says when it is there. */
  state: 'ready' | 'notAnalysed' | 'preparing';
  ids: number[];
  /** 0–65535, to the right. */
  x: number[];
  /** 0–65535, upwards. */
  y: number[];
  /** The place of each point's group in the legend. */
  colour: number[];
  /** Names of genres, the last one '' for all others; 'happy', 'tense', 'sad', 'calm'; 'never', 'few', 'often'. */
  legend: string[];
  axes: MapAxes | null;
};

/** What is wanted of a place on the mood plane. */
export type MoodRequest = {
  x: Axis;
  y: Axis;
  /** 0–65535. */
  atX: number;
  atY: number;
  /** Only these tracks, those of a region that was drawn. */
  within: number[] | null;
  /** Names of genres; none allowed means that all are. */
  allow: string[];
  deny: string[];
  /** 0–100: from what is hidden to what is well known; 50 takes no side. */
  popularity: number;
  limit: number;
};
export type MoodList = { state: 'ready' | 'nothingThere'; rows: SimilarRow_Serialize[] };

/** The points lie elsewhere, or are there now. */
export type MapEvent = { type: 'mapChanged' };
