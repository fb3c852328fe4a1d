import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  type CheckFinding,
  judgeDisk,
  judgeEviction,
  judgeKey,
  judgeLateness,
  judgeMigrations,
  judgeNode,
  judgePersistence,
  judgePostgres,
  judgeQueueVersion,
  judgeSkew,
  reelkeepVersion,
  runChecks,
} from '../src/index.ts'

const gib = 1024 ** 3
const refused = { outcome: 'refused', httpStatus: 401, words: 'no' } as const
const table: [string, CheckFinding, CheckFinding['outcome']][] = [
  ['half a second', judgeSkew(500, 'a', 'b'), 'ok'],
  ['five seconds behind', judgeSkew(-5_000, 'a', 'b'), 'warning'],
  ['five minutes', judgeSkew(300_000, 'a', 'b'), 'failed'],
  ['a roomy disk', judgeDisk(50 * gib, 100 * gib), 'ok'],
  ['a tight disk', judgeDisk(2 * gib, 100 * gib), 'warning'],
  ['a full disk', judgeDisk(gib / 2, 100 * gib), 'failed'],
  ['Redis 6.0', judgeQueueVersion('6.0.16'), 'failed'],
  ['Redis 6.2', judgeQueueVersion('6.2.0'), 'ok'],
  ['Valkey 8', judgeQueueVersion('8.1.3'), 'ok'],
  ['eviction', judgeEviction('volatile-ttl'), 'failed'],
  ['no append-only file', judgePersistence(false, true), 'warning'],
  ['an append-only file', judgePersistence(true, false), 'ok'],
  ['Postgres 14', judgePostgres(140_011), 'failed'],
  ['Postgres 18', judgePostgres(180_000), 'ok'],
  ['Node 22', judgeNode('v22.1.0'), 'failed'],
  ['a missing migration', judgeMigrations(['0001_x.sql'], []), 'failed'],
  ['an unknown migration', judgeMigrations([], ['9999_x.sql']), 'warning'],
  ['a minute late', judgeLateness(90), 'warning'],
  ['an hour late', judgeLateness(3_600), 'failed'],
  ['a key that is taken', judgeKey({ outcome: 'known' }, 'X_API_KEY', true), 'ok'],
  ['a refused key', judgeKey(refused, 'X_API_KEY', true), 'failed'],
  ['a refused previous key', judgeKey(refused, 'X_API_KEY', false), 'warning'],
  [
    'an upstream that is away',
    judgeKey({ outcome: 'unanswered', httpStatus: null, words: 'x' }, 'X', true),
    'failed',
  ],
  [
    'an upstream with trouble',
    judgeKey({ outcome: 'unanswered', httpStatus: 502, words: 'x' }, 'X', true),
    'warning',
  ],
  [
    'an upstream that slows us',
    judgeKey({ outcome: 'unanswered', httpStatus: 429, words: 'x' }, 'X', true),
    'ok',
  ],
  ['an odd answer', judgeKey({ outcome: 'odd', words: 'x' }, 'X', true), 'warning'],
]

test.each(table)('%s is judged, and what is not in order says its fix', (_what, finding, outcome) => {
  expect(finding.outcome).toBe(outcome)
  expect(finding.message).not.toBe('')
  expect(finding.fix !== undefined).toBe(outcome !== 'ok')
})

test('a check that hangs or throws fails with its fix, and holds no other up', async () => {
  const reports = await runChecks(
    [
      { name: 'hangs', look: () => new Promise(() => undefined), fix: 'wait' },
      { name: 'throws', look: () => Promise.reject(new Error('boom')), fix: 'mend' },
      { name: 'well', look: async () => ({ outcome: 'ok', message: 'fine' }), fix: 'none' },
    ],
    {
      timeoutMs: 5,
      after: async () => {
        await new Promise((resolve) => setImmediate(resolve))
        throw new Error('too late')
      },
      monotonicMs: () => 0,
      describe: (error) => (error instanceof Error ? error.message : 'thrown'),
    },
  )
  expect(reports.map(({ name, outcome, message, fix }) => [name, outcome, message, fix])).toEqual([
    ['hangs', 'failed', 'too late', 'wait'],
    ['throws', 'failed', 'boom', 'mend'],
    ['well', 'ok', 'fine', null],
  ])
})

test('the version that processes tell each other is that of the clone', () => {
  const root: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8'))
  expect(root).toMatchObject({ version: reelkeepVersion })
})
