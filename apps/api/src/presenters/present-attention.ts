import { failureRules } from '@reelkeep/core'
import type { BatchGroup, BatchRecord } from '@reelkeep/db'
import type { BatchJson } from '../schemas/batch.ts'
import { sumOfKnown, ticksText } from './present-values.ts'

type Attention = BatchJson['needs_attention'][number]

/** What only a person can move on, with the money it concerns and what to do about it. */
export function presentAttention(groups: readonly BatchGroup[]): Attention[] {
  const found = new Map<string, { groups: BatchGroup[]; action: string }>()
  for (const group of groups) {
    const need = needOf(group)
    if (need === null) continue
    const same = found.get(need.reason)
    if (same) same.groups.push(group)
    else found.set(need.reason, { groups: [group], action: need.action })
  }
  return [...found].map(([reason, { groups: alike, action }]) => ({
    reason,
    count: alike.reduce((sum, group) => sum + group.count, 0),
    ticks: ticksText(sumOfKnown(alike.map((group) => group.contingentTicks ?? group.chargedTicks))),
    action,
  }))
}

/** A batch that came back from the bucket: what was queued in its record may have been sent after it was written. */
export function restoredAttention({ restoredAt, state, counts }: BatchRecord): Attention[] {
  if (restoredAt === null || state !== 'paused') return []
  return [
    {
      reason: 'restored',
      count: counts.queued,
      ticks: null,
      action: `Restored from a record of ${restoredAt.toISOString()}: compare what the upstream made after that with the queued rows, cancel those it made, then resume.`,
    },
  ]
}

function needOf(group: BatchGroup): { reason: string; action: string } | null {
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
      return { reason: 'budget', action: 'Raise the budget, or cancel what is left.' }
    case 'price':
      return { reason: 'price', action: 'Configure the model’s price, or post again with max_price_usd.' }
    case 'archive_unwell':
      return { reason: 'archive_unwell', action: 'Make the store writable again; clips wait until then.' }
    case 'slot':
    case 'rate':
    case 'gate':
    case 'pause':
    case null:
      return group.overdue && group.state === 'rendering'
        ? {
            reason: 'overdue',
            action: 'Ask the upstream about these tasks; they are polled slowly until it answers.',
          }
        : null
  }
}
