import type { UpstreamRules } from '@reelkeep/core'
import { type Database, takePollTurns } from '@reelkeep/db'
import { describeError, type Log } from './log.ts'
import { createPace, type Pace } from './pace.ts'

/** The pace of one upstream's polls, shared through Postgres with every other worker and with its live limits. */
export function openPollPace(rules: UpstreamRules, db: Database, deps: PollPaceDeps): Pace {
  const { name: upstream, pollsPerMinute, requestsPerMinute, speed, pollsShareRate } = rules
  const limits = { upstream, pollsPerMinute, requestsPerMinute, speed, pollsShareRate }
  return createPace({
    takeTurns: (count) => takePollTurns(db, { ...limits, count }),
    monotonicMs: deps.monotonicMs,
    onError: (error) => {
      deps.log.warn({ upstream, error: describeError(error) }, 'no turns to be had: polls are put off')
    },
  })
}

type PollPaceDeps = { readonly monotonicMs: () => number; readonly log: Log }
