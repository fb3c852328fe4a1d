import type { Operation } from '../job/job.ts'
import type { Profile } from '../profiles/profile.ts'
import { describeMode, type Mode, type ModelCapability, type ModeRules } from './capability.ts'

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

/** A wish beside the rules it is held against. */
export type AskedRender = {
  readonly wish: RenderWish
  readonly rules: ModeRules
  readonly mode: Mode
  readonly capability: ModelCapability
  readonly where: RenderPlace
}

/** "to edit", "from text": what a value would be for. */
export function purposeOf(mode: Mode): string {
  return mode === 'edit' || mode === 'extend' ? `to ${mode}` : describeMode(mode)
}

/** Who says so, at the end of a refusal. */
export function saidBy({ source }: Pick<ModelCapability, 'source'>, { profile }: RenderPlace): string {
  return `. Profile ${profile.name}, after ${source}`
}
