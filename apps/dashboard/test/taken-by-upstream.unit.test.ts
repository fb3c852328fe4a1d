import { expect, test } from 'vitest'
import type { HistoryEvent } from '../src/api/types.ts'
import { takenByUpstream } from '../src/job/taken-by-upstream.ts'

/** Only the kind is read. */
const lines = (...kinds: readonly string[]) => kinds.map((kind) => ({ kind }) as HistoryEvent)
const nameOf = (events: readonly HistoryEvent[], adopted = false) => takenByUpstream({ adopted }, events).name

test('a job that a person bound to a task was sent, and not seen to be accepted', () => {
  const events = lines('job-admitted', 'submission-sending', 'submission-unknown', 'submission-bound')
  expect(takenByUpstream({ adopted: false }, events)).toEqual({ name: 'Sent', bound: events[3] })
  expect(nameOf(lines('submission-sending', 'submission-unknown', 'submission-accepted'))).toBe('Accepted')
})

test('a later submission of the same job is told by its own lines', () => {
  const events = lines('submission-sending', 'submission-bound', 'submission-sending', 'submission-accepted')
  expect(takenByUpstream({ adopted: false }, events)).toEqual({ name: 'Accepted', bound: null })
})

test('a task that was made elsewhere was adopted', () => {
  expect(nameOf(lines('job-adopted'), true)).toBe('Adopted')
})
