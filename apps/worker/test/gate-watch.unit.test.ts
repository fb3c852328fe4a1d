import type { Gate } from '@reelkeep/db'
import { expect, it } from 'vitest'
import { createGateWatch } from '../src/gate-watch.ts'
import { openLog } from '../src/log.ts'

const open: Gate = {
  upstream: 'rehearsal',
  inFlight: 0,
  paused: false,
  closedKind: null,
  closedReason: null,
  closedAt: null,
  probeAt: null,
  isProbing: false,
  notBefore: null,
  overdue: 0,
  maxOverdue: 25,
  rateCut: 1,
  pollRateCut: 1,
  strain: 0,
  maxInFlight: null,
  requestsPerMinute: null,
  pollsPerMinute: null,
  allowedHosts: [],
}
const now = new Date('2026-11-20T12:00:00Z')

it('says once that a gate closed and why, and once that it opened', () => {
  const lines: { msg: string; reason?: string; closed_kind?: string }[] = []
  const watch = createGateWatch(openLog('info', { write: (line) => void lines.push(JSON.parse(line)) }))
  const breaker = { ...open, closedKind: 'breaker', closedReason: 'too many were lost' } as const
  const held = { ...open, notBefore: new Date(now.getTime() + 1_000) }
  for (const gate of [open, held, breaker, { ...breaker, isProbing: true }, open, open])
    watch.look([gate], now)
  watch.look([{ ...open, overdue: 25 }], now)
  watch.look([{ ...open, paused: true }], now)
  expect(lines).toMatchObject([
    { msg: 'gate closed', closed_kind: 'breaker', reason: 'too many were lost' },
    { msg: 'gate opened' },
    { msg: 'gate closed', reason: expect.stringMatching(/^25 overdue tasks/) },
  ])
})
