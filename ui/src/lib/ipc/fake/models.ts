import type { ModelOffer, ModelRow, ModelsView } from '../types';

/** What the program in memory hears with. */
export class Models {
  rows: ModelRow[] = [{ name: null, bytes: 0, chosen: true }];
  /** Why the chosen one cannot be used. */
  problem: string | null = null;
  /** What the chooser gives: null, it was closed; a text, why the file is refused. */
  chosen: ModelOffer | string | null = {
    key: '6d2f',
    fileName: 'Cnn10_mAP=0.380.pth',
    bytes: 25_236_369,
    title: 'PANNs CNN10',
    licence: 'CC BY 4.0',
    licenceUrl: 'https://creativecommons.org/licenses/by/4.0/',
    attribution: 'Qiuqiang Kong, Yin Cao, Turab Iqbal, Yuxuan Wang, Wenwu Wang, Mark D. Plumbley',
    source: 'https://zenodo.org/record/3987831',
  };

  view(): ModelsView {
    return { models: this.rows, problem: this.problem };
  }
  add(): void {
    if (this.rows.length === 1) this.rows = [...this.rows, { name: 'cnn10:f549f3f7', bytes: 25_236_369, chosen: false }];
  }
  use(name: string | null): void {
    this.problem = null;
    this.rows = this.rows.map((row) => ({ ...row, chosen: row.name === name }));
  }
  remove(name: string): void {
    this.rows = this.rows.filter((row) => row.name !== name);
  }
}
