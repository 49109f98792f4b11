import type { CatalogueOf } from './messages';
import type { pathEn } from './path.en';

export const pathRu: CatalogueOf<typeof pathEn> = {
  pathFromHere: 'Путь отсюда…',
  pathTitle: 'Путь отсюда',
  closePath: 'Закрыть',
  pathStart: 'Откуда',
  pathEnd: 'Куда',
  pathSteps: 'Треков между',
  pathFind: 'Найти трек',
  pathOtherEnd: 'Выбрать другой трек',
  pathTracks: 'Треки пути',
  pathMatch: 'Сходство с предыдущим: {percent} процентов',
  pathChoose: 'Куда он должен привести?',
  pathChooseHint: 'Выберите трек, к которому нужно прийти. Путь к нему идёт небольшими шагами.',
  pathSameTrack: 'Начало и конец — один и тот же трек',
  pathSameTrackHint: 'Выберите другой трек, к которому нужно прийти.',
  pathNotAnalysed: 'Трек «{title}» ещё не прослушан',
  pathNotAnalysedHint: 'Attune сначала проанализирует его. Путь появится здесь сам.',
  pathCannotCompare: 'Трек «{title}» нельзя сравнить',
  pathNone: 'Между этими двумя нет ни одного трека',
  pathFew: {
    one: 'Между ними только {count} трек',
    few: 'Между ними только {count} трека',
    many: 'Между ними только {count} треков',
    other: 'Между ними только {count} трека',
  },
  pathSave: 'Сохранить как плейлист',
  pathName: 'От «{from}» до «{to}»',
};
