import type { ModelCapability } from '../models/capability.ts'
import { fewImages, fullPrompts, goodImages, noDataLinks } from './advice.ts'
import { generateModes } from './generate-modes.ts'
import type { PollProfile, Profile } from './profile.ts'

const widest = ['16:9', '9:16', '1:1', '3:2', '2:3'] as const

/** GlobalAiOpc's document "Create Task" (S1 in the dialect's NOTES.md), read 2026-11-20. */
export const globalaiopcModels: readonly ModelCapability[] = [
  {
    model: 'grok_video3',
    modes: generateModes(
      {
        duration: { kind: 'range', min: 6, max: 30, default: 10 },
        aspectRatios: { allowed: widest, default: '16:9' },
        resolutions: { allowed: ['480p', '720p'], default: '720p' },
      },
      { max: 7, base64: true },
    ),
    billing: 'second',
    promptMaxChars: null,
    source: 'GlobalAiOpc, Create Task',
    imageNote: 'base64 by absence of a rule against it',
  },
  {
    model: 'grok_video3_pro',
    modes: generateModes(
      {
        duration: { kind: 'fixed', value: 10 },
        aspectRatios: { allowed: ['16:9'], default: '16:9' },
        resolutions: { allowed: ['720p'], default: '720p' },
      },
      { max: 7, base64: true },
    ),
    billing: 'call',
    promptMaxChars: null,
    source: 'GlobalAiOpc, Create Task',
    imageNote: 'the number of images is not documented, 1 to 7 are let through as for grok_video3',
  },
  {
    model: 'grok_video3_max',
    modes: generateModes(
      {
        duration: { kind: 'list', values: [6, 10, 12, 16, 20, 30], default: 10 },
        aspectRatios: { allowed: ['16:9', '9:16', '1:1'], default: '16:9' },
        resolutions: { allowed: ['480p', '720p'], default: '720p' },
      },
      { max: 5, base64: false },
    ),
    billing: 'second',
    promptMaxChars: null,
    source: 'GlobalAiOpc, Create Task',
  },
  {
    model: 'grok_video3_stable',
    modes: stableModes({ durations: [10], resolutions: ['720p'] }),
    billing: 'call',
    promptMaxChars: null,
    source: 'GlobalAiOpc, Create Task; XingChaoYiQing documents more for the same model',
  },
]

/** The one model for which the two documents of this service differ. */
export function stableModes(documented: {
  readonly durations: readonly number[]
  readonly resolutions: readonly string[]
}): ModelCapability['modes'] {
  return generateModes(
    {
      duration: { kind: 'list', values: documented.durations, default: 10 },
      aspectRatios: { allowed: widest, default: '16:9' },
      resolutions: { allowed: documented.resolutions, default: '720p' },
    },
    { max: 7, base64: false },
  )
}

/** "Usually completes in 2-4 minutes" for 6 to 10 s and "4-8 minutes" for 20 to 30 s (GlobalAiOpc, Query Task). */
const byDuration: PollProfile = {
  first: [
    { durationS: 10, firstS: 120 },
    { durationS: 20, firstS: 240 },
  ],
  minS: 30,
  maxS: 60,
  deadlineS: 7200,
  overdueS: 300,
}

/** "Usually completes in 3-6 minutes" (GlobalAiOpc, Query Task). */
const pro: PollProfile = { ...byDuration, first: [{ durationS: 10, firstS: 180 }] }

export const globalaiopc: Profile = {
  name: 'globalaiopc',
  dialect: 'globalaiopc',
  title: 'GlobalAiOpc',
  baseUrl: 'https://zcbservice.aizfw.cn/kyyReactApiServer',
  models: globalaiopcModels,
  pollPlans: {
    grok_video3: byDuration,
    grok_video3_pro: pro,
    // No timing is documented for these two; they are asked about as grok_video3.
    grok_video3_max: byDuration,
    grok_video3_stable: byDuration,
  },
  // Only billing units are published, no figures: every price is unknown until the configuration gives it.
  prices: {},
  priceVersion: 'globalaiopc-2026-11-20',
  // "Typically 24 hours", another page says only "temporary": planned as one hour, which costs nothing when they are right.
  linkLifetimeS: 3600,
  maxInFlight: 50,
  requestsPerMinute: 60,
  pollsPerMinute: 600,
  pollsShareRate: false,
  maxOverdue: 25,
  // Nothing is documented; a kindred gateway's proxy refused long bodies (Wei-Shaw/sub2api 4170).
  maxRequestBytes: 4 * 1024 * 1024,
  reportedTicksAre: 'none',
  submitTimeoutS: 120,
  retries: 2,
  failedIsFree: false,
  choices: [
    'grok_video3_stable: this document allows 10 s and 720p, XingChaoYiQing’s also 6 s and 480p for the same service; each profile follows its own document.',
    'grok_video3_pro: the number of images is not documented; 1 to 7 are let through, as for grok_video3. Its duration is fixed and never sent.',
    'A link is said to live "typically 24 hours" on one page and to be "temporary" on another; 1 hour is planned, which costs nothing when they are right.',
    'No price is published, only the unit: every price is unknown until the configuration gives it.',
  ],
  advice: [fewImages, fullPrompts, goodImages, noDataLinks],
}
