import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import postgres from 'postgres'
import type { Engine, RunFigures } from './engine.ts'
import type { World } from './services/services.ts'

/** A run counts only if it made exactly N creations and N distinct objects, and left its whole history. */
export async function checkRun(
  engine: Engine,
  _figures: RunFigures,
  jobs: number,
  world: World,
): Promise<void> {
  const bill = (await (await fetch(`${world.upstreamUrl}/console/bill`)).json()) as { creations: number }
  expectEqual(engine, 'creations', bill.creations, jobs)
  expectEqual(engine, 'distinct objects', await countDistinctObjects(world), jobs)
  if (engine.history === null) return
  const sql = postgres(world.databaseUrl, { max: 1, onnotice: () => {} })
  try {
    const [rows] = await sql<
      { archived: number }[]
    >`select count(*)::int as archived from jobs where state = 'archived'`
    expectEqual(engine, 'archived rows', rows?.archived, jobs)
    if (engine.history === 'plain') {
      const [events] = await sql<{ count: number }[]>`select count(*)::int as count from events`
      expectEqual(engine, 'events', events?.count, jobs * 4)
      return
    }
    const [history] = await sql<{ complete: number; charged: number }[]>`
      select
        (select count(*)::int from jobs
          where last_seq = (select count(*) from job_events where job_id = jobs.id)
            and last_seq = (select max(seq) from job_events where job_id = jobs.id)
            and last_seq >= 6) as complete,
        (select count(*)::int from ledger_entries where kind = 'charged') as charged`
    expectEqual(engine, 'jobs with their whole history', history?.complete, jobs)
    expectEqual(engine, 'charges', history?.charged, jobs)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

async function countDistinctObjects(world: World): Promise<number> {
  const store = new S3Client({
    endpoint: world.s3.endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: world.s3.accessKeyId, secretAccessKey: world.s3.secretAccessKey },
  })
  const contents = new Set<string>()
  let token: string | undefined
  do {
    const page = await store.send(
      new ListObjectsV2Command({
        Bucket: world.s3.bucket,
        ...(token === undefined ? {} : { ContinuationToken: token }),
      }),
    )
    for (const object of page.Contents ?? [])
      if (object.Key?.endsWith('.mp4')) contents.add(object.ETag ?? '')
    token = page.NextContinuationToken
  } while (token !== undefined)
  return contents.size
}

function expectEqual(engine: Engine, what: string, found: number | undefined, wanted: number): void {
  if (found !== wanted)
    throw new Error(`${engine.title}: ${found} ${what} instead of ${wanted}; the run does not count`)
}
