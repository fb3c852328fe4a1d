import { type Job, resubmitObjection, resubmitReason, type UpstreamRules } from '@reelkeep/core'
import { type Database, grantResubmission, listExpiredHolds, writeAuditEntries } from '@reelkeep/db'
import { settle } from './settle.ts'
import { wakeNext } from './wake-next.ts'
import type { World } from './world.ts'

/** Those that the policy leaves to a person stay on the list, and are few beside what a day's allowance can be. */
const holdsPerTurnMax = 500

/** Doubts that neither a late answer nor a person has ended in time are ended as their upstream's policy says. */
export async function expireHolds(db: Database, world: World): Promise<void> {
  for (const { rules } of world.upstreams.values()) {
    if (rules.onUnconfirmed === 'hold') continue
    const holds = await listExpiredHolds(db, {
      upstream: rules.name,
      heldMs: rules.unconfirmedHoldMs,
      limit: holdsPerTurnMax,
    })
    // One after the other: each takes its turn at the allowance.
    for (const { id, version, isTold } of holds) {
      const job = await world.rows.load(id)
      if (job?.version === version) await expire(db, job, isTold, rules, world)
    }
  }
}

async function expire(
  db: Database,
  job: Job,
  isTold: boolean,
  rules: UpstreamRules,
  world: World,
): Promise<void> {
  const allowance = rules.onUnconfirmed === 'resubmit' ? await askAllowance(db, job, rules) : null
  // Why it waits for a person is said once.
  if (isTold && allowance === 'refused') return
  const event = { type: 'hold-expired', allowance } as const
  const settled = await settle({ job, event, persistence: 'few-tries' }, world)
  if (settled.outcome !== 'saved') return
  await wakeNext(job, settled, world)
  const { state, reason } = settled.job
  world.log.warn(
    {
      job_id: job.id,
      submission_id: job.submission?.id ?? null,
      policy: rules.onUnconfirmed,
      allowance,
      from_state: job.state,
      to_state: state,
    },
    'hold expired',
  )
  if (reason === 'written_off') await auditWriteOff(db, settled.job)
}

/** Where no day's allowance could help, none is asked for. */
async function askAllowance(db: Database, job: Job, rules: UpstreamRules): Promise<'granted' | 'refused'> {
  const { quotedTicks, submission } = job
  if (quotedTicks === null || submission === null || resubmitObjection(job, rules) !== null) return 'refused'
  return grantResubmission(db, {
    upstream: rules.name,
    ownerId: job.ownerId,
    jobId: job.id,
    submissionId: submission.id,
    ticks: quotedTicks,
    dailyTicks: rules.resubmitDailyTicks ?? 0n,
    reason: resubmitReason(rules),
  })
}

function auditWriteOff(db: Database, job: Job): Promise<void> {
  return writeAuditEntries(db, [
    {
      ownerId: job.ownerId,
      actor: 'system',
      action: 'submission-written-off',
      target: job.id,
      reason: job.failure?.upstreamStatus ?? null,
      requestId: null,
    },
  ])
}
