import { assertNever } from '../assert-never.ts'
import type { Operation } from '../job/job.ts'

/** What a clip is made from. `operation` says it to callers; a generation is told apart by its number of images. */
export const modes = ['text', 'image', 'references', 'edit', 'extend'] as const
export type Mode = (typeof modes)[number]

/** What one model accepts at one upstream: data, so that a refusal can name the rule and the allowed values. */
export type ModelCapability = {
  readonly model: string
  /** Other names of the same model at its vendor; we send `model` itself. */
  readonly aliases?: readonly string[]
  /** A mode that is missing here does not exist. */
  readonly modes: { readonly [M in Mode]?: ModeRules }
  /** The unit the vendor bills by; the price itself may be unknown. */
  readonly billing: 'second' | 'call'
  /** Characters of a prompt past which we warn; null where no figure is known. */
  readonly promptMaxChars: number | null
  /** Which document says so. What we chose where documents disagree stands on the profile. */
  readonly source: string
  /** What of the images the document leaves open; absent: nothing. */
  readonly imageNote?: string
}

/** Where the whole of it comes from. */
export function sourceWords({ source, imageNote }: Pick<ModelCapability, 'source' | 'imageNote'>): string {
  return imageNote === undefined ? source : `${source}; ${imageNote}`
}

/** What one mode of a model takes. */
export type ModeRules = {
  readonly duration: DurationRule
  readonly aspectRatios: ChoiceRule
  readonly resolutions: ChoiceRule
  readonly images: {
    readonly min: number
    readonly max: number
    /** `data:` links are taken as well as public ones. */
    readonly base64: boolean
  }
  /** Null: this mode works on no clip. */
  readonly video: VideoRule | null
}

/** Whole seconds. `fixed` comes out whatever is asked and `as-source` is as long as the clip it works on: neither is ever sent. */
export type DurationRule =
  | { readonly kind: 'range'; readonly min: number; readonly max: number; readonly default: number }
  | { readonly kind: 'list'; readonly values: readonly number[]; readonly default: number }
  | { readonly kind: 'fixed'; readonly value: number }
  | { readonly kind: 'as-source'; readonly maxS: number }

export type ChoiceRule = {
  /** Empty: the mode takes no such value. */
  readonly allowed: readonly string[]
  /** Null: nothing is sent unless asked for, and the upstream decides. */
  readonly default: string | null
}

export type VideoRule = {
  /** How the link's path must end; null: any way. */
  readonly endsWith: '.mp4' | null
  /** Seconds of the source that the vendor takes; it is not measured here. */
  readonly maxS: number
}

/** One image makes it move, several are references; edit and extend are what they say. */
export function modeOf(asked: {
  readonly operation: Operation
  readonly imageUrls: readonly string[]
}): Mode {
  switch (asked.operation) {
    case 'edit':
    case 'extend':
      return asked.operation
    case 'generate':
      if (asked.imageUrls.length === 0) return 'text'
      return asked.imageUrls.length === 1 ? 'image' : 'references'
    default:
      return assertNever(asked.operation)
  }
}

/** The operation that callers ask for it by. */
export function operationOf(mode: Mode): Operation {
  return mode === 'edit' || mode === 'extend' ? mode : 'generate'
}

const modeWords: Readonly<Record<Mode, string>> = {
  text: 'from text',
  image: 'from an image',
  references: 'from references',
  edit: 'edit',
  extend: 'extend',
}

/** A mode as people read it. */
export function describeMode(mode: Mode): string {
  return modeWords[mode]
}

export function modesOf(capability: ModelCapability): readonly Mode[] {
  return modes.filter((mode) => capability.modes[mode] !== undefined)
}

/** The model of that name, or the one it is another name of. */
export function findModel(
  models: readonly ModelCapability[],
  name: string | null,
): ModelCapability | undefined {
  if (name === null) return undefined
  return models.find(({ model, aliases = [] }) => model === name || aliases.includes(name))
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
    case 'as-source':
      return [`as its source, at most ${rule.maxS}`]
    default:
      return assertNever(rule)
  }
}

/** Seconds a clip has when the caller does not say; null where only its source decides. */
export function defaultDuration(rule: DurationRule): number | null {
  switch (rule.kind) {
    case 'range':
    case 'list':
      return rule.default
    case 'fixed':
      return rule.value
    case 'as-source':
      return null
    default:
      return assertNever(rule)
  }
}

/**
 * Whole seconds a quote counts: those that are asked for and, for a clip as long as its source, the longest one the
 * vendor takes, rounded up, since nobody has measured the source yet. An extension counts the added part alone.
 */
export function quotedSeconds(rule: DurationRule, durationS: number | null): number | null {
  if (durationS !== null) return durationS
  return rule.kind === 'as-source' ? Math.ceil(rule.maxS) : defaultDuration(rule)
}
