import { adminOwnerId } from '@reelkeep/db'
import postgres from 'postgres'

/** What in the database the requests point at. */
export type Places = {
  readonly job: string
  /** A job after which six hundred thousand older ones come, and one after which few do. */
  readonly middleJob: string
  readonly oldJob: string
  readonly failedJob: string
  readonly customId: string
  readonly taskId: string
  readonly largestBatch: string
  readonly fingerprint: string
  /** A word of a few days only. */
  readonly theme: string
  readonly now: Date
}

export async function readPlaces(url: string): Promise<Places> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    const [row] = await sql<[Places]>`
      select
        (select id from jobs where owner_id = ${adminOwnerId} and state = 'archived' order by id desc limit 1) as job,
        (select id from jobs where owner_id = ${adminOwnerId} order by id desc
          offset (select count(*) * 0.35 from jobs)::bigint limit 1) as "middleJob",
        (select id from jobs where owner_id = ${adminOwnerId} order by id offset 200 limit 1) as "oldJob",
        (select id from jobs where owner_id = ${adminOwnerId} and state = 'failed' order by id desc limit 1) as "failedJob",
        (select custom_id from jobs where owner_id = ${adminOwnerId} and custom_id is not null order by id offset 5000 limit 1)
          as "customId",
        (select task_id from submissions where task_id is not null order by id limit 1) as "taskId",
        (select id from batches order by total desc limit 1) as "largestBatch",
        (select fingerprint from failures where owner_id = ${adminOwnerId} group by fingerprint order by count(*) desc limit 1)
          as fingerprint,
        'vineyard' as theme, now() as now`
    return row
  } finally {
    await sql.end({ timeout: 5 })
  }
}
