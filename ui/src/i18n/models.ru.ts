import type { CatalogueOf } from './messages';
import type { modelsEn } from './models.en';

export const modelsRu: CatalogueOf<typeof modelsEn> = {
  modelChoice: 'Нейросеть',
  modelWhy: 'Чем Attune слушает музыку. Вместо собственной сети можно взять опубликованные веса PANNs CNN10; сам файл нужно найти и выбрать самостоятельно.',
  modelShipped: 'Собственная сеть Attune',
  modelOwn: 'PANNs CNN10',
  modelFacts: '{name} · {size} МБ',
  modelBuiltIn: 'часть Attune',
  modelInUse: 'Используется',
  modelUse: 'Выбрать',
  modelUseNamed: 'Выбрать: {name}',
  modelAdd: 'Добавить файл…',
  modelReading: 'Чтение…',
  modelProblem: 'Музыка играет, но эту сеть использовать нельзя: {reason}. Выберите другую или добавьте её файл заново.',
  modelOfferTitle: 'Слушать с помощью {title}?',
  modelOfferFile: '{name} ({size} МБ) — сеть, которая различает 527 видов звуков; обучена на AudioSet. Она работает только на этом компьютере.',
  modelOfferLicence: 'Опубликованные веса распространяются по лицензии {licence}:',
  modelOfferCredit: 'Авторы: {attribution}',
  modelOfferSource: 'Опубликовано:',
  modelOfferCost: 'Анализ с ней занимает больше времени, и настроение она не определяет. Всю медиатеку придётся проанализировать заново.',
  modelOnlyOne: 'Хранится только последний анализ трека: если вернуться к прежней сети, медиатека будет проанализирована ещё раз.',
  modelAccept: 'Принять лицензию и использовать',
  modelChangeTitle: 'Слушать с помощью другой сети?',
  modelChangeText: 'Всю медиатеку придётся проанализировать заново. До тех пор сравнивать можно только то, что уже проанализировано снова.',
  modelChange: 'Сменить',
};
