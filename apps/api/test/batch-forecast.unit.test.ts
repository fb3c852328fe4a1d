import type { BatchGroup, BatchRecord } from '@reelkeep/db'
import { expect, test } from 'vitest'
import { presentBatch } from '../src/presenters/present-batch.ts'

const now = new Date('2026-11-30T12:00:00Z')

const batch: BatchRecord = {
  id: 'batch_1',
  ownerId: 'admin',
  name: 'autumn',
  state: 'running',
  revision: 1,
  budgetTicks: null,
  spent: null,
  intake: {},
  counts: {
    queued: 0,
    submitting: 0,
    unconfirmed: 0,
    rendering: 1,
    archiving: 1,
    archived: 0,
    failed: 0,
    canceled: 0,
  },
  createdAt: now,
  finishedAt: null,
  restoredAt: null,
  trialRows: null,
  stopWhen: null,
  pause: null,
}

function groupOf(some: Pick<BatchGroup, 'state' | 'chargedTicks' | 'reservedTicks'>): BatchGroup {
  return {
    batchId: batch.id,
    upstream: 'xai',
    reason: null,
    waitingFor: null,
    overdue: false,
    retryable: false,
    count: 1,
    quotedTicks: 500n,
    unquoted: 0,
    uncharged: 0,
    reportedTicks: null,
    contingentTicks: null,
    movingSince: null,
    acceptedLastAt: null,
    simulated: false,
    spentLatelyTicks: null,
    ...some,
  }
}

function finalOf(...groups: readonly BatchGroup[]) {
  return presentBatch(batch, { groups, recentEnds: new Map() }, now).forecast.final_ticks
}

test('a clip that was charged and is being archived counts once in the final cost', () => {
  const archiving = groupOf({ state: 'archiving', chargedTicks: 500n, reservedTicks: 0n })
  const rendering = groupOf({ state: 'rendering', chargedTicks: null, reservedTicks: 500n })
  expect(finalOf(archiving, rendering)).toBe('1000')
})

test('a clip that is archived before its charge is known is counted at its quote', () => {
  const archiving = groupOf({ state: 'archiving', chargedTicks: null, reservedTicks: 500n })
  expect(finalOf(archiving)).toBe('500')
})
