import { decide, type JobEvent } from '@reelkeep/core'
import { aJob } from '@reelkeep/testing'
import { describe, expect, it } from 'vitest'
import { applyDecision } from '../src/apply-decision.ts'
import { testRules } from './test-rules.ts'

describe('applyDecision', () => {
  it('gives the job as its row stands after the save', () => {
    const now = new Date()
    const job = aJob({ state: 'submitting', version: 7, lastSeq: 4 })
    const event: JobEvent = {
      type: 'submit-started',
      workerId: 'worker_1',
      deadlineAt: new Date(now.getTime() + 1_000),
      credentialId: 'cred_1' as never,
      baseUrl: 'https://upstream.example.com',
    }
    const verdict = decide(job, event, { now, rules: testRules(), jitter: 0 })
    if (verdict.outcome !== 'decided') throw new Error(verdict.why)
    const after = applyDecision(job, verdict.decision, 8, now)
    expect(after).toMatchObject({
      id: job.id,
      state: 'submitting',
      version: 8,
      lastSeq: 5,
      submission: {
        id: job.submission?.id,
        status: 'sending',
        workerId: 'worker_1',
        credentialId: 'cred_1',
        sentAt: now,
      },
    })
  })
})
