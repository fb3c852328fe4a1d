import type { Operation, RenderParams } from '../job/job.ts'
import type { Profile } from '../profiles/profile.ts'
import {
  allowedDurations,
  type ChoiceRule,
  type DurationRule,
  defaultDuration,
  describeMode,
  type Mode,
  type ModelCapability,
  type ModeRules,
  modeOf,
  modesOf,
} from './capability.ts'
import { dataLinkBytes, imageLinkProblem, videoLinkProblem } from './check-link.ts'

/** One thing that is wrong with a request: where, what, and what would be right. */
export type Problem = {
  readonly path: string
  readonly code: string
  readonly message: string
  readonly allowed?: readonly (string | number)[]
}

/** What a caller asks for; null or absent where the default will do. */
export type RenderWish = {
  readonly operation: Operation
  readonly durationS: number | null
  readonly aspectRatio: string | null
  readonly resolution: string | null
  readonly imageUrls: readonly string[]
  readonly videoUrl: string | null
}

/** The upstream a wish is held against: its name in the configuration, and what its profile says. */
export type RenderPlace = {
  readonly upstream: string
  readonly profile: Pick<Profile, 'name' | 'models' | 'maxRequestBytes'>
}

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
  const asked: Asked = { wish, rules, mode, capability, where }
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

type Asked = {
  readonly wish: RenderWish
  readonly rules: ModeRules
  readonly mode: Mode
  readonly capability: ModelCapability
  readonly where: RenderPlace
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

function checkVideo({ wish, rules, mode, capability, where }: Asked): Problem[] {
  if (rules.video === null) {
    if (wish.videoUrl === null) return []
    const message = 'video_url belongs to operation edit or extend; leave it out to generate'
    return [{ path: 'video_url', code: 'not_taken', message }]
  }
  if (wish.videoUrl === null) {
    return [{ path: 'video_url', code: 'required', message: `operation ${mode} needs video_url` }]
  }
  const problem = videoLinkProblem(wish.videoUrl, rules.video)
  if (problem === null) return []
  const message = `${problem}${saidBy(capability, where)}`
  return [{ path: 'video_url', code: 'video_not_usable', message }]
}

function checkDuration({ wish, rules: { duration }, mode, capability, where }: Asked): Problem[] {
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
      return `takes a duration of ${allowedDurations(rule).join(', ')} seconds ${purpose(mode)}`
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
  { mode, capability, where }: Asked,
  path: 'aspect_ratio' | 'resolution',
  value: string | null,
  { allowed }: ChoiceRule,
): Problem[] {
  if (value === null || allowed.includes(value)) return []
  const fix =
    allowed.length === 0
      ? `takes no ${path} ${purpose(mode)}; leave it out`
      : `takes ${path} ${allowed.join(', ')} ${purpose(mode)}`
  return [
    {
      path,
      code: `${path}_not_allowed`,
      message: `${capability.model} at ${where.upstream} ${fix} (asked: ${value})${saidBy(capability, where)}`,
      allowed,
    },
  ]
}

function checkImages({ wish: { imageUrls }, rules: { images }, mode, capability, where }: Asked): Problem[] {
  const problems: Problem[] = []
  if (imageUrls.length < images.min || imageUrls.length > images.max) {
    const takes = images.max === 0 ? 'no images' : `${images.min} to ${images.max} images`
    problems.push({
      path: 'image_urls',
      code: 'too_many_images',
      message: `${capability.model} at ${where.upstream} takes ${takes} ${purpose(mode)} (asked: ${imageUrls.length})${saidBy(capability, where)}`,
      allowed: [images.max === 0 ? 0 : `${images.min} to ${images.max}`],
    })
  }
  for (const [index, imageUrl] of imageUrls.entries()) {
    const problem = imageLinkProblem(imageUrl, images.base64)
    if (problem === null) continue
    const message = `${problem}${saidBy(capability, where)}`
    problems.push({ path: `image_urls[${index}]`, code: 'image_not_usable', message })
  }
  const bytes = dataLinkBytes(imageUrls)
  const { maxRequestBytes } = where.profile
  if (bytes > maxRequestBytes) {
    problems.push({
      path: 'image_urls',
      code: 'images_too_large',
      message: `the images as data links make ${bytes} bytes, and a request to ${where.upstream} may have ${maxRequestBytes} (profile ${where.profile.name}); give public links instead`,
      allowed: [`0 to ${maxRequestBytes} bytes`],
    })
  }
  return problems
}

function purpose(mode: Mode): string {
  return mode === 'edit' || mode === 'extend' ? `to ${mode}` : describeMode(mode)
}

function saidBy({ source }: ModelCapability, { profile }: RenderPlace): string {
  return `. Profile ${profile.name}, after ${source}`
}
