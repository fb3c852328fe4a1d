import type { JobEvent, JobId } from '@reelkeep/core'
import { describe, expect, it } from 'vitest'
import { createArchiveHealth } from '../src/archive-health.ts'

const storeFailure: JobEvent = { type: 'archive-interrupted', where: 'store', message: '503' }
const [first, second, third] = ['job_1', 'job_2', 'job_3'] as [JobId, JobId, JobId]
const sourceFailure: JobEvent = { type: 'archive-interrupted', where: 'source', message: 'reset' }

describe('createArchiveHealth', () => {
  it('is unwell after the store failed three jobs in a row, and well again after a while', () => {
    let nowMs = 0
    const health = createArchiveHealth(() => nowMs)
    health.record(first, storeFailure)
    health.record(second, storeFailure)
    expect(health.isUnwell()).toBe(false)
    health.record(third, storeFailure)
    expect(health.isUnwell()).toBe(true)
    nowMs = 90_000
    expect(health.isUnwell()).toBe(false)
  })

  it('does not count what the source of a link did', () => {
    const health = createArchiveHealth(() => 0)
    for (const id of [first, second, third]) health.record(id, sourceFailure)
    expect(health.isUnwell()).toBe(false)
  })

  it('stops no other job for one that the store refuses for ever', () => {
    const health = createArchiveHealth(() => 0)
    for (let tries = 0; tries < 50; tries += 1) health.record(first, storeFailure)
    expect(health.isUnwell()).toBe(false)
  })

  it('is well again as soon as a clip is kept', () => {
    const health = createArchiveHealth(() => 0)
    for (const id of [first, second, third]) health.record(id, storeFailure)
    health.record(first, { type: 'clip-archived', clip: {} as never, twinId: null })
    expect(health.isUnwell()).toBe(false)
  })
})
