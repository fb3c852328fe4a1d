import { expect, test } from 'vitest'
import type { Batch } from '../src/client/shapes.ts'
import { isSettled } from '../src/commands/settled.ts'

const none = {
  queued: 0,
  submitting: 0,
  unconfirmed: 0,
  rendering: 0,
  archiving: 0,
  archived: 0,
  failed: 0,
  canceled: 0,
}

function aBatch(
  state: Batch['state'],
  counts: Partial<Batch['counts']>,
  needs: Record<string, number> = {},
): Batch {
  const all = { ...none, ...counts }
  const total = Object.values(all).reduce((sum, count) => sum + count, 0)
  return {
    state,
    counts: { ...all, total },
    needs_attention: Object.entries(needs).map(([reason, count]) => ({
      reason,
      count,
      ticks: null,
      action: '',
    })),
  } as unknown as Batch
}

test.each<[boolean, string, Batch]>([
  [true, 'a finished batch', aBatch('finished', { archived: 2 })],
  [false, 'a canceled batch with jobs on their way', aBatch('canceled', { rendering: 1, canceled: 1 })],
  [true, 'a canceled batch', aBatch('canceled', { archived: 1, canceled: 1 })],
  [false, 'a running batch', aBatch('running', { queued: 1, archived: 1 })],
  [
    false,
    'a doubt beside a job that renders',
    aBatch('running', { unconfirmed: 1, rendering: 1 }, { unconfirmed: 1 }),
  ],
  [true, 'nothing but doubts', aBatch('running', { unconfirmed: 2, archived: 1 }, { unconfirmed: 2 })],
  [
    true,
    'queued rows that wait for the budget',
    aBatch('running', { queued: 3, archived: 1 }, { budget: 3 }),
  ],
  [
    false,
    'some that wait for the budget, and one on its way',
    aBatch('running', { queued: 3, rendering: 1 }, { budget: 3 }),
  ],
  [
    true,
    'a clip whose link is refused',
    aBatch('running', { archiving: 1, archived: 4 }, { link_refused: 1 }),
  ],
  [false, 'a paused batch with jobs on their way', aBatch('paused', { queued: 9, rendering: 1 })],
  [true, 'a paused batch with nothing on its way', aBatch('paused', { queued: 9, archived: 5 })],
  [
    true,
    'a paused batch whose rest waits for a link',
    aBatch('paused', { queued: 9, archiving: 1 }, { link_refused: 1 }),
  ],
  [
    false,
    'failures beside rows that are queued',
    aBatch('running', { queued: 1, failed: 3 }, { upstream_error: 3 }),
  ],
])('watching ends: %s for %s', (settled, _what, batch) => {
  expect(isSettled(batch)).toBe(settled)
})
