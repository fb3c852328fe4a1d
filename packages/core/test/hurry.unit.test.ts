import { describe, expect, test } from 'vitest'
import { decide } from '../src/index.ts'
import { aJob, context, noon } from './a-job.ts'
import { anEvent } from './an-event.ts'

const later = new Date(noon.getTime() + 60_000)

describe('a job that a person hurries', () => {
  test.each(['rendering', 'archiving'] as const)('has its next step now when it is %s', (state) => {
    const job = aJob({ state, dueAt: later, crashes: 2 })
    const verdict = decide(job, anEvent['job-hurried'], context())
    expect(verdict).toMatchObject({
      outcome: 'decided',
      decision: {
        changes: { dueAt: noon },
        event: { kind: 'job-hurried', detail: { by: 'key_1', was_due_at: later.toISOString() } },
        submission: null,
        ledger: [],
        // Which step it is stands in the row, and stays.
        wake: null,
      },
    })
    // It says nothing about whether a worker lives through the work.
    expect(verdict.outcome === 'decided' && 'crashes' in verdict.decision.changes).toBe(false)
  })

  test.each(['queued', 'submitting', 'unconfirmed', 'archived', 'failed', 'canceled'] as const)(
    'is left alone when it is %s: nothing may be created by it',
    (state) => {
      const job = aJob({ state, ...(state === 'queued' ? { dueAt: later } : {}) })
      expect(decide(job, anEvent['job-hurried'], context()).outcome).toBe('ignored')
    },
  )

  test('is left alone when it is due already, and while its link is refused', () => {
    for (const job of [
      aJob({ state: 'rendering', dueAt: noon }),
      aJob({ state: 'archiving', dueAt: later, waitingFor: 'link_refused' }),
    ]) {
      expect(decide(job, anEvent['job-hurried'], context()).outcome).toBe('ignored')
    }
  })
})
