import { isFinal, type Job } from '../../src/index.ts'
import { checkBills } from './check-money.ts'
import { holds } from './invariant.ts'
import { admitOne, begin, dueMessage, finish } from './play.ts'
import { isOnRecord, sweep } from './sweep.ts'
import { jobOf, jobsOf, type World } from './world.ts'

/** More than any life needs once nothing goes wrong any more: each refresh, each poll, for each job. */
const turnsMax = 400

/** All faults stop and every render ends; then nothing may be left that could still move, and the books must be right. */
export function comeToRest(world: World): void {
  for (const activity of [...world.activities]) finish(world, activity, 0)
  for (const task of world.upstream.tasks.values()) task.endsAt = Math.min(task.endsAt, world.nowMs)
  const kept = jobsOf(world).filter((job) => isSafe(world, job))
  // What the dead had been answered comes first, or a job that only waits for that answer would count as at rest.
  sweep(world, 0)
  let turns = 0
  while (jobsOf(world).some(canMove)) {
    turns += 1
    holds('nothing is stuck', turns < turnsMax, () =>
      jobsOf(world).filter(canMove).map(whereabouts).join(', '),
    )
    turn(world)
  }
  for (const { id } of kept) {
    const { state, reason } = jobOf(world, id)
    const isArchived = state === 'archived'
    holds('a finished clip with a living link is archived', isArchived, () => `${id} is ${state}, ${reason}`)
  }
  checkCreations(world)
  checkAcceptances(world)
  checkBills(world)
}

function canMove({ state, waitingFor }: Job): boolean {
  return !isFinal(state) && state !== 'unconfirmed' && waitingFor !== 'pause'
}

function turn(world: World): void {
  sweep(world, 0)
  for (let count = 0; count < world.life.jobs; count += 1) admitOne(world, 0)
  const activity = begin(world, 0, dueMessage(world, 0))
  if (activity !== null) {
    finish(world, activity, 0)
    return
  }
  // Its worker died of it, and another message is due already.
  if (world.messages.some(({ at }) => at <= world.nowMs)) return
  // With a time that never comes the turns run out, which is how a stuck job shows.
  world.nowMs = Math.min(nextDue(world), world.nowMs + 86_400_000)
}

/** The sweep waits out its grace; a gate may open sooner or later than any row is due. */
function nextDue({ database, gate, messages, nowMs }: World): number {
  const dues = [...database.rows.values()].flatMap(({ job: { dueAt } }) =>
    dueAt === null ? [] : [dueAt.getTime(), dueAt.getTime() + 31_000],
  )
  const rings = messages.map(({ at }) => at)
  return Math.min(...[...dues, ...rings, gate.probeAt, gate.notBefore].filter((at) => at > nowMs))
}

/** From here on its clip can be had: the task is done or will be, and its link lives. */
function isSafe({ upstream, nowMs, life }: World, { id, state, submission }: Job): boolean {
  if (id === 'job_1' && life.poison !== null) return false
  if (state !== 'rendering' && state !== 'archiving') return false
  const task = upstream.tasks.get(submission?.taskId ?? '')
  if (task === undefined || task.linkDiesAt <= nowMs) return false
  return task.fate.startsWith('succeeds') && task.link === 'lives'
}

function checkCreations({ upstream, witness }: World): void {
  const byJob = Map.groupBy(upstream.tasks.values(), ({ jobId }) => jobId)
  for (const [id, tasks] of byJob) {
    const allowed = 1 + (witness.allowed.get(id) ?? 0)
    holds(
      'nothing is created that nobody allowed',
      tasks.length <= allowed,
      () => `${id} was created ${tasks.length} times, ${allowed} were allowed`,
    )
  }
}

/** A task whose id a worker has on its disk is bound, or on the record as nobody's. */
function checkAcceptances(world: World): void {
  const { database } = world
  for (const { spool } of [...world.workers, ...world.gone]) {
    for (const { jobId, submissionId, taskId } of spool) {
      const isKnown = database.boundTasks.has(taskId) || isOnRecord(world, jobOf(world, jobId), taskId)
      holds('an accepted task is never forgotten', isKnown, () => `${taskId} of ${submissionId}`)
    }
  }
}

function whereabouts({ id, state, dueAt, waitingFor }: Job): string {
  return `${id} ${state}, due ${dueAt?.toISOString()}, waits for ${waitingFor}`
}
