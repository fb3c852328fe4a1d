import type { ModelCapability } from '../models/capability.ts'
import { globalaiopc, globalaiopcModels, stableModes } from './globalaiopc.ts'
import type { Profile } from './profile.ts'

/** XingChaoYiQing is the same service under another name; its document differs for one model only (read 2026-11-20). */
export const xingchaoyiqing: Profile = {
  ...globalaiopc,
  name: 'xingchaoyiqing',
  title: 'XingChaoYiQing',
  models: globalaiopcModels.map(asXingChaoYiQing),
  priceVersion: 'xingchaoyiqing-2026-11-20',
  choices: globalaiopc.choices.map((choice) =>
    choice.startsWith('grok_video3_stable')
      ? 'grok_video3_stable: this document allows 6 or 10 s and 480p or 720p, GlobalAiOpc’s only 10 s and 720p for the same service; each profile follows its own document.'
      : choice,
  ),
}

function asXingChaoYiQing(model: ModelCapability): ModelCapability {
  if (model.model !== 'grok_video3_stable') {
    return {
      ...model,
      source: model.source.replace('GlobalAiOpc, Create Task', 'XingChaoYiQing, Create Task'),
    }
  }
  return {
    ...model,
    modes: stableModes({ durations: [6, 10], resolutions: ['480p', '720p'] }),
    source: 'XingChaoYiQing, Create Task; GlobalAiOpc documents 10 s and 720p only',
  }
}
