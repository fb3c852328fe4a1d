import type { Charged, Job } from '@reelkeep/core'
import { expect } from 'vitest'
import type { Vendor } from '../journey-upstream.ts'
import type { SimulatedTask } from '../journey-world.ts'
import { fieldsOf, type Meeting, type Outcome } from './failure-world.ts'

/** Holds what became of a job against its row: its end, its history, its money, what was made, and its clip. */
export function expectEnding({ ends, vendor }: Meeting, outcome: Outcome): void {
  const { job, history, tasks, gate } = outcome
  expect({ state: job.state, reason: job.reason, waitingFor: job.waitingFor }).toEqual({
    state: ends.state,
    reason: ends.reason ?? null,
    waitingFor: ends.waitingFor ?? null,
  })
  if (ends.overdue !== undefined) expect(job.overdue).toBe(ends.overdue)
  expect(history).toEqual(expect.arrayContaining([...(ends.history ?? [])]))
  if (ends.says !== undefined) expect(outcome.details.join('\n')).toMatch(ends.says)
  if (ends.gate !== undefined) expect(gate?.closedReason).toMatch(ends.gate)
  expect(tasks[0]?.polls ?? 0).toBeGreaterThanOrEqual(ends.polls ?? 0)
  // Nothing is made twice, and waiting spends no retry.
  expect(tasks).toHaveLength(ends.creations ?? 1)
  expect(job.retries).toBe(ends.retries ?? 0)
  expect(tasks.map(({ keys_on_links }) => keys_on_links)).toEqual(tasks.map(() => 0))
  expect(fieldsOf(job.mismatch)).toEqual([...(ends.mismatch?.(vendor) ?? [])])
  expectMoney(outcome, vendor, ends.charged, ends.isQuoteOnly?.(vendor) ?? false)
  if (ends.state === 'archived') expect(job.clip?.sha256).toBe(tasks[0]?.sha256)
  else expect(job.clip).toBeNull()
}

function expectMoney(
  outcome: Outcome,
  vendor: Vendor,
  charged: Charged | ((vendor: Vendor) => Charged) | undefined,
  isQuoteOnly: boolean,
): void {
  const { job, entries, tasks } = outcome
  const expected = typeof charged === 'function' ? charged(vendor) : charged
  const booked = entries.filter(({ kind }) => kind === 'charged')
  if (job.state === 'failed') expect(job.failure?.charged).toBe(expected)
  switch (expected) {
    case 'yes': {
      const figure = isQuoteOnly
        ? { ticks: job.quotedTicks, source: 'estimated' }
        : chargeOf(vendor, tasks[0])
      expect(booked).toEqual([{ kind: 'charged', ...figure }])
      expect(job.reportedTicks?.toString() ?? null).toBe(tasks[0]?.reported_ticks)
      expect(job).toMatchObject({
        chargedTicks: figure.ticks,
        costSource: figure.source,
        contingentTicks: null,
      })
      break
    }
    case 'no':
      expect(booked).toEqual([])
      expect(job).toMatchObject({ chargedTicks: 0n, contingentTicks: null })
      break
    case 'unknown':
      expect(booked).toEqual([])
      expect(job).toMatchObject({ chargedTicks: null, contingentTicks: job.quotedTicks })
      expect(entries.filter(({ kind }) => kind === 'contingent').map(({ ticks }) => ticks)).toEqual([
        job.quotedTicks,
      ])
      break
    case undefined:
      // Nothing is known yet of what is under way: what may have been bought is at risk.
      expect(booked).toEqual([])
      expect(job.chargedTicks).toBe(isProvenFree(job) ? 0n : null)
      expect(job.contingentTicks).toBe(job.state === 'unconfirmed' ? job.quotedTicks : null)
  }
}

/** Whether a job without a price was sent before, which nobody does before it is proven that nothing was made. */
function isProvenFree({ quotedTicks, state, submissions }: Job): boolean {
  return quotedTicks === null && (state === 'queued' || (submissions > 1 && state !== 'unconfirmed'))
}

/** What the simulator's own bill says, and from where we may know it. */
function chargeOf(vendor: Vendor, task: SimulatedTask | undefined): { ticks: bigint; source: string } {
  return { ticks: BigInt(task?.charged_ticks ?? -1), source: vendor === 'xai' ? 'metered' : 'estimated' }
}
