import type { AnalysisJob, FailureRow, JobsView, ScanJob } from '../types';

const TICK_MS = 250;
/** No estimate before this many files have been measured. */
const MEASURED_AFTER = 4;

/** Background work that gets somewhere: a scan of the folder, then the analysis of its tracks. */
export class Work {
  scan: ScanJob | null = null;
  analysis: AnalysisJob | null = null;
  failures: FailureRow[] = [];
  settled = true;
  #timer: ReturnType<typeof setInterval> | undefined;
  #onScanned: ((done: number) => void) | undefined;

  constructor(
    readonly msPerTrack: number,
    readonly changed: () => void,
    readonly analysed: (done: number) => void,
    readonly indexed: () => void,
  ) {}

  view(): JobsView {
    return { scan: this.scan, analysis: this.analysis && { ...this.analysis }, settled: this.settled && this.analysis === null, failed: this.failures.length };
  }

  startScan(total: number, onScanned: (done: number) => void): void {
    this.scan = { phase: 'walking', done: 0, total: 0 };
    this.#onScanned = onScanned;
    this.#run(() => this.#stepScan(total));
  }

  startAnalysis(done: number, total: number, current: string | null): void {
    this.analysis = { done, total, etaMs: null, paused: false, current };
    const started = done;
    this.#run(() => this.#stepAnalysis(started));
  }

  pause(paused: boolean): void {
    if (this.analysis) this.analysis.paused = paused;
    this.changed();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #run(step: () => void): void {
    this.stop();
    this.#timer = setInterval(() => {
      const analysing = this.analysis !== null;
      step();
      this.changed();
      // The last batch can be compared a moment after its work is over.
      if (analysing && this.analysis === null) this.indexed();
    }, TICK_MS);
    this.changed();
  }

  #stepScan(total: number): void {
    const scan = this.scan;
    if (!scan) return;
    if (scan.phase === 'walking') this.scan = { phase: 'reading', done: 0, total };
    else if (scan.phase === 'reading') {
      const done = Math.min(total, scan.done + Math.ceil(total / 5));
      this.scan = done === total ? { phase: 'covers', done: 0, total } : { phase: 'reading', done, total };
      this.#onScanned?.(done);
    } else {
      this.scan = null;
      this.startAnalysis(0, total, null);
    }
  }

  #stepAnalysis(started: number): void {
    const job = this.analysis;
    if (!job || job.paused) return;
    job.done = Math.min(job.total, job.done + Math.max(1, Math.round(TICK_MS / this.msPerTrack)));
    job.etaMs = job.done - started >= MEASURED_AFTER ? (job.total - job.done) * this.msPerTrack : null;
    this.analysed(job.done);
    if (job.done < job.total) return;
    this.analysis = null;
    this.stop();
  }
}
