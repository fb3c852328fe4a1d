import type { Job } from '../client/shapes.ts'
import { money, simulatedMark } from './money.ts'

/** What the clip is made from, as capabilities name it. */
export function modeWords({ operation, params }: Pick<Job, 'operation' | 'params'>): string {
  if (operation !== 'generate') return operation
  const images = params.image_urls.length
  if (images === 0) return 'from text'
  return images === 1 ? 'from an image' : `from ${images} references`
}

const sources = {
  metered: 'as the upstream reported',
  estimated: 'estimated',
  unknown: 'unknown',
} as const

/** Charged, reported and quoted beside each other; null money is unknown, simulated money says so. */
export function costWords({ cost, simulated }: Pick<Job, 'cost' | 'simulated'>): string {
  const charged = cost.charged_ticks === null ? 'charge unknown' : `charged ${money(cost.charged_ticks)}`
  const amounts = [
    `${charged}${cost.charged_ticks === null ? '' : ` (${sources[cost.source]})`}`,
    cost.reported_ticks === null ? null : `reported ${money(cost.reported_ticks)}`,
    `quoted ${money(cost.quoted_ticks)}`,
    cost.contingent_ticks === null ? null : `possibly charged ${money(cost.contingent_ticks)}`,
  ].filter((part) => part !== null)
  return `${amounts.join(', ')}${simulatedMark(simulated)}`
}

/** Null: the upstream said neither. */
export function reportedWords({ reported }: Pick<Job, 'reported'>): string | null {
  const parts = [reported.model, reported.duration_s === null ? null : `${reported.duration_s} s`]
  return parts.filter((part) => part !== null).join(' · ') || null
}

type SaidBy = NonNullable<NonNullable<Job['failure']>['said_by']>

/** Whose words follow: a person's reason is never shown as the upstream's. */
export const introductions: Readonly<Record<SaidBy, string>> = {
  upstream: 'The upstream said',
  person: 'Who resolved it said',
  policy: 'The policy of its upstream said',
  reelkeep: 'Seen here',
}

/** Our sentence, and the words of whoever said more as theirs: they may be a status alone, such as "done". */
export function failureWords({
  message,
  upstream_status: said,
  said_by: by,
}: NonNullable<Job['failure']>): string {
  return said === null || by === null ? message : `${message} ${introductions[by]}: "${said}"`
}

/** Each difference between what was asked and what came, with what it is worth. */
export function mismatchWords({ mismatch }: Pick<Job, 'mismatch'>): string[] {
  return mismatch.map(
    ({ field, asked, got, ticks }) =>
      `${field}: asked ${asked}, got ${got}${ticks === null ? '' : ` (worth ${money(ticks)})`}`,
  )
}

const damages = {
  missing: 'it is missing from the bucket',
  other_length: 'the bucket holds a file of another length',
  other_hash: 'the bucket holds other bytes',
} as const

/** What the last check found wrong with the stored clip; null: nothing, or there was none. */
export function damageWords({ clip }: Pick<Job, 'clip'>): string | null {
  if (clip === null || clip.damage === null) return null
  return `${damages[clip.damage]}, as seen ${clip.checked_at}: docs/runbook.md, "A damaged clip"`
}
