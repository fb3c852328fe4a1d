import type { UpstreamRules } from '../policy/rules.ts'
import { quoteTicks } from '../pricing/price.ts'
import type { Ticks } from '../pricing/ticks.ts'
import type { Clip } from './clip.ts'
import { clipDifferences } from './clip-differences.ts'
import { type Difference, isOtherDuration, type PricedRender } from './difference.ts'
import type { JobId } from './ids.ts'
import type { Job, Mismatch, Reported } from './job.ts'

/** Where the upstream's own report differs from what was asked. Recorded; the clip is kept all the same. */
export function renderMismatch(job: Job, reported: Reported, rules: UpstreamRules): readonly Mismatch[] {
  return inTicks(job, reportedDifferences(job, reported, rules), rules)
}

/**
 * What stands once the clip itself has been looked at: what it shows replaces what was only reported about the same
 * field. `twinId` is a job that asked for something else and got the same media.
 */
export function clipMismatch(
  job: Job,
  clip: Clip,
  twinId: JobId | null,
  rules: UpstreamRules,
): readonly Mismatch[] {
  const seen = clipDifferences(job, clip)
  const reported = job.reported === null ? [] : reportedDifferences(job, job.reported, rules)
  // A file that lasts as long as was asked outweighs a report that it does not.
  const notSeen = reported.filter(({ field }) => field !== 'duration')
  return inTicks(job, [...notSeen, ...seen, ...repeats(twinId)], rules)
}

function reportedDifferences(
  job: Job,
  reported: Reported,
  { modelNamed }: Pick<UpstreamRules, 'modelNamed'>,
): Difference[] {
  const found: Difference[] = []
  const { model, durationS } = reported
  if (model !== null && modelNamed(model) !== modelNamed(job.model)) {
    found.push({ field: 'model', asked: job.model, got: model, came: { model: modelNamed(model) } })
  }
  if (durationS !== null && isOtherDuration(job, durationS)) {
    const asked = String(job.params.durationS)
    found.push({ field: 'duration', asked, got: String(durationS), came: { durationS } })
  }
  if (reported.breaksModeration) {
    found.push({ field: 'moderation', asked: 'respected', got: 'not respected', came: null })
  }
  return found
}

function repeats(twinId: JobId | null): Difference[] {
  if (twinId === null) return []
  return [{ field: 'content', asked: 'a clip of its own', got: `the same media as ${twinId}`, came: null }]
}

/**
 * Prices each difference by the list in force: the quote before it minus the quote after it, one after the other, so
 * that together they are worth what was asked minus what came.
 */
function inTicks(job: Job, differences: readonly Difference[], rules: UpstreamRules): readonly Mismatch[] {
  let render: PricedRender = { model: job.model, ...job.params }
  const images = job.params.imageUrls.length
  return differences.map(({ field, asked, got, came }) => {
    const changed = { ...render, ...came }
    const worth = came === null ? null : minus(quote(render, images, rules), quote(changed, images, rules))
    if (worth !== null) render = changed
    return { field, asked, got, ticks: worth === null ? null : String(worth) }
  })
}

function minus(asked: Ticks | null, came: Ticks | null): Ticks | null {
  return asked === null || came === null ? null : asked - came
}

/** Longer than any clip: a figure beyond it is no duration. */
const durationSMax = 86_400

function quote(
  { model, durationS, resolution }: PricedRender,
  images: number,
  rules: UpstreamRules,
): Ticks | null {
  if (durationS !== null && !(durationS >= 0 && durationS <= durationSMax)) return null
  const wholeS = durationS === null ? null : Math.round(durationS)
  return quoteTicks(rules.priceFor(model), { durationS: wholeS, resolution, images })
}
