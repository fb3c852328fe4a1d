import type { Span } from '../vendor.ts'

/** "grok_video3 (6-10s): Usually completes in 2-4 minutes" and "(20-30s): 4-8 minutes" (Query Task); between them we interpolate. */
const short: Span = { fromS: 120, toS: 240 }
const long: Span = { fromS: 240, toS: 480 }
/** "grok_video3_pro (10s): Usually completes in 3-6 minutes". */
const pro: Span = { fromS: 180, toS: 360 }

/** Between which two moments after creation, in the vendor's seconds, a clip is finished. No time is documented for `max` and `stable`. */
export function renderSpan(model: string, durationS: number): Span {
  if (model === 'grok_video3_pro') return pro
  const share = Math.min(Math.max((durationS - 10) / 10, 0), 1)
  return {
    fromS: short.fromS + share * (long.fromS - short.fromS),
    toS: short.toS + share * (long.toS - short.toS),
  }
}
