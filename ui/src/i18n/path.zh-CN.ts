import type { CatalogueOf } from './messages';
import type { pathEn } from './path.en';

export const pathZhCN: CatalogueOf<typeof pathEn> = {
  pathFromHere: '从这里出发的路径…',
  pathTitle: '从这里出发的路径',
  closePath: '关闭',
  pathStart: '起点',
  pathEnd: '终点',
  pathSteps: '中间曲目数',
  pathFind: '查找曲目',
  pathOtherEnd: '选择另一首曲目',
  pathTracks: '路径中的曲目',
  pathMatch: '与上一首的匹配度为百分之 {percent}',
  pathChoose: '要通向哪里？',
  pathChooseHint: '选择要到达的曲目。途中以小步逐渐过渡。',
  pathSameTrack: '起点和终点是同一首曲目',
  pathSameTrackHint: '请选择另一首作为终点。',
  pathNotAnalysed: '《{title}》还没有分析过',
  pathNotAnalysedHint: 'Attune 会先分析它，路径随后会自动出现在这里。',
  pathCannotCompare: '《{title}》无法比较',
  pathNone: '这两首之间没有任何曲目',
  pathFew: { other: '两者之间只有 {count} 首曲目' },
  pathSave: '保存为播放列表',
  pathName: '从《{from}》到《{to}》',
};
