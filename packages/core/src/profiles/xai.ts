import type { ChoiceRule, DurationRule, ModelCapability, ModeRules } from '../models/capability.ts'
import type { Price } from '../pricing/price.ts'
import { ticksPerUsd } from '../pricing/ticks.ts'
import { fewImages, fullPrompts, shortPrompts } from './advice.ts'
import { growingPlan } from './growing-plan.ts'
import type { Profile } from './profile.ts'

const guide = 'xAI, video guide and REST reference'

/** The newest guide adds the last two. */
const ratios: readonly string[] = ['16:9', '9:16', '1:1', '4:3', '3:4', '3:2', '2:3', '21:9', '5:2']
const upTo720p: ChoiceRule = { allowed: ['480p', '720p'], default: '480p' }
const upTo1080p: ChoiceRule = { allowed: ['480p', '720p', '1080p'], default: '480p' }
const notTaken: ChoiceRule = { allowed: [], default: null }
const upTo15S: DurationRule = { kind: 'range', min: 1, max: 15, default: 8 }

function fromText(resolutions: ChoiceRule): ModeRules {
  return {
    duration: upTo15S,
    aspectRatios: { allowed: ratios, default: '16:9' },
    resolutions,
    images: { min: 0, max: 0, base64: true },
    video: null,
  }
}

/** The clip follows its image: the newest guide ignores a ratio here, an earlier one stretched to it. Sent only when asked for. */
function fromImage(resolutions: ChoiceRule): ModeRules {
  return {
    ...fromText(resolutions),
    aspectRatios: { allowed: ratios, default: null },
    images: { min: 1, max: 1, base64: true },
  }
}

function fromReferences(durationMaxS: number): ModeRules {
  return {
    ...fromText(upTo720p),
    duration: { kind: 'range', min: 1, max: durationMaxS, default: 8 },
    images: { min: 2, max: 7, base64: true },
  }
}

const edit: ModeRules = {
  duration: { kind: 'as-source', maxS: 8.7 },
  aspectRatios: notTaken,
  resolutions: notTaken,
  images: { min: 0, max: 0, base64: false },
  video: { endsWith: '.mp4', maxS: 8.7 },
}

/** The duration is that of the added part alone. */
const extend: ModeRules = {
  ...edit,
  duration: { kind: 'range', min: 2, max: 10, default: 6 },
  video: { endsWith: '.mp4', maxS: 15 },
}

const promptMaxChars = 4096

const models: readonly ModelCapability[] = [
  {
    model: 'grok-imagine-video',
    modes: {
      text: fromText(upTo720p),
      image: fromImage(upTo720p),
      references: fromReferences(10),
      edit,
      extend,
    },
    billing: 'second',
    promptMaxChars,
    source: guide,
  },
  {
    model: 'grok-imagine-video-1.5',
    aliases: ['grok-imagine-video-1.5-preview', 'grok-imagine-video-1.5-2026-05-30'],
    modes: {
      text: fromText(upTo1080p),
      image: fromImage(upTo1080p),
      references: fromReferences(15),
    },
    billing: 'second',
    promptMaxChars,
    source: `${guide}; that it refuses edit and extend was observed by others`,
  },
  {
    model: 'grok-imagine-video-1.5-lite',
    modes: { text: fromText(upTo1080p), image: fromImage(upTo1080p) },
    billing: 'second',
    promptMaxChars,
    source: `${guide}; 1080p is upscaled; that it refuses references was observed by others`,
  },
]

const cent = ticksPerUsd / 100n

/** By output second and input image. Third-party listings that are said to match xAI's; its own page names $0.05 for the classic model only. */
const prices: { readonly [model: string]: Price } = {
  'grok-imagine-video': {
    unit: 'second',
    ticks: { '480p': 5n * cent, '720p': 7n * cent },
    perImageTicks: cent / 5n,
  },
  'grok-imagine-video-1.5': {
    unit: 'second',
    ticks: { '480p': 8n * cent, '720p': 14n * cent, '1080p': 25n * cent },
    perImageTicks: cent,
  },
  'grok-imagine-video-1.5-lite': {
    unit: 'second',
    ticks: { '480p': 2n * cent, '720p': 3n * cent, '1080p': 14n * cent },
    perImageTicks: cent,
  },
}

/** xAI itself, read 2026-11-20. */
export const xai: Profile = {
  name: 'xai',
  dialect: 'xai',
  title: 'xAI',
  baseUrl: 'https://api.x.ai',
  models,
  pollPlans: Object.fromEntries(models.map(({ model }) => [model, growingPlan])),
  prices,
  priceVersion: 'xai-2026-11-20',
  linkLifetimeS: 3600,
  // Creates and polls share one request a second: twenty tasks, asked every 30 s, leave a third of it for creates.
  maxInFlight: 20,
  requestsPerMinute: 60,
  pollsPerMinute: 60,
  pollsShareRate: true,
  maxOverdue: 10,
  // The message cap of the vendor's own client (xai-sdk-python 1.19.0); the HTTP limit is not documented.
  maxRequestBytes: 20 * 1024 * 1024,
  reportedTicksAre: 'bill',
  submitTimeoutS: 120,
  retries: 2,
  failedIsFree: false,
  choices: [
    'Ratios 21:9 and 5:2 stand in the newest guide only; they are let through.',
    'From an image, the newest guide ignores aspect_ratio and an earlier one stretched the image to it; nothing is sent unless it is asked for.',
    'The default ratio is not documented; 16:9 is sent, and 8 s and 480p, which are documented.',
    'An extension adds 2 to 10 s to a clip of 2 to 15 s after the guide; the protobuf files say 1 to 10 and 2 to 30.',
    'Prices are third-party listings that are said to match xAI’s; its own page names $0.05 a second for grok-imagine-video only, and no reply proves the rest. Ticks in replies are the bill, and win.',
    'An edit is quoted at its longest, 9 s, and at the dearer resolution; an extension by the part it adds.',
    'Prompts over 4096 characters are warned about, not refused: the figure is from another service’s schema.',
    'Whether polls count against one request a second is not documented; they are taken to.',
    'A link is "temporary", 24 hours or 1 hour, by document; 1 hour is planned.',
    'One image is sent as image, two or more as reference_images.',
  ],
  advice: [fewImages, fullPrompts, shortPrompts],
}
