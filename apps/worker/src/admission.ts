import { admitJobs, type Database, newSubmissionId } from '@reelkeep/db'
import type { ConfiguredUpstream } from './configured-upstream.ts'
import { describeError } from './log.ts'
import { type Loop, startLoop } from './loop.ts'
import type { World } from './world.ts'

export type Admission = {
  nudge(upstream: string): void
  stop(): Promise<void>
}

/** A look at least this often: nudges are only doorbells, and doorbells get lost. */
const lookEveryMs = 1_000
const jobsPerStatementMax = 50
/** Slots that come free together are filled together. */
const pauseMs = 20

/**
 * Moves queued jobs to `submitting`, within each upstream's slots and rate, and rings their submit. One loop per
 * upstream, so that a closed gate of one never delays another.
 */
export function startAdmission(db: Database, world: World): Admission {
  const loops = new Map<string, Loop>()
  for (const upstream of world.upstreams.values()) {
    const { name } = upstream.rules
    const loop = startLoop({
      everyMs: lookEveryMs,
      pauseMs,
      turn: () => admit(db, upstream, world),
      onError: (error) => {
        world.log.error({ upstream: name, error: describeError(error) }, 'admission failed')
      },
    })
    loops.set(name, loop)
  }
  return {
    nudge: (upstream) => loops.get(upstream)?.nudge(),
    stop: async () => {
      await Promise.all([...loops.values()].map((loop) => loop.stop()))
    },
  }
}

/** Answers how soon another look is worth it. */
async function admit(db: Database, { rules }: ConfiguredUpstream, world: World): Promise<number | null> {
  // An intent that nobody is rung for would hold a slot and money for as long as the queue store is away.
  if (!world.queueAnswers()) return null
  const { admitted, nextAt } = await admitJobs(db, {
    upstream: rules.name,
    workerId: world.workerId,
    submissionIds: Array.from({ length: jobsPerStatementMax }, () => newSubmissionId()),
    maxInFlight: rules.maxInFlight,
    requestsPerMinute: rules.requestsPerMinute,
    speed: rules.speed,
    pollsShareRate: rules.pollsShareRate,
    timeZone: world.timeZone,
  })
  if (admitted.length > 0) {
    const at = world.clock.now()
    world.metrics.admitted(rules.name, admitted.length)
    world.log.debug({ upstream: rules.name, admitted: admitted.length }, 'admitted')
    await world.wake(admitted.map(({ id, version }) => ({ jobId: id, version, step: 'submit' as const, at })))
  }
  if (admitted.length === jobsPerStatementMax) return 0
  return nextAt === null ? null : nextAt.getTime() - world.clock.now().getTime()
}
