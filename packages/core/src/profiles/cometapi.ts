import type { ChoiceRule, ModelCapability, ModeRules } from '../models/capability.ts'
import { fullPrompts, noDataLinks, shortPrompts } from './advice.ts'
import { growingPlan } from './growing-plan.ts'
import type { Profile } from './profile.ts'

const ratios: readonly string[] = ['16:9', '9:16', '1:1', '4:3', '3:4', '3:2', '2:3']
const notTaken: ChoiceRule = { allowed: [], default: null }

const fromText: ModeRules = {
  duration: { kind: 'range', min: 1, max: 15, default: 8 },
  aspectRatios: { allowed: ratios, default: '16:9' },
  resolutions: { allowed: ['480p', '720p'], default: '480p' },
  images: { min: 0, max: 0, base64: true },
  video: null,
}

const models: readonly ModelCapability[] = [
  {
    model: 'grok-imagine-video',
    modes: {
      text: fromText,
      // xAI renders it, and lets the clip follow its image.
      image: {
        ...fromText,
        aspectRatios: { allowed: ratios, default: null },
        images: { min: 1, max: 1, base64: true },
      },
      edit: {
        duration: { kind: 'as-source', maxS: 8.7 },
        aspectRatios: notTaken,
        resolutions: notTaken,
        images: { min: 0, max: 0, base64: false },
        video: { endsWith: '.mp4', maxS: 8.7 },
      },
    },
    billing: 'second',
    promptMaxChars: 4096,
    source: 'CometAPI, Video Generation and Video Edit; what they leave open as at xAI',
  },
]

/** CometAPI's pages on xAI video, read 2026-11-20. It passes requests on to xAI. */
export const cometapi: Profile = {
  name: 'cometapi',
  dialect: 'cometapi',
  title: 'CometAPI',
  baseUrl: 'https://api.cometapi.com',
  models,
  pollPlans: { 'grok-imagine-video': growingPlan },
  // The ticks in its replies are what xAI charged it, not what it charges: every price is unknown until configured.
  prices: {},
  priceVersion: 'cometapi-2026-11-20',
  linkLifetimeS: 3600,
  // It claims up to 30,000 requests a minute and no limit by key, and answers 429 all the same: begun with care.
  maxInFlight: 50,
  requestsPerMinute: 60,
  pollsPerMinute: 300,
  pollsShareRate: false,
  maxOverdue: 25,
  // Nothing is documented; a kindred gateway's proxy refused long bodies (Wei-Shaw/sub2api 4170).
  maxRequestBytes: 4 * 1024 * 1024,
  reportedTicksAre: 'passed_through',
  submitTimeoutS: 120,
  retries: 2,
  failedIsFree: false,
  choices: [
    'The default duration is 1 s in one revision of the page and 8 s in another; duration, ratio and resolution are always sent, 8 s where nobody says.',
    'No page on extending or on reference images was found: both are refused. One image is taken.',
    'The page on edits gives no rule for the link; .mp4 is asked for, as xAI behind it does.',
    'The default ratio is not documented; 16:9 is sent from text, and nothing from an image unless asked for, as at xAI.',
    'What it bills by is not documented either; the second is assumed, as at xAI.',
    'No price was found. The ticks it reports are xAI’s own cost; the charge is estimated as that cost times bill_factor, 1 where it is not set.',
    'Prompts over 4096 characters are warned about, not refused: the figure is from another service’s schema of the same model.',
    'How long a link lives is not documented ("temporary"); 1 hour is planned.',
  ],
  advice: [fullPrompts, noDataLinks, shortPrompts],
}
