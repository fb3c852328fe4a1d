import {
  addUpSixHours,
  beginChore,
  countMarkedSpans,
  countMinutesAhead,
  countQuartersAhead,
  type Database,
  dropOldMinutes,
  foldQueueSamples,
  sampleQueue,
} from '@reelkeep/db'
import { describeError } from './log.ts'
import { type Loop, startLoop } from './loop.ts'
import type { World } from './world.ts'

const everyMs = 10_000
const sampleEveryMs = 60_000
const tidyEveryMs = 3_600_000
/** Between two parts of a long history, so that counting it takes a fifth of a processor and not all of one. */
const breathMs = 500

/**
 * Keeps the sums that the pages read: looks at the queue every minute, and counts what is over. A loop of its own, since
 * after an upgrade it counts all of the past, day by day, and nothing else may wait for that. Any worker may do it; of
 * several that try, one does.
 */
export function startStats(db: Database, world: Pick<World, 'log' | 'timeZone'>): Loop {
  return startLoop({
    everyMs,
    turn: async () => {
      if (await beginChore(db, { name: 'queue-sample', everyMs: sampleEveryMs })) await sampleQueue(db)
      const areMoreMinutes = await countMinutesAhead(db)
      const isMoreToCount = await countQuartersAhead(db)
      const isMoreMarked = await countMarkedSpans(db)
      const isMoreToAdd = await addUpSixHours(db, world.timeZone)
      if (areMoreMinutes || isMoreToCount || isMoreMarked || isMoreToAdd) return breathMs
      if (await beginChore(db, { name: 'stats-tidy', everyMs: tidyEveryMs })) {
        await dropOldMinutes(db)
        while ((await foldQueueSamples(db)) > 0);
      }
      return null
    },
    onError: (error) => world.log.error({ error: describeError(error) }, 'counting stats failed'),
  })
}
