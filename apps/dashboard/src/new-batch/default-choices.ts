import type { Upstream } from '../api/types.ts'
import type { Draft } from './draft.ts'

type Model = Upstream['models'][number]

/** What the upstreams let a batch say for rows that leave it open. */
export type DefaultChoices = {
  readonly upstreams: readonly Upstream[]
  /** Of the chosen upstream, else of the one that rows go to when nobody says. */
  readonly models: readonly Model[]
  readonly upstreamUsed: Upstream | null
  /** "1 to 15 s"; null: no model is chosen, or it decides itself. */
  readonly durations: string | null
  readonly ratios: readonly string[]
  readonly resolutions: readonly string[]
}

export function defaultChoices(
  upstreams: readonly Upstream[],
  { defaults }: Pick<Draft, 'defaults'>,
): DefaultChoices {
  const used =
    upstreams.find(({ name }) => name === defaults.upstream) ??
    upstreams.find(({ is_default: isDefault }) => isDefault) ??
    null
  const models = used?.models ?? []
  const model = models.find(({ model, aliases }) => [model, ...aliases].includes(defaults.model ?? ''))
  const asked = model === undefined ? models : [model]
  const modes = asked.flatMap((each) => each.modes)
  return {
    upstreams,
    models,
    upstreamUsed: used,
    durations: model === undefined ? null : durationWords(model),
    ratios: unique(modes.flatMap(({ aspect_ratios: { allowed } }) => allowed)),
    resolutions: unique(modes.flatMap(({ resolutions: { allowed } }) => allowed)),
  }
}

function durationWords({ modes }: Model): string | null {
  const words = modes.flatMap(({ duration: { kind, min_s: min, max_s: max, allowed } }) => {
    if (kind === 'range' && min !== null) return [`${min} to ${max} s`]
    if (kind === 'list') return [`${allowed.join(', ')} s`]
    return kind === 'fixed' ? [`always ${max} s`] : []
  })
  return unique(words).join('; ') || null
}

function unique(words: readonly string[]): string[] {
  return [...new Set(words)]
}
