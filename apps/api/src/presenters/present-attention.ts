import { failureRules } from '@reelkeep/core'
import type { BatchGroup, BatchRecord } from '@reelkeep/db'
import type { BatchJson } from '../schemas/batch.ts'
import { sumOfKnown, ticksText } from './present-values.ts'

type Attention = BatchJson['needs_attention'][number]

/** What only a person can move on, with the money it concerns and what to do about it. */
export function presentAttention(batch: BatchRecord, groups: readonly BatchGroup[]): Attention[] {
  const found = new Map<string, { groups: BatchGroup[]; action: string; isToCome: boolean }>()
  const mayFreeMoney = groups.some(isUnderWay)
  for (const group of groups) {
    const need = needOf(group, mayFreeMoney)
    if (need === null) continue
    const same = found.get(need.reason)
    if (same) same.groups.push(group)
    else found.set(need.reason, { groups: [group], action: need.action, isToCome: need.isToCome ?? false })
  }
  const ofJobs = [...found].map(([reason, { groups: alike, action, isToCome }]) => ({
    reason,
    count: alike.reduce((sum, group) => sum + group.count, 0),
    ticks: ticksText(
      sumOfKnown(
        alike.map((group) => (isToCome ? group.quotedTicks : (group.contingentTicks ?? group.chargedTicks))),
      ),
    ),
    action,
  }))
  return [...ofBatch(batch), ...ofJobs]
}

/** Why the whole of it stands still, unless a person has paused it and knows. */
function ofBatch({ name, pause, restoredAt, counts }: BatchRecord): Attention[] {
  const detail = pause?.detail ?? {}
  switch (pause?.reason ?? (pause !== null && restoredAt !== null ? 'restored' : null)) {
    case 'trial': {
      const { held, held_ticks: heldTicks = null, tried_rows: rows, tried_clips: clips } = detail
      const tried = clips === undefined ? '' : ` (rows: ${numberOf(rows)}, clips: ${numberOf(clips)})`
      return [
        {
          reason: 'trial',
          count: numberOf(held),
          ticks: typeof heldTicks === 'string' ? heldTicks : null,
          action: `Look at the clips of the trial${tried}, then run the other rows: reelkeep resume "${name}"; or cancel it.`,
        },
      ]
    }
    case 'stop_when': {
      const { spoiled, judged, ticks = null } = detail
      return [
        {
          reason: 'stop_when',
          count: numberOf(spoiled),
          ticks: typeof ticks === 'string' ? ticks : null,
          action: `${numberOf(spoiled)} of ${numberOf(judged)} rows went wrong: see what and why, then go on: reelkeep resume "${name}"; or cancel it.`,
        },
      ]
    }
    case 'restored':
      // A batch that came back from the bucket: what was queued in its record may have been sent after it was written.
      return [
        {
          reason: 'restored',
          count: counts.queued,
          ticks: null,
          action: `Restored from a record of ${restoredAt?.toISOString() ?? 'before'}: compare what the upstream made after that with the queued rows, cancel those it made, then resume.`,
        },
      ]
    default:
      return []
  }
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0
}

/** What it has reserved may come back, so that what waits for money may not have to wait for a person. */
function isUnderWay({ state, overdue }: BatchGroup): boolean {
  return state === 'submitting' || (state === 'rendering' && !overdue)
}

type Need = {
  readonly reason: string
  readonly action: string
  /** Its money is what it would cost, not what it has. */
  readonly isToCome?: boolean
}

function needOf(group: BatchGroup, mayFreeMoney: boolean): Need | null {
  if (group.state === 'unconfirmed') {
    return {
      reason: 'unconfirmed',
      action: 'Look for the task at the upstream, then resolve each job: bind, resubmit or write_off.',
    }
  }
  if (group.state === 'failed' && group.reason !== null && group.reason in failureRules) {
    const rule = Object.entries(failureRules).find(([reason]) => reason === group.reason)?.[1]
    return { reason: group.reason, action: rule?.remedy ?? '' }
  }
  switch (group.waitingFor) {
    case 'link_refused':
      return {
        reason: 'link_refused',
        action:
          'Allow the link’s host before the link dies: reelkeep upstream allow UPSTREAM HOST; the job’s history has it in full.',
      }
    case 'budget':
      if (mayFreeMoney) return null
      return {
        reason: 'budget',
        action: 'Raise the budget of the batch, or the cap of the key, or cancel what is left.',
        isToCome: true,
      }
    case 'price':
      return { reason: 'price', action: 'Configure the model’s price, or post again with max_price_usd.' }
    case 'archive_unwell':
      return { reason: 'archive_unwell', action: 'Make the store writable again; clips wait until then.' }
    case 'pause':
      return {
        reason: 'held',
        action: 'A person holds these jobs: reelkeep resume JOB, or cancel them.',
        isToCome: true,
      }
    case 'slot':
    case 'rate':
    case 'gate':
    case null:
      return group.overdue && group.state === 'rendering'
        ? {
            reason: 'overdue',
            action: 'Ask the upstream about these tasks; they are polled slowly until it answers.',
          }
        : null
  }
}
