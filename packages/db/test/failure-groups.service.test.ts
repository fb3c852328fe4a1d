import type { JobFailure } from '@reelkeep/core'
import { aJob, createTestDatabase, insertJob } from '@reelkeep/testing'
import { expect, test } from 'vitest'
import { adminKeyId, adminOwnerId, type Database, listFailureGroups, markFailureGroup } from '../src/index.ts'
import { failureFingerprint } from '../src/saving/failure-fingerprint.ts'

type Kind = Pick<JobFailure, 'step' | 'reason'> & { readonly words: (n: number) => string }

/** Two that differ in the vendor's code only, two in the reason only, and each with ids, amounts or a prompt inside. */
const kinds: readonly Kind[] = [
  {
    step: 'submit',
    reason: 'rejected',
    words: (n) => `HTTP 400 · 1026 · image ${n} of req_${n}ab is too large`,
  },
  {
    step: 'submit',
    reason: 'rejected',
    words: (n) => `HTTP 400 · 1027 · image ${n} of req_${n}ab is too large`,
  },
  {
    step: 'submit',
    reason: 'moderated',
    words: (n) => `HTTP 400 · 1027 · image ${n} of req_${n}ab is too large`,
  },
  {
    step: 'poll',
    reason: 'upstream_failed',
    words: (n) => `the prompt "a fox number ${'x'.repeat(n % 7)} in snow" broke`,
  },
  { step: 'poll', reason: 'upstream_failed', words: (n) => `generation timed out after ${n}s` },
  {
    step: 'archive',
    reason: 'artifact_lost',
    words: (n) => `HTTP 404 · https://cdn-${n}.example.com/${n}.mp4?sig=${n}`,
  },
]

async function plant(db: Database, count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, n) => {
    const { step, reason, words } = kinds[n % kinds.length] ?? (kinds[0] as Kind)
    const failure = {
      step,
      reason,
      message: 'no',
      charged: 'unknown',
      retryable: true,
      upstreamStatus: words(n),
    } as const
    return {
      job_id: `job_${n}`,
      upstream: n % 3 === 0 ? 'xai' : 'cometapi',
      fingerprint: failureFingerprint(failure),
      step,
      reason,
      words: words(n),
    }
  })
  await db.sql`
    insert into failures (job_id, owner_id, upstream, model, step, reason, fingerprint, message, charged, retryable, upstream_status)
    select job_id, ${adminOwnerId}, upstream, 'grok', step, reason, fingerprint, 'no', 'unknown', true, words
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as r (job_id text, upstream text, fingerprint text, step text,
      reason text, words text)`
}

const all = {
  batch: null,
  upstream: null,
  model: null,
  from: new Date(0),
  to: null,
  status: null,
  fingerprint: null,
} as const

test('three thousand failures of six kinds are six groups, each with its share of every upstream', async () => {
  await using database = await createTestDatabase()
  await plant(database.db, 3_000)
  const groups = await listFailureGroups(database.db, adminOwnerId, all, { limit: 50, after: null })
  expect(groups.map(({ count, jobs }) => [count, jobs])).toEqual(Array(6).fill([500, 500]))
  expect(groups.map(({ reason }) => reason).sort()).toEqual(kinds.map(({ reason }) => reason).sort())
  const shares = groups.flatMap(({ byUpstream }) => byUpstream)
  expect(shares.reduce((sum, { count }) => sum + count, 0)).toBe(3_000)
  const first = await listFailureGroups(database.db, adminOwnerId, all, { limit: 4, after: null })
  const after = { count: 500, fingerprint: first[3]?.fingerprint ?? '' }
  const rest = await listFailureGroups(database.db, adminOwnerId, all, { limit: 4, after })
  expect([...first.slice(0, 4), ...rest].map(({ fingerprint }) => fingerprint)).toEqual(
    groups.map(({ fingerprint }) => fingerprint),
  )
  const one = await listFailureGroups(
    database.db,
    adminOwnerId,
    { ...all, upstream: 'xai' },
    { limit: 9, after: null },
  )
  expect(one.every(({ byUpstream }) => byUpstream.every(({ name }) => name === 'xai'))).toBe(true)
})

test('a group counts the money of jobs that stand failed with it, once each', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const { sql } = db
  const [broken, mended] = [
    aJob({ state: 'failed', chargedTicks: 70n, contingentTicks: 7n }),
    aJob({ state: 'archived' }),
  ]
  for (const job of [broken, mended]) await insertJob(db, job)
  for (const id of [broken.id, broken.id, mended.id]) {
    await sql`
      insert into failures (job_id, owner_id, upstream, model, step, reason, fingerprint, message, charged, retryable)
      values (${id}, ${adminOwnerId}, 'xai', 'grok', 'poll', 'upstream_failed', 'poll.upstream_failed.0', 'no', 'unknown', true)`
  }
  const [group] = await listFailureGroups(db, adminOwnerId, all, { limit: 9, after: null })
  expect(group).toMatchObject({
    count: 3,
    jobs: 2,
    failedJobs: 1,
    retryableJobs: 1,
    chargedTicks: 70n,
    contingentTicks: 7n,
  })
})

test('a resolved group is open again when one more comes; an ignored one is not', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  await plant(db, 12)
  const groups = await listFailureGroups(db, adminOwnerId, all, { limit: 9, after: null })
  const [resolved = '', ignored = ''] = groups.map(({ fingerprint }) => fingerprint)
  const mark = { ownerId: adminOwnerId, keyId: adminKeyId, requestId: 'r', reason: 'mended' }
  expect(await markFailureGroup(db, { ...mark, fingerprint: resolved, status: 'resolved' })).toBe(true)
  expect(await markFailureGroup(db, { ...mark, fingerprint: ignored, status: 'ignored' })).toBe(true)
  expect(await markFailureGroup(db, { ...mark, fingerprint: 'a.b.c', status: 'ignored' })).toBe(false)
  const open = { ...all, status: 'open' } as const
  expect(await listFailureGroups(db, adminOwnerId, open, { limit: 9, after: null })).toHaveLength(4)
  await plant(db, 12)
  const later = await listFailureGroups(db, adminOwnerId, open, { limit: 9, after: null })
  expect(later.map(({ fingerprint }) => fingerprint)).toContain(resolved)
  expect(later).toHaveLength(5)
  const audit = await db.sql`select action from audit_entries order by id`
  expect(audit.map(({ action }) => action)).toEqual(['failures-resolved', 'failures-ignored'])
})

test('jobs that people gave up are one group, whatever each of them typed', () => {
  const writtenOff = (upstreamStatus: string) =>
    failureFingerprint({
      step: 'resolve',
      reason: 'written_off',
      message: 'no',
      charged: 'unknown',
      retryable: true,
      upstreamStatus,
    })
  expect(writtenOff('not worth asking')).toBe(writtenOff('the client has cancelled'))
  expect(writtenOff('on_unconfirmed is fail, and nobody resolved it')).not.toBe(
    writtenOff('not worth asking'),
  )
})
