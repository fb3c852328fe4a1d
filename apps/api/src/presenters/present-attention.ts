import type { BatchGroup, BatchRecord } from '@reelkeep/db'
import { z } from 'zod'
import type { BatchJson } from '../schemas/batch.ts'
import { needsOf, type SummedNeed, sumNeeds, sumParts } from './attention-needs.ts'
import { ticksText } from './present-values.ts'

type Attention = BatchJson['needs_attention'][number]

/** What only a person can move on, with the money it concerns, what to do about it, and the filter that lists it. */
export function presentAttention(batch: BatchRecord, groups: readonly BatchGroup[]): Attention[] {
  const ofJobs = sumNeeds(needsOf(groups)).map((need) => presentNeed(need, { batch: batch.id }))
  return [...presentStandstill(batch, groups), ...ofJobs]
}

export function presentNeed(need: SummedNeed, filter: Attention['filter']): Attention {
  const { reason, count, ticks, action, says = action } = need
  const parts = need.parts.map((part) => ({ ...part, ticks: ticksText(part.ticks) }))
  return {
    reason,
    count,
    ticks: ticksText(ticks),
    parts,
    action,
    says,
    filter: { ...need.filter, ...filter },
  }
}

/** Why the whole of it stands still, unless a person has paused it and knows; `groups` are those of its jobs that are left. */
export function presentStandstill(
  { id, name, pause, restoredAt, counts }: BatchRecord,
  groups: readonly BatchGroup[],
): Attention[] {
  const detail = pause?.detail ?? {}
  switch (pause?.reason ?? (pause !== null && restoredAt !== null ? 'restored' : null)) {
    case 'trial': {
      const { held, held_ticks: heldTicks = null, tried_rows: rows, tried_clips: clips } = detail
      const tried = clips === undefined ? '' : ` (rows: ${numberOf(rows)}, clips: ${numberOf(clips)})`
      return [
        {
          reason: 'trial',
          filter: { batch: id, state: 'queued' },
          count: numberOf(held),
          ticks: textOf(heldTicks),
          parts: keptParts(detail.held_parts),
          action: `Look at the clips of the trial${tried}, then run the other rows: reelkeep resume "${name}"; or cancel it.`,
          says: `Look at the clips of the trial${tried}, then run the other rows or cancel it.`,
        },
      ]
    }
    case 'stop_when': {
      const { spoiled, judged, ticks = null } = detail
      return [
        {
          reason: 'stop_when',
          filter: { batch: id },
          count: numberOf(spoiled),
          ticks: textOf(ticks),
          parts: keptParts(detail.parts),
          action: `${numberOf(spoiled)} of ${numberOf(judged)} rows went wrong: see what and why, then go on: reelkeep resume "${name}"; or cancel it.`,
          says: `${numberOf(spoiled)} of ${numberOf(judged)} rows went wrong: see what and why, then go on or cancel it.`,
        },
      ]
    }
    case 'restored':
      // A batch that came back from the bucket: what was queued in its record may have been sent after it was written.
      return [
        {
          reason: 'restored',
          filter: { batch: id, state: 'queued' },
          count: counts.queued,
          ticks: null,
          parts: queuedParts(groups),
          action: restoredWords(restoredAt),
          says: restoredWords(restoredAt),
        },
      ]
    default:
      return []
  }
}

function restoredWords(restoredAt: Date | null): string {
  return `Restored from a record of ${restoredAt?.toISOString() ?? 'before'}: compare what the upstream made after that with the queued rows, cancel those it made, then resume.`
}

const keptPartsSchema = z.array(
  z.object({ simulated: z.boolean(), count: z.number(), ticks: z.string().nullable() }),
)

/** As they were noted with the pause. */
function keptParts(value: unknown): Attention['parts'] {
  return (keptPartsSchema.safeParse(value).data ?? []).filter(({ count }) => count > 0)
}

function queuedParts(groups: readonly BatchGroup[]): Attention['parts'] {
  const queued = groups.filter(({ state }) => state === 'queued')
  return sumParts(queued.map((group) => ({ ...group, ticks: null }))).map((part) => ({
    ...part,
    ticks: null,
  }))
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0
}
