import type { CatalogueOf } from './messages';
import type { modelsEn } from './models.en';

export const modelsZhCN: CatalogueOf<typeof modelsEn> = {
  modelChoice: '神经网络',
  modelWhy: 'Attune 用它来聆听音乐。你可以用已公开发布的 PANNs CNN10 权重文件代替自带的网络；该文件需自行准备。',
  modelShipped: 'Attune 自带的网络',
  modelOwn: 'PANNs CNN10',
  modelFacts: '{name} · {size} MB',
  modelBuiltIn: 'Attune 的一部分',
  modelInUse: '正在使用',
  modelUse: '使用',
  modelUseNamed: '使用 {name}',
  modelAdd: '添加文件…',
  modelReading: '正在读取…',
  modelProblem: '音乐可以播放，但无法使用这个网络：{reason}。请选择另一个，或重新添加它的文件。',
  modelOfferTitle: '用 {title} 来聆听？',
  modelOfferFile: '{name}（{size} MB）是一个能分辨 527 种声音的网络，用 AudioSet 训练而成，只在这台电脑上运行。',
  modelOfferLicence: '其公开发布的权重采用 {licence} 许可：',
  modelOfferCredit: '署名：{attribution}',
  modelOfferSource: '发布于：',
  modelOfferCost: '用它分析需要更长时间，并且不会判断情绪。整个音乐库需要重新分析。',
  modelOnlyOne: '每首曲目只保留最近一次分析：换回来时，音乐库会再分析一遍。',
  modelAccept: '接受许可并使用',
  modelChangeTitle: '换一个网络来聆听？',
  modelChangeText: '整个音乐库需要重新分析。在此之前，只能比较已重新分析过的曲目。',
  modelChange: '更换',
};
