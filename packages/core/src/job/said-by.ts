import type { FailureReason } from './failure.ts'

/**
 * Whose words a failure carries as `upstream_status`: the upstream's own, a person's who gave it up, those of the policy
 * of its upstream, or what we saw ourselves while we prepared the request or fetched the clip.
 */
export const wordSources = ['upstream', 'person', 'policy', 'reelkeep'] as const
export type SaidBy = (typeof wordSources)[number]

/** How the sentence of a policy begins; no person begins one so. */
export const policySentence = 'on_unconfirmed is '

/** Null: it carries no words. */
export function saidBy({
  step,
  reason,
  upstreamStatus,
}: {
  readonly step: string
  readonly reason: string
  readonly upstreamStatus: string | null
}): SaidBy | null {
  if (upstreamStatus === null || upstreamStatus === '') return null
  if (step === 'resolve') return upstreamStatus.startsWith(policySentence) ? 'policy' : 'person'
  return step === 'archive' || ours.has(reason) ? 'reelkeep' : 'upstream'
}

/** Of these the upstream says nothing: it was not asked. */
const ours: ReadonlySet<string> = new Set<FailureReason>(['misconfigured', 'image_missing', 'reuse_lost'])
