import type { JobId } from '@reelkeep/core'
import { type Database, listIntents } from '@reelkeep/db'
import { settle } from './settle.ts'
import type { World } from './world.ts'

const intentsPerTurnMax = 500

/** What this worker claimed and has not begun to send goes back in line, instead of waiting for its deadline. */
export async function takeBackIntents(db: Database, world: World): Promise<void> {
  for (;;) {
    const intents = await listIntents(db, {
      workerId: world.workerId,
      olderThanMs: 0,
      limit: intentsPerTurnMax,
    })
    const taken = await Promise.all(intents.map(({ id }) => takeBack(id, world)))
    // A full page of which nothing moved is a page that others are moving.
    if (intents.length < intentsPerTurnMax || !taken.includes(true)) return
  }
}

async function takeBack(id: JobId, world: World): Promise<boolean> {
  const job = await world.rows.load(id)
  if (job === null) return false
  const event = { type: 'intent-taken-back', message: 'the worker is going down' } as const
  const settled = await settle({ job, event, persistence: 'few-tries' }, world)
  return settled.outcome === 'saved'
}
