/** Two documents describe the same service; they differ in what `grok_video3_stable` takes and in what `grok_video3_pro` refuses. */
export const flavors = ['globalaiopc', 'xingchaoyiqing'] as const
export type Flavor = (typeof flavors)[number]

export type ModelLimits = {
  /** The seconds that may be asked for; an empty list means that the field must not be sent at all. */
  readonly durations: readonly number[]
  readonly defaultDurationS: number
  readonly aspectRatios: readonly string[]
  readonly resolutions: readonly string[]
  /** null: the documents give no number. */
  readonly imagesMax: number | null
  readonly publicImagesOnly: boolean
}

export type Limits = { readonly [model: string]: ModelLimits }

const everyRatio = ['16:9', '9:16', '1:1', '3:2', '2:3']

const grokVideo3: ModelLimits = {
  durations: Array.from({ length: 25 }, (_, index) => index + 6),
  defaultDurationS: 10,
  aspectRatios: everyRatio,
  resolutions: ['480p', '720p'],
  imagesMax: 7,
  publicImagesOnly: false,
}

const pro: ModelLimits = {
  durations: [10],
  defaultDurationS: 10,
  aspectRatios: ['16:9'],
  resolutions: ['720p'],
  imagesMax: null,
  publicImagesOnly: false,
}

const max: ModelLimits = {
  durations: [6, 10, 12, 16, 20, 30],
  defaultDurationS: 10,
  aspectRatios: ['16:9', '9:16', '1:1'],
  resolutions: ['480p', '720p'],
  imagesMax: 5,
  publicImagesOnly: true,
}

const stable: ModelLimits = {
  durations: [10],
  defaultDurationS: 10,
  aspectRatios: everyRatio,
  resolutions: ['720p'],
  imagesMax: 7,
  publicImagesOnly: true,
}

/** The models table of each document ("Create Task"), read 2026-11-20. */
export const limitsByFlavor: { readonly [flavor in Flavor]: Limits } = {
  globalaiopc: {
    grok_video3: grokVideo3,
    grok_video3_pro: pro,
    grok_video3_max: max,
    grok_video3_stable: stable,
  },
  xingchaoyiqing: {
    grok_video3: grokVideo3,
    // "Fixed 10 — do not set".
    grok_video3_pro: { ...pro, durations: [] },
    grok_video3_max: max,
    grok_video3_stable: { ...stable, durations: [6, 10], resolutions: ['480p', '720p'] },
  },
}
