import type { RenderParams } from '../job/job.ts'
import {
  allowedDurations,
  type ChoiceRule,
  type DurationRule,
  defaultDuration,
  describeMode,
  type Mode,
  type ModelCapability,
  modeOf,
  modesOf,
} from './capability.ts'
import { checkImages } from './check-images.ts'
import { videoLinkProblem } from './check-link.ts'
import {
  type AskedRender,
  type Problem,
  purposeOf,
  type RenderPlace,
  type RenderWish,
  saidBy,
} from './render-wish.ts'

export type { Problem, RenderPlace, RenderWish } from './render-wish.ts'

export type RenderCheck =
  | { readonly ok: true; readonly mode: Mode; readonly params: RenderParams }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** Holds a wish against what the model takes in its mode. Finds every problem at once; each names rule, values and profile. */
export function resolveRender(
  capability: ModelCapability,
  wish: RenderWish,
  where: RenderPlace,
): RenderCheck {
  const mode = modeOf(wish)
  const rules = capability.modes[mode]
  if (rules === undefined) return { ok: false, problems: [unsupported(capability, mode, wish, where)] }
  const asked: AskedRender = { wish, rules, mode, capability, where }
  const problems = [
    ...checkVideo(asked),
    ...checkDuration(asked),
    ...checkChoice(asked, 'aspect_ratio', wish.aspectRatio, rules.aspectRatios),
    ...checkChoice(asked, 'resolution', wish.resolution, rules.resolutions),
    ...checkImages(asked),
  ]
  if (problems.length > 0) return { ok: false, problems }
  return {
    ok: true,
    mode,
    params: {
      durationS: wish.durationS ?? defaultDuration(rules.duration),
      aspectRatio: wish.aspectRatio ?? rules.aspectRatios.default,
      resolution: wish.resolution ?? rules.resolutions.default,
      imageUrls: wish.imageUrls,
      videoUrl: wish.videoUrl,
    },
  }
}

function unsupported(
  capability: ModelCapability,
  mode: Mode,
  { imageUrls }: RenderWish,
  where: RenderPlace,
): Problem {
  const can = modesOf(capability).map(describeMode)
  const others = where.profile.models.filter((model) => model.modes[mode]).map(({ model }) => model)
  const wanted =
    mode === 'references' ? `${describeMode(mode)} (${imageUrls.length} images)` : describeMode(mode)
  const elsewhere =
    others.length === 0
      ? `no model of ${where.upstream} can`
      : `at ${where.upstream} ${others.join(', ')} can`
  return {
    path: mode === 'edit' || mode === 'extend' ? 'operation' : 'image_urls',
    code: 'operation_not_supported',
    message: `${capability.model} at ${where.upstream} cannot: ${wanted}. It can: ${can.join(', ')}; ${elsewhere}${saidBy(capability, where)}`,
    allowed: can,
  }
}

function checkVideo({ wish, rules, mode, capability, where }: AskedRender): Problem[] {
  if (rules.video === null) {
    if (wish.videoUrl === null) return []
    const message = `video_url belongs to operation edit or extend; leave it out to generate${saidBy(capability, where)}`
    return [{ path: 'video_url', code: 'not_taken', message }]
  }
  if (wish.videoUrl === null) {
    const message = `operation ${mode} needs video_url, the clip to ${mode}${saidBy(capability, where)}`
    return [{ path: 'video_url', code: 'required', message }]
  }
  const problem = videoLinkProblem(wish.videoUrl, rules.video)
  if (problem === null) return []
  const message = `${problem}${saidBy(capability, where)}`
  return [{ path: 'video_url', code: 'video_not_usable', message }]
}

function checkDuration({ wish, rules: { duration }, mode, capability, where }: AskedRender): Problem[] {
  const { durationS } = wish
  if (durationS === null || durationFits(duration, durationS)) return []
  return [
    {
      path: 'duration',
      code: 'duration_not_allowed',
      message: `${capability.model} at ${where.upstream} ${durationFix(duration, mode)} (asked: ${durationS})${saidBy(capability, where)}`,
      allowed: allowedDurations(duration),
    },
  ]
}

function durationFix(rule: DurationRule, mode: Mode): string {
  switch (rule.kind) {
    case 'fixed':
      return `always makes ${rule.value} seconds; leave duration out`
    case 'as-source':
      return `takes no duration to ${describeMode(mode)}: the clip is as long as its source, at most ${rule.maxS} seconds; leave duration out`
    case 'list':
    case 'range':
      return `takes a duration of ${allowedDurations(rule).join(', ')} seconds ${purposeOf(mode)}`
  }
}

function durationFits(rule: DurationRule, durationS: number): boolean {
  switch (rule.kind) {
    case 'range':
      return Number.isInteger(durationS) && durationS >= rule.min && durationS <= rule.max
    case 'list':
      return rule.values.includes(durationS)
    case 'fixed':
      return durationS === rule.value
    case 'as-source':
      return false
  }
}

function checkChoice(
  { mode, capability, where }: AskedRender,
  path: 'aspect_ratio' | 'resolution',
  value: string | null,
  { allowed }: ChoiceRule,
): Problem[] {
  if (value === null || allowed.includes(value)) return []
  const fix =
    allowed.length === 0
      ? `takes no ${path} ${purposeOf(mode)}; leave it out`
      : `takes ${path} ${allowed.join(', ')} ${purposeOf(mode)}`
  return [
    {
      path,
      code: `${path}_not_allowed`,
      message: `${capability.model} at ${where.upstream} ${fix} (asked: ${value})${saidBy(capability, where)}`,
      allowed,
    },
  ]
}
