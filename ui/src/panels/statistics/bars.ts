/** What one bar stands for: a day, or the days of a week. */
export type Bar = { from: string; plays: number; listenedMs: number };

type Day = { day: string; plays: number; listenedMs: number };

/** More days than this are drawn by week: bars of two pixels say nothing. */
const MOST_DAYS = 62;
const WEEK = 7;

/** The bars of a period, each day one, or each week of which the last ends today. */
export function barsOf(days: readonly Day[]): Bar[] {
  if (days.length <= MOST_DAYS) return days.map(({ day, plays, listenedMs }) => ({ from: day, plays, listenedMs }));
  const bars: Bar[] = [];
  for (let end = days.length; end > 0; end -= WEEK) {
    const week = days.slice(Math.max(0, end - WEEK), end);
    bars.unshift({
      from: (week[0] as Day).day,
      plays: week.reduce((sum, { plays }) => sum + plays, 0),
      listenedMs: week.reduce((sum, { listenedMs }) => sum + listenedMs, 0),
    });
  }
  return bars;
}

/** Round figures for an axis from 0 to at least `most`: three or four, the top one above all. */
export function ticksTo(most: number): number[] {
  const rough = Math.max(1, most) / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power);
  return Array.from({ length: Math.ceil(Math.max(1, most) / step) + 1 }, (_, i) => i * step);
}
