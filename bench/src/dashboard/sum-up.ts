import {
  addUpSixHours,
  countMarkedSpans,
  countMinutesAhead,
  countQuartersAhead,
  openDatabase,
  sampleQueue,
} from '@reelkeep/db'

/** What a worker's stats loop does until it has caught up, in milliseconds. */
export async function sumUp(url: string): Promise<number> {
  const db = openDatabase({ url, maxConnections: 2, applicationName: 'bench' })
  const startedAt = performance.now()
  try {
    while (await countQuartersAhead(db));
    while (await countMinutesAhead(db));
    while (await countMarkedSpans(db));
    while (await addUpSixHours(db, 'UTC'));
    await sampleQueue(db)
    return performance.now() - startedAt
  } finally {
    await db.close()
  }
}
