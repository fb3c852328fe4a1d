import { expect, test } from 'vitest'
import { decide, saidBy } from '../src/index.ts'
import { aJob, context, rules } from './a-job.ts'
import { anEvent } from './an-event.ts'

test.each([
  ['poll', 'upstream_failed', 'gpu on fire', 'upstream'],
  ['submit', 'moderated', 'HTTP 400 · no', 'upstream'],
  ['resolve', 'written_off', 'not worth asking', 'person'],
  ['submit', 'image_missing', 'upload gone', 'reelkeep'],
  ['archive', 'invalid_artifact', 'no moov box', 'reelkeep'],
  ['archive', 'artifact_lost', 'HTTP 404', 'reelkeep'],
  ['poll', 'crashed', null, null],
] as const)('words of the %s step that ended as %s (%s) are of: %s', (step, reason, upstreamStatus, by) => {
  expect(saidBy({ step, reason, upstreamStatus })).toBe(by)
})

test('what the policy of an upstream writes off is told apart from what a person does', () => {
  const held = decide(aJob({ state: 'unconfirmed' }), anEvent['hold-expired'], {
    ...context(),
    rules: { ...rules, onUnconfirmed: 'fail' },
  })
  const failure = held.outcome === 'decided' ? held.decision.changes.failure : null
  expect(failure && saidBy(failure)).toBe('policy')
})
