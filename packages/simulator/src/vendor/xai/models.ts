/** What one model of xAI can do (reference, table A4; the guide's newest revision where revisions differ). */
export type XaiModel = {
  readonly resolutions: readonly string[]
  /** With `reference_images`; an empty list: the model takes none. */
  readonly referenceResolutions: readonly string[]
  readonly referenceDurationMax: number
  /** Edits and extensions. */
  readonly changesVideos: boolean
  /** In ticks: 10^10 are one US dollar. Per second of output by resolution, and per input image. */
  readonly secondTicks: { readonly [resolution: string]: bigint }
  readonly imageTicks: bigint
}

export const durationRange = { min: 1, max: 15, usual: 8 }
export const addedRange = { min: 2, max: 10, usual: 6 }
export const referencesMax = 7
export const promptCharsMax = 4096
export const aspectRatios = ['1:1', '16:9', '9:16', '4:3', '3:4', '3:2', '2:3', '21:9', '5:2']

const classic: XaiModel = {
  resolutions: ['480p', '720p'],
  referenceResolutions: ['480p', '720p'],
  referenceDurationMax: 10,
  changesVideos: true,
  secondTicks: { '480p': 500_000_000n, '720p': 700_000_000n },
  imageTicks: 20_000_000n,
}

const onePointFive: XaiModel = {
  resolutions: ['480p', '720p', '1080p'],
  referenceResolutions: ['480p', '720p'],
  referenceDurationMax: 15,
  changesVideos: false,
  secondTicks: { '480p': 800_000_000n, '720p': 1_400_000_000n, '1080p': 2_500_000_000n },
  imageTicks: 100_000_000n,
}

const lite: XaiModel = {
  resolutions: ['480p', '720p', '1080p'],
  referenceResolutions: [],
  referenceDurationMax: 0,
  changesVideos: false,
  secondTicks: { '480p': 200_000_000n, '720p': 300_000_000n, '1080p': 1_400_000_000n },
  imageTicks: 100_000_000n,
}

export const defaultModel = 'grok-imagine-video'

export const xaiModels: { readonly [model: string]: XaiModel } = {
  'grok-imagine-video': classic,
  'grok-imagine-video-1.5': onePointFive,
  'grok-imagine-video-1.5-lite': lite,
}

/** Aliases, and what a reply then reports as the model. */
export const modelAliases: { readonly [alias: string]: string } = {
  'grok-imagine-video-1.5-preview': 'grok-imagine-video-1.5',
  'grok-imagine-video-1.5-2026-05-30': 'grok-imagine-video-1.5',
}
