import {
  findModel,
  type Job,
  type Mode,
  modeOf,
  quotedSeconds,
  quoteTicks,
  type RenderWish,
  resolveRender,
} from '@reelkeep/core'
import { aJob } from '@reelkeep/testing'
import type { UpstreamSettings } from '@reelkeep/upstreams'

/** What a job of a journey is made from; everything absent is its model's default. */
export type JobWish = {
  readonly prompt: string
  readonly model?: string
  readonly mode?: Mode
  readonly durationS?: number
  readonly resolution?: string
}

/** A queued job as the api would have admitted it: resolved and quoted by the same tables. */
export function aJourneyJob({ rules, profile }: UpstreamSettings, wish: JobWish): Job {
  const model = wish.model ?? profile.models[0]?.model ?? ''
  const capability = findModel(profile.models, model)
  if (!capability) throw new Error(`${profile.name} has no model ${model}`)
  const asked = wishOf(wish)
  const check = resolveRender(capability, asked, { upstream: rules.name, profile })
  if (!check.ok) throw new Error(check.problems.map(({ message }) => message).join('; '))
  const { params } = check
  const duration = capability.modes[modeOf(asked)]?.duration
  return aJob({
    upstream: rules.name,
    model,
    operation: asked.operation,
    prompt: wish.prompt,
    params,
    quotedTicks: quoteTicks(rules.priceFor(model), {
      durationS: duration ? quotedSeconds(duration, params.durationS) : null,
      resolution: params.resolution,
      images: params.imageUrls.length,
    }),
    priceVersion: rules.priceVersion,
    simulated: true,
    version: 1,
    lastSeq: 1,
  })
}

function wishOf({ mode = 'text', durationS, resolution }: JobWish): RenderWish {
  const images = { text: 0, image: 1, references: 2, edit: 0, extend: 0 }[mode]
  const works = mode === 'edit' || mode === 'extend'
  return {
    operation: works ? mode : 'generate',
    durationS: durationS ?? null,
    aspectRatio: null,
    resolution: resolution ?? null,
    imageUrls: Array.from({ length: images }, (_, index) => `https://images.example.com/${index}.png`),
    videoUrl: works ? 'https://clips.example.com/source.mp4' : null,
  }
}
