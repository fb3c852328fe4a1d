import {
  type Advice,
  findModel,
  giveHints,
  type JobWish,
  type Mode,
  type ModelCapability,
  type Operation,
  type Problem,
  quotedSeconds,
  quoteTicks,
  type RenderParams,
  resolveRender,
  type Ticks,
} from '@reelkeep/core'
import type { UpstreamSettings } from '@reelkeep/upstreams'
import type { KeyLimits } from './caller.ts'
import { lengthProblems, placeProblems } from './key-limits.ts'

/** A wish with everything decided that an upstream must be told, and what that is expected to cost. */
export type SettledWish = {
  readonly upstream: UpstreamSettings
  readonly model: string
  readonly operation: Operation
  readonly prompt: string
  readonly params: RenderParams
  /** Null: the price is unknown. */
  readonly quotedTicks: Ticks | null
  readonly priceVersion: string
  /** Advice of the vendor that it does not follow. */
  readonly hints: readonly Advice[]
}

export type WishSettlement =
  | { readonly ok: true; readonly settled: SettledWish }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** Holds a wish against the configured upstreams, what their models accept, and what the key may ask for. Finds every problem at once. */
export function settleWish(
  wish: JobWish,
  upstreams: readonly UpstreamSettings[],
  defaultUpstream: string,
  limits: KeyLimits,
): WishSettlement {
  const name = wish.upstream ?? defaultUpstream
  const upstream = upstreams.find((known) => known.rules.name === name)
  const capability = findModel(upstream?.profile.models ?? [], wish.model)
  const missing = [...promptProblems(wish), ...modelProblems(wish, name, upstream, capability, upstreams)]
  if (upstream === undefined || capability === undefined) return { ok: false, problems: missing }
  missing.push(...placeProblems({ upstream: name, model: capability.model }, limits))
  const operation = wish.operation ?? 'generate'
  const where = { upstream: upstream.rules.name, profile: upstream.profile }
  const render = resolveRender(capability, { ...wish, operation }, where)
  if (!render.ok) return { ok: false, problems: [...missing, ...render.problems] }
  const seconds = secondsOf(capability, render.mode, render.params)
  const problems = [...missing, ...lengthProblems(seconds, limits)]
  if (problems.length > 0) return { ok: false, problems }
  return {
    ok: true,
    settled: {
      upstream,
      model: capability.model,
      operation,
      prompt: wish.prompt ?? '',
      params: render.params,
      quotedTicks: quoteRender(upstream, capability, render.mode, render.params),
      priceVersion: upstream.rules.priceVersion,
      hints: giveHints({ prompt: wish.prompt ?? '', params: render.params, capability }, upstream.profile),
    },
  }
}

function quoteRender(
  { rules }: UpstreamSettings,
  capability: ModelCapability,
  mode: Mode,
  params: RenderParams,
): Ticks | null {
  return quoteTicks(rules.priceFor(capability.model), {
    durationS: secondsOf(capability, mode, params),
    resolution: params.resolution,
    images: params.imageUrls.length,
  })
}

/** How long the clip is expected to be, also where the model decides. Null: nobody knows. */
export function secondsOf(
  { modes }: ModelCapability,
  mode: Mode,
  { durationS }: Pick<RenderParams, 'durationS'>,
): number | null {
  const rule = modes[mode]?.duration
  return rule === undefined ? durationS : quotedSeconds(rule, durationS)
}

function promptProblems(wish: JobWish): Problem[] {
  if (wish.prompt !== null && wish.prompt.trim() !== '') return []
  return [{ path: 'prompt', code: 'required', message: 'prompt is required' }]
}

function modelProblems(
  wish: JobWish,
  upstreamName: string,
  upstream: UpstreamSettings | undefined,
  capability: ModelCapability | undefined,
  upstreams: readonly UpstreamSettings[],
): Problem[] {
  if (upstream === undefined) {
    const allowed = upstreams.map((known) => known.rules.name)
    const known = upstreams.map(({ rules, profile }) => `${rules.name} (profile ${profile.name})`)
    const message = `upstream must be one of ${known.join(', ')}; asked: ${upstreamName}`
    return [{ path: 'upstream', code: 'upstream_not_known', message, allowed }]
  }
  if (capability !== undefined) return []
  const allowed = upstream.profile.models.map((known) => known.model)
  const saidBy = `. Profile ${upstream.profile.name}`
  if (wish.model === null) {
    const message = `model is required; ${upstreamName} has ${allowed.join(', ')}${saidBy}`
    return [{ path: 'model', code: 'required', message, allowed }]
  }
  const others = upstreams.filter(({ profile }) => findModel(profile.models, wish.model) !== undefined)
  const elsewhere =
    others.length === 0 ? '' : `. ${wish.model} is at ${others.map(({ rules }) => rules.name).join(', ')}`
  const message = `${upstreamName} has no model ${wish.model}; it has ${allowed.join(', ')}${elsewhere}${saidBy}`
  return [{ path: 'model', code: 'model_not_known', message, allowed }]
}
