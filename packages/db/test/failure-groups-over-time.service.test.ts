// The rows say themselves what came after them. Whatever the history, in whatever portions it was written, the groups of
// any time are what they are by looking at every failure.
import { aJob, createTestDatabase, insertJob } from '@reelkeep/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { adminOwnerId, listFailureGroups } from '../src/index.ts'

type Failure = { readonly job: number; readonly cause: string; readonly at: number }

const jobs = Array.from({ length: 6 }, (_, index) =>
  aJob({ state: index % 2 === 0 ? 'failed' : 'archived', chargedTicks: 10n ** BigInt(index) }),
)
const minutes = 40
const atMinute = (minute: number) => new Date(Date.UTC(2026, 0, 1) + minute * 60_000)

const histories = fc.array(
  fc.record({
    job: fc.nat({ max: jobs.length - 1 }),
    cause: fc.constantFrom('a', 'b', 'c'),
    at: fc.nat({ max: minutes }),
  }),
  { maxLength: 40 },
)
/** How many are written by one statement. */
const portions = fc.integer({ min: 1, max: 9 })
const times = fc
  .tuple(fc.nat({ max: minutes }), fc.option(fc.nat({ max: minutes }), { nil: null }))
  .map(([from, length]) => ({ from, to: length === null ? null : from + length }))
const windowsOf = fc.array(times, { minLength: 1, maxLength: 4 })

test('groups of any time are what a look at every failure tells', async () => {
  await using database = await createTestDatabase()
  const { sql } = database.db
  for (const job of jobs) await insertJob(database.db, job)
  await fc.assert(
    fc.asyncProperty(histories, portions, windowsOf, async (drawn, portion, windows) => {
      // Written in the order in which they happened, as a job's failures are.
      const planted = [...drawn].sort((a, b) => a.at - b.at)
      await sql`delete from failures`
      for (let first = 0; first < planted.length; first += portion) {
        const rows = planted.slice(first, first + portion).map(rowOf)
        await sql`
          insert into failures (job_id, owner_id, upstream, model, step, reason, fingerprint, message, charged, retryable, at)
          select job_id, ${adminOwnerId}, 'xai', 'grok', 'poll', 'upstream_failed', cause, 'no', 'unknown', true, at
          from json_to_recordset(${JSON.stringify(rows)}::text::json) as r (job_id text, cause text, at timestamptz)`
      }
      for (const window of windows) {
        const filter = { batch: null, upstream: null, model: null, status: null, fingerprint: null }
        const between = { from: atMinute(window.from), to: window.to === null ? null : atMinute(window.to) }
        const page = { limit: 9, after: null }
        const groups = await listFailureGroups(database.db, adminOwnerId, { ...filter, ...between }, page)
        expect(groups.map(toldOf)).toEqual(expectedOf(planted, window))
      }
    }),
    { numRuns: 60 },
  )
})

function rowOf({ job, cause, at }: Failure) {
  return { job_id: jobs[job]?.id, cause, at: atMinute(at).toISOString() }
}

function toldOf({
  fingerprint,
  count,
  jobs: ofJobs,
  failedJobs,
  chargedTicks,
}: Awaited<ReturnType<typeof listFailureGroups>>[number]) {
  return { fingerprint, count, jobs: ofJobs, failedJobs, chargedTicks }
}

function expectedOf(planted: readonly Failure[], { from, to }: { from: number; to: number | null }) {
  const isWithin = ({ at }: Failure) => at >= from && (to === null || at < to)
  const causes = [...new Set(planted.filter(isWithin).map(({ cause }) => cause))]
  return causes
    .map((fingerprint) => {
      const within = planted.filter((failure) => failure.cause === fingerprint && isWithin(failure))
      const standing = jobs.filter((job, index) => {
        const latest = planted.filter((failure) => failure.job === index).at(-1)
        return job.state === 'failed' && latest !== undefined && within.includes(latest)
      })
      return {
        fingerprint,
        count: within.length,
        jobs: new Set(within.map(({ job }) => job)).size,
        failedJobs: standing.length,
        chargedTicks:
          standing.length === 0 ? null : standing.reduce((sum, job) => sum + (job.chargedTicks ?? 0n), 0n),
      }
    })
    .sort((a, b) => b.count - a.count || (a.fingerprint < b.fingerprint ? -1 : 1))
}
