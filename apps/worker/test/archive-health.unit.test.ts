import type { JobEvent } from '@reelkeep/core'
import { describe, expect, it } from 'vitest'
import { createArchiveHealth } from '../src/archive-health.ts'

const storeFailure: JobEvent = { type: 'archive-interrupted', where: 'store', message: '503' }
const sourceFailure: JobEvent = { type: 'archive-interrupted', where: 'source', message: 'reset' }

describe('createArchiveHealth', () => {
  it('is unwell after three failures of the store in a row, and well again after a while', () => {
    let nowMs = 0
    const health = createArchiveHealth(() => nowMs)
    health.record(storeFailure)
    health.record(storeFailure)
    expect(health.isUnwell()).toBe(false)
    health.record(storeFailure)
    expect(health.isUnwell()).toBe(true)
    nowMs = 90_000
    expect(health.isUnwell()).toBe(false)
  })

  it('does not count what the source of a link did', () => {
    const health = createArchiveHealth(() => 0)
    for (let tries = 0; tries < 5; tries += 1) health.record(sourceFailure)
    expect(health.isUnwell()).toBe(false)
  })

  it('is well again as soon as a clip is kept', () => {
    const health = createArchiveHealth(() => 0)
    for (let tries = 0; tries < 5; tries += 1) health.record(storeFailure)
    health.record({ type: 'clip-archived', clip: {} as never, mismatch: [] })
    expect(health.isUnwell()).toBe(false)
  })
})
