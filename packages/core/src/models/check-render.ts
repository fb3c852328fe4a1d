import type { Operation, RenderParams } from '../job/job.ts'
import type { DurationRule, ModelCapability } from './capability.ts'

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

export type RenderCheck =
  | { readonly ok: true; readonly params: RenderParams }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** Holds a wish against what the model accepts. Finds every problem at once; `where` names upstream and profile in the messages. */
export function resolveRender(capability: ModelCapability, wish: RenderWish, where: string): RenderCheck {
  const problems = [
    ...checkOperation(capability, wish, where),
    ...checkDuration(capability, wish, where),
    ...checkChoice('aspect_ratio', wish.aspectRatio, capability.aspectRatios.allowed, capability, where),
    ...checkChoice('resolution', wish.resolution, capability.resolutions.allowed, capability, where),
    ...checkImages(capability, wish, where),
  ]
  if (problems.length > 0) return { ok: false, problems }
  return {
    ok: true,
    params: {
      durationS: wish.durationS ?? defaultDuration(capability.duration),
      aspectRatio: wish.aspectRatio ?? capability.aspectRatios.default,
      resolution: wish.resolution ?? capability.resolutions.default,
      imageUrls: wish.imageUrls,
      videoUrl: wish.videoUrl,
    },
  }
}

/** Seconds a clip has when the caller does not say. */
export function defaultDuration(rule: DurationRule): number {
  return rule.kind === 'fixed' ? rule.value : rule.default
}

/** The durations a rule allows, for a message; a long range as its two ends. */
export function allowedDurations(rule: DurationRule): readonly (string | number)[] {
  switch (rule.kind) {
    case 'range':
      return [`${rule.min} to ${rule.max}`]
    case 'list':
      return rule.values
    case 'fixed':
      return [rule.value]
  }
}

function checkOperation(capability: ModelCapability, wish: RenderWish, where: string): Problem[] {
  const problems: Problem[] = []
  if (!capability.operations.includes(wish.operation)) {
    problems.push({
      path: 'operation',
      code: 'operation_not_supported',
      message: `${capability.model} at ${where} cannot ${wish.operation}`,
      allowed: capability.operations,
    })
  }
  if (wish.operation === 'generate' && wish.videoUrl !== null) {
    problems.push({
      path: 'video_url',
      code: 'not_taken',
      message: 'video_url belongs to operation edit or extend; leave it out to generate',
    })
  }
  if (wish.operation !== 'generate' && wish.videoUrl === null && problems.length === 0) {
    problems.push({
      path: 'video_url',
      code: 'required',
      message: `operation ${wish.operation} needs video_url`,
    })
  }
  return problems
}

function checkDuration(capability: ModelCapability, wish: RenderWish, where: string): Problem[] {
  const { durationS } = wish
  const rule = capability.duration
  if (durationS === null || durationFits(rule, durationS)) return []
  const allowed = allowedDurations(rule)
  const fix =
    rule.kind === 'fixed'
      ? `always makes ${rule.value} seconds; leave duration out`
      : `takes ${allowed.join(', ')} seconds`
  return [
    {
      path: 'duration',
      code: 'duration_not_allowed',
      message: `${capability.model} at ${where} ${fix} (asked: ${durationS})`,
      allowed,
    },
  ]
}

function durationFits(rule: DurationRule, durationS: number): boolean {
  switch (rule.kind) {
    case 'range':
      return Number.isInteger(durationS) && durationS >= rule.min && durationS <= rule.max
    case 'list':
      return rule.values.includes(durationS)
    case 'fixed':
      return durationS === rule.value
  }
}

function checkChoice(
  path: 'aspect_ratio' | 'resolution',
  value: string | null,
  allowed: readonly string[],
  capability: ModelCapability,
  where: string,
): Problem[] {
  if (value === null || allowed.includes(value)) return []
  return [
    {
      path,
      code: `${path}_not_allowed`,
      message: `${capability.model} at ${where} takes ${path} ${allowed.join(', ')} (asked: ${value})`,
      allowed,
    },
  ]
}

function checkImages(capability: ModelCapability, wish: RenderWish, where: string): Problem[] {
  const problems: Problem[] = []
  const { max, base64 } = capability.images
  if (wish.imageUrls.length > max) {
    problems.push({
      path: 'image_urls',
      code: 'too_many_images',
      message: `${capability.model} at ${where} takes at most ${max} images (asked: ${wish.imageUrls.length})`,
      allowed: [`0 to ${max}`],
    })
  }
  for (const [index, imageUrl] of wish.imageUrls.entries()) {
    const problem = imageProblem(imageUrl, base64)
    if (problem !== null) {
      problems.push({ path: `image_urls[${index}]`, code: 'image_not_usable', message: problem })
    }
  }
  return problems
}

const maxLinkLength = 2048

/** The upstream fetches images itself, so a link is only read here, never followed. */
function imageProblem(imageUrl: string, base64: boolean): string | null {
  if (imageUrl.startsWith('data:')) {
    if (!base64) return 'this model takes public https links only, no base64 data'
    return /^data:image\/(png|jpeg|webp);base64,/.test(imageUrl)
      ? null
      : 'a data link must hold base64 PNG, JPEG or WebP'
  }
  if (imageUrl.length > maxLinkLength) return `a link may have ${maxLinkLength} characters at most`
  const url = URL.parse(imageUrl)
  if (url === null || url.protocol !== 'https:') return 'must be a public https:// link'
  if (url.username !== '' || url.password !== '') return 'a link must not carry a user name or password'
  if (url.port !== '') return 'a link must use the standard https port'
  if (isAddress(url.hostname)) return 'a link must name a public host, not an address'
  return null
}

function isAddress(hostname: string): boolean {
  return hostname.startsWith('[') || /^\d+(\.\d+){3}$/.test(hostname) || !hostname.includes('.')
}
