import type { ModelCapability } from '../models/capability.ts'
import { globalaiopc, globalaiopcModels } from './globalaiopc.ts'
import type { Profile } from './profile.ts'

/** XingChaoYiQing is the same service under another name; its document differs for one model only (read 2026-11-20). */
export const xingchaoyiqing: Profile = {
  ...globalaiopc,
  name: 'xingchaoyiqing',
  title: 'XingChaoYiQing',
  models: globalaiopcModels.map(asXingChaoYiQing),
  priceVersion: 'xingchaoyiqing-2026-11-20',
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
    duration: { kind: 'list', values: [6, 10], default: 10 },
    resolutions: { allowed: ['480p', '720p'], default: '720p' },
    source: 'XingChaoYiQing, Create Task; GlobalAiOpc documents 10 s and 720p only',
  }
}
