import {
  isLostToSilence,
  type Job,
  type JobEvent,
  type JobId,
  type SubmissionId,
  type TaskId,
} from '@reelkeep/core'
import { type Database, listWorkers, readSubmissionStanding, type SubmissionStanding } from '@reelkeep/db'
import { settle } from './settle.ts'
import type { Acceptance } from './spool.ts'
import { wakeNext } from './wake-next.ts'
import type { World } from './world.ts'

/**
 * Tells the database what workers that are gone had been answered. Before recovery calls their senders lost: a task
 * whose id is on disk is not in doubt. A file is dropped when its worker has not beaten for `deadAfterMs` and all of it is told (an
 * upstream that left the configuration keeps it); what a
 * living worker is about to save itself may be told twice and counts once. Answers with the workers whose files were
 * left to them: whatever becomes of those meanwhile, they are not lost before their files are told.
 */
export async function replaySpool(
  db: Database,
  { deadAfterMs, from }: { readonly deadAfterMs: number; readonly from: 'everyone' | 'the dead' },
  world: World,
): Promise<ReadonlySet<string>> {
  const leftAlone = new Set<string>()
  const left = await world.spool.left()
  if (left.length === 0) return leftAlone
  const now = world.clock.now().getTime()
  const living = new Set(
    (await listWorkers(db))
      .filter(({ beatAt }) => now - beatAt.getTime() < deadAfterMs)
      .map((worker) => worker.workerId),
  )
  for (const { workerId, acceptances } of left) {
    const isDead = !living.has(workerId)
    if (from === 'the dead' && !isDead) {
      leftAlone.add(workerId)
      continue
    }
    const told = await Promise.all(acceptances.map((acceptance) => replay(acceptance, db, world)))
    if (isDead && !told.includes(false)) await world.spool.drop(workerId)
  }
  return leftAlone
}

/** Whether the database knows of it now. */
async function replay(acceptance: Acceptance, db: Database, world: World): Promise<boolean> {
  const job = await world.rows.load(acceptance.jobId as JobId)
  const standing = await readSubmissionStanding(db, acceptance.submissionId as SubmissionId)
  if (job === null || standing === null) return true
  const event = eventOf(acceptance, standing, job)
  if (event === null) return true
  const settled = await settle({ job, event, persistence: 'few-tries' }, world)
  if (settled.outcome !== 'saved') return false
  await wakeNext(job, settled, world)
  world.log.warn(
    {
      job_id: job.id,
      submission_id: acceptance.submissionId,
      task_id: acceptance.taskId,
      event: event.type,
      from_state: job.state,
      to_state: settled.job.state,
    },
    'replayed from the spool',
  )
  return true
}

/** Null: the database knows it already. A file may be replayed again; an orphan is told, and its money at risk, once. */
function eventOf(acceptance: Acceptance, standing: SubmissionStanding, job: Job): JobEvent | null {
  const taskId = acceptance.taskId as TaskId
  if (standing.taskId === taskId) return null
  // What a person took for its task gives way to the upstream's own answer.
  const isMisbound = standing.isCurrent && (job.state === 'rendering' || isLostToSilence(job))
  if (standing.status === 'sending' || standing.status === 'unknown' || isMisbound) {
    return { type: 'submit-accepted', taskId, upstreamStatus: acceptance.upstreamStatus }
  }
  if (standing.isOrphaned) return null
  const submissionId = acceptance.submissionId as SubmissionId
  return { type: 'submission-orphaned', submissionId, taskId, isAtRisk: standing.isAtRisk }
}
