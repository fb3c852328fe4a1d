import type { Model, Upstream } from '../client/shapes.ts'

type Mode = Model['modes'][number]

/** What a person said about the job; null: ours to choose. */
export type Wanted = {
  readonly model: string | null
  /** Seconds. */
  readonly duration: number | null
  readonly resolution: string | null
}

/** Null: left to the model's own default, which is all it takes. */
export type Choice = {
  readonly model: string
  readonly duration: number | null
  readonly resolution: string | null
  /** Null: nobody knows the price, and this is only the shortest and smallest. */
  readonly ticks: bigint | null
}

/**
 * The cheapest clip from text alone that the upstream makes: over all models, the shortest duration at each
 * resolution. Where no price is known, the shortest and smallest of the first model that is billed by the second.
 * Null: no model fits.
 */
export function pickCheapest(models: Upstream['models'], wanted: Wanted): Choice | null {
  const choices = models
    .filter(
      ({ model, aliases }) =>
        wanted.model === null || model === wanted.model || aliases.includes(wanted.model),
    )
    .flatMap((model) => choicesOf(model, wanted))
  // When nothing takes what was asked, the server's refusal says what would be right.
  const fitting = choices.filter(({ fits }) => fits)
  return cheapestOf(fitting.length > 0 ? fitting : choices)
}

function cheapestOf(choices: readonly Priced[]): Choice | null {
  const [cheapest] = choices.filter(({ ticks }) => ticks !== null).sort(byTicks)
  const unpriced = choices.find(({ unit }) => unit === 'second') ?? choices[0]
  const chosen = cheapest ?? unpriced
  if (chosen === undefined) return null
  const { model, duration, resolution, ticks } = chosen
  return { model, duration, resolution, ticks }
}

type Priced = Choice & {
  readonly unit: Model['price']['unit']
  /** The model takes the duration and the resolution that a person asked for. */
  readonly fits: boolean
}

/** One for each resolution, the smallest first. */
function choicesOf(model: Model, wanted: Wanted): Priced[] {
  const mode = model.modes.find((known) => known.mode === 'text')
  if (mode === undefined) return []
  const { kind, min_s: shortest } = mode.duration
  const duration = wanted.duration ?? shortest
  const resolutions: (string | null)[] =
    wanted.resolution === null ? mode.resolutions.allowed.toSorted(bySize) : [wanted.resolution]
  if (resolutions.length === 0) resolutions.push(null)
  return resolutions.map((resolution) => ({
    model: model.model,
    // A duration that is always the same is never sent; one that a person gave is the server's to refuse.
    duration: kind === 'fixed' ? wanted.duration : duration,
    resolution,
    ticks: ticksOf(model.price, duration, resolution),
    unit: model.price.unit,
    fits: fitsDuration(mode.duration, duration) && fitsResolution(mode.resolutions, resolution),
  }))
}

function fitsDuration(
  { kind, allowed, min_s: min, max_s: max }: Mode['duration'],
  asked: number | null,
): boolean {
  if (asked === null) return true
  return kind === 'list' ? allowed.includes(asked) : asked >= (min ?? 0) && asked <= max
}

function fitsResolution({ allowed }: Mode['resolutions'], asked: string | null): boolean {
  return asked === null || allowed.includes(asked)
}

function ticksOf(price: Model['price'], seconds: number | null, resolution: string | null): bigint | null {
  const figure = price.by_resolution === null ? price.ticks : (price.by_resolution[resolution ?? ''] ?? null)
  if (figure === null) return null
  if (price.unit === 'call') return BigInt(figure)
  return seconds === null ? null : BigInt(figure) * BigInt(seconds)
}

/** Stable: of equals the earlier, which has the smaller resolution, stays first. */
function byTicks(a: Choice, b: Choice): number {
  const difference = (a.ticks ?? 0n) - (b.ticks ?? 0n)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

function bySize(a: string, b: string): number {
  return Number.parseInt(a, 10) - Number.parseInt(b, 10)
}
