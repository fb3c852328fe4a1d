import type { Problem } from '@reelkeep/core'
import type { KeyLimits } from './caller.ts'

/** Where the key may not have a clip made, by field. */
export function placeProblems(
  { upstream, model }: { readonly upstream: string; readonly model: string },
  limits: KeyLimits,
): Problem[] {
  const problems: Problem[] = []
  if (limits.upstreams !== null && !limits.upstreams.includes(upstream)) {
    const message = `the key may use ${limits.upstreams.join(', ')}, not ${upstream}; name one of them, or use another key`
    problems.push({ path: 'upstream', code: 'upstream_not_allowed', message, allowed: limits.upstreams })
  }
  if (limits.models !== null && !limits.models.includes(model)) {
    const message = `the key may use ${limits.models.join(', ')}, not ${model}; name one of them, or use another key`
    problems.push({ path: 'model', code: 'model_not_allowed', message, allowed: limits.models })
  }
  return problems
}

/** Whether the clip is longer than the key may ask for. A length that nobody knows is more than any limit. */
export function lengthProblems(seconds: number | null, { maxDurationS }: KeyLimits): Problem[] {
  if (maxDurationS === null || (seconds !== null && seconds <= maxDurationS)) return []
  const found = seconds === null ? 'nobody knows how long this one gets' : `this one has ${seconds} s`
  const message = `the key may ask for clips of at most ${maxDurationS} s; ${found}`
  return [{ path: 'duration', code: 'duration_not_allowed', message }]
}
