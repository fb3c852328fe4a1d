import postgres from 'postgres'
import { copyBelongings, copyJobs } from './copy-statements.ts'
import { helpers, planBatches, planJobs, upstreams } from './plan-statements.ts'
import { countUp, makeBatches, makeOwnersAndGates, makePartitions } from './world-statements.ts'

const rangeSize = 50_000

/**
 * Fills a migrated, empty database with so many jobs and all that belongs to them, the same each time. Answers how long
 * each part took, in milliseconds.
 */
export async function seedJobs(
  url: string,
  jobs: number,
  report: (line: string) => void,
): Promise<ReadonlyMap<string, number>> {
  const took = new Map<string, number>()
  const open = () =>
    postgres(url, {
      max: 1,
      onnotice: () => undefined,
      connection: { synchronous_commit: 'off', jit: 'off' },
    })
  const sql = open()
  const follower = open()
  const timed = async (name: string, work: () => Promise<unknown>) => {
    const startedAt = performance.now()
    await work()
    took.set(name, (took.get(name) ?? 0) + performance.now() - startedAt)
  }
  try {
    const [known] = await sql`select from jobs limit 1`
    if (known !== undefined) throw new Error('this database has jobs already: seed an empty one')
    await timed('plan', async () => {
      await sql.unsafe(helpers)
      await sql.unsafe('select setseed(0.42)')
      for (const statement of [
        upstreams,
        planBatches(jobs),
        makeOwnersAndGates,
        makePartitions,
        planJobs(jobs),
        makeBatches,
      ]) {
        await sql.unsafe(statement)
      }
    })
    // What belongs to the jobs of a range is copied while the jobs of the next one are.
    let following: Promise<void> = Promise.resolve()
    for (let from = 0; from < jobs; from += rangeSize) {
      await timed('jobs and clips', () => sql.unsafe(copyJobs, [from, from + rangeSize]))
      await following
      following = follow(from)
      report(`${Math.min(jobs, from + rangeSize)} of ${jobs} jobs`)
    }
    await following
    await timed('counters', () => sql.unsafe(countUp))
    // What autovacuum would have done by now.
    await timed('vacuum', () => sql.unsafe('vacuum (analyze)'))
    return took
  } finally {
    await Promise.all([sql.end({ timeout: 5 }), follower.end({ timeout: 5 })])
  }

  async function follow(from: number): Promise<void> {
    for (const { name, statement } of copyBelongings) {
      await timed(name, () => follower.unsafe(statement, [from, from + rangeSize]))
    }
  }
}
