import { failureRules, type Ticks } from '@reelkeep/core'
import type { BatchGroup } from '@reelkeep/db'
import { sumOfKnown } from './present-values.ts'

/** What GET /v1/jobs is asked with. */
export type JobQuery = { readonly [field: string]: string }

type Need = {
  readonly reason: string
  readonly action: string
  /** The same without a command; absent: it names none. */
  readonly says?: string
  /** Of GET /v1/jobs. */
  readonly filter: JobQuery
  /** Its money is what it would cost, not what it has. */
  readonly isToCome?: boolean
}

export type NeedPart = { readonly simulated: boolean; readonly count: number; readonly ticks: Ticks | null }

export type SummedNeed = Omit<Need, 'isToCome'> & {
  readonly count: number
  readonly ticks: Ticks | null
  /** The same, real and simulated money apart. */
  readonly parts: readonly NeedPart[]
  /** Which batches the jobs are of. */
  readonly batchIds: readonly string[]
}

/** What of these jobs, which belong to one batch or to none, waits for a person. */
export function needsOf(groups: readonly BatchGroup[]): SummedNeed[] {
  const mayFreeMoney = groups.some(isUnderWay)
  return groups.flatMap((group) => {
    const need = needOf(group, mayFreeMoney)
    if (need === null) return []
    const { isToCome = false, ...told } = need
    const ticks = isToCome ? group.quotedTicks : (group.contingentTicks ?? group.chargedTicks)
    const { count, simulated } = group
    return [{ ...told, count, ticks, parts: [{ simulated, count, ticks }], batchIds: idsOf([group]) }]
  })
}

export function idsOf(groups: readonly BatchGroup[]): string[] {
  return [...new Set(groups.flatMap(({ batchId }) => batchId ?? []))]
}

/** One line for each reason. */
export function sumNeeds(needs: readonly SummedNeed[]): SummedNeed[] {
  const found = new Map<string, SummedNeed>()
  for (const need of needs) {
    const { count = 0, ticks = null, parts = [], batchIds = [] } = found.get(need.reason) ?? {}
    found.set(need.reason, {
      ...need,
      count: count + need.count,
      ticks: sumOfKnown([ticks, need.ticks]),
      parts: sumParts([...parts, ...need.parts]),
      batchIds: [...new Set([...batchIds, ...need.batchIds])],
    })
  }
  return [...found.values()]
}

/** One for each kind of money that there is, the real first. */
export function sumParts(parts: readonly NeedPart[]): NeedPart[] {
  return [false, true].flatMap((simulated) => {
    const own = parts.filter((part) => part.simulated === simulated && part.count > 0)
    const count = own.reduce((sum, part) => sum + part.count, 0)
    return count === 0 ? [] : [{ simulated, count, ticks: sumOfKnown(own.map(({ ticks }) => ticks)) }]
  })
}

/** What it has reserved may come back, so that what waits for money may not have to wait for a person. */
function isUnderWay({ state, overdue }: BatchGroup): boolean {
  return state === 'submitting' || (state === 'rendering' && !overdue)
}

function needOf(group: BatchGroup, mayFreeMoney: boolean): Need | null {
  if (group.state === 'unconfirmed') {
    return {
      reason: 'unconfirmed',
      filter: { state: 'unconfirmed' },
      action: 'Look for the task at the upstream, then resolve each job: bind, resubmit or write_off.',
      says: 'Look for the task at the upstream, then resolve each job: bind its task, send it again, or write it off.',
    }
  }
  if (group.state === 'failed' && group.reason !== null && group.reason in failureRules) {
    const rule = Object.entries(failureRules).find(([reason]) => reason === group.reason)?.[1]
    const filter = { state: 'failed', reason: group.reason }
    return { reason: group.reason, action: rule?.remedy ?? '', filter }
  }
  switch (group.waitingFor) {
    case 'link_refused':
      return {
        reason: 'link_refused',
        filter: { state: 'archiving', waiting_for: 'link_refused' },
        action:
          'Allow the link’s host before the link dies: reelkeep upstream allow UPSTREAM HOST; the job’s history has it in full.',
        says: 'Allow the link’s host before the link dies; the job’s history has it in full.',
      }
    case 'budget':
      if (mayFreeMoney) return null
      return {
        reason: 'budget',
        filter: { state: 'queued', waiting_for: 'budget' },
        action: 'Raise the budget of the batch, or the cap of the key, or cancel what is left.',
        isToCome: true,
      }
    case 'price':
      return {
        reason: 'price',
        filter: { state: 'queued', waiting_for: 'price' },
        action: 'Configure the model’s price, or post again with max_price_usd.',
        says: 'Configure the model’s price, or send the file again with a highest price for each row.',
      }
    case 'archive_unwell':
      return {
        reason: 'archive_unwell',
        filter: { waiting_for: 'archive_unwell' },
        action: 'Make the store writable again; clips wait until then.',
      }
    case 'pause':
      return {
        reason: 'held',
        filter: { state: 'queued', waiting_for: 'pause' },
        action: 'A person holds these jobs: reelkeep resume JOB, or cancel them.',
        says: 'A person holds these jobs: resume each, or cancel them.',
        isToCome: true,
      }
    case 'slot':
    case 'rate':
    case 'gate':
    case null:
      return group.overdue && group.state === 'rendering'
        ? {
            reason: 'overdue',
            filter: { state: 'rendering', overdue: 'true' },
            action: 'Ask the upstream about these tasks; they are polled slowly until it answers.',
          }
        : null
  }
}
