import {
  type GateChange,
  isLostToSilence,
  type Job,
  type JobEvent,
  type SubmissionId,
  type TaskId,
} from '../../src/index.ts'
import { checkSaved } from './check-saved.ts'
import { save } from './database.ts'
import { holds } from './invariant.ts'
import { draw, fraction } from './life.ts'
import { type Fact, type Gate, jobOf, nextSerial, nowOf, type Settled, tell, type World } from './world.ts'

type Settling = Generator<string, Settled, number>

/**
 * decide → save, as often as the fact is worth it. The database may be away, and may have saved without its reply
 * arriving: then the same save is sent again under the same id.
 */
export function* settle(world: World, fact: Fact): Settling {
  const luck = yield `save ${fact.event.type}`
  const { job, event, persistence } = fact
  const verdict = world.decide(job, event, {
    now: nowOf(world),
    rules: world.rules,
    jitter: fraction(luck, 20),
  })
  if (verdict.outcome === 'ignored') {
    holds(
      'an accepted task is never forgotten',
      event.type !== 'submit-accepted' ||
        (job.state !== 'rendering' && !isLostToSilence(job)) ||
        job.submission?.taskId === event.taskId,
      () => `${job.id} renders ${job.submission?.taskId}, which a person took for its task`,
    )
    tell(world, `${job.id} ${event.type} ignored: ${verdict.why}`)
    return verdict
  }
  const { decision } = verdict
  const row = { job, event, decision, saveId: nextSerial(world), now: nowOf(world) }
  let saveLuck = luck
  for (let tries = 1; ; tries += 1) {
    const trouble = draw<'none' | 'away' | 'reply lost'>(saveLuck, 20 + tries, 'none', {
      away: 6,
      'reply lost': 6,
    })
    const saved = trouble === 'away' ? null : save(world.database, row)
    if (
      saved !== null &&
      saved !== 'moved-on' &&
      saved !== 'refused' &&
      jobOf(world, job.id).version === job.version + 1
    ) {
      checkSaved(world, saved, tries)
    }
    if (trouble === 'none' && saved !== null) {
      if (saved === 'moved-on') {
        tell(world, `${job.id} ${event.type} lost the race`)
        const isSafeClip = event.type === 'clip-archived' || event.type === 'clip-rescued'
        return persistence === 'until-settled' || isSafeClip
          ? yield* settleOnNewerRow(world, fact)
          : { outcome: 'ignored', why: 'moved on' }
      }
      if (saved === 'refused') return yield* settleRefused(world, fact)
      changeGate(world, decision.gate)
      if (decision.wake !== null) {
        const { step, at } = decision.wake
        world.messages.push({ jobId: job.id, version: saved.after.version, step, at: at.getTime() })
      }
      return { outcome: 'saved', job: saved.after, decision }
    }
    if (persistence === 'few-tries' && tries >= 4) return { outcome: 'ignored', why: 'the database is away' }
    saveLuck = yield `save ${event.type} again`
  }
}

/** A late answer concerns the same submission under a newer version; for one that was given up, an orphan is recorded. */
function* settleOnNewerRow(world: World, fact: Fact): Settling {
  const present = jobOf(world, fact.job.id)
  const { event } = fact
  const orphan = orphanOf(fact)
  if (orphan !== null && !isAwaited(orphan, present)) {
    const { isOrphaned, isAtRisk } = standingOf(world, orphan.submissionId)
    if (isOrphaned) return { outcome: 'ignored', why: 'on the record' }
    const orphaned: JobEvent = { type: 'submission-orphaned', ...orphan, isAtRisk }
    return yield* settle(world, { ...fact, job: present, event: orphaned })
  }
  if (event.type !== 'submit-accepted' && isGivenUp(fact.job, present)) {
    return { outcome: 'ignored', why: 'another submission by now' }
  }
  return yield* settle(world, { ...fact, job: present })
}

function isGivenUp({ submission }: Job, present: Job): boolean {
  if (present.submission?.id !== submission?.id) return true
  return ['resolved_absent', 'written_off'].includes(present.submission?.status ?? '')
}

type Orphan = { readonly submissionId: SubmissionId; readonly taskId: TaskId }

function orphanOf({ job: { submission }, event }: Fact): Orphan | null {
  if (event.type === 'submission-orphaned') return { submissionId: event.submissionId, taskId: event.taskId }
  if (event.type !== 'submit-accepted' || submission === null) return null
  return { submissionId: submission.id, taskId: event.taskId }
}

function isAwaited({ submissionId, taskId }: Orphan, job: Job): boolean {
  const { state, submission } = job
  if (submission?.id !== submissionId) return false
  if (submission.taskId === taskId || submission.status === 'sending') return true
  return state === 'unconfirmed' || state === 'rendering' || isLostToSilence(job)
}

/** What the tables say of a submission, the latest of its job or not. */
export function standingOf(
  { database }: World,
  id: SubmissionId,
): { readonly isOrphaned: boolean; readonly isAtRisk: boolean } {
  const jobId = database.submissions.get(id)?.jobId
  const history = jobId === undefined ? [] : (database.histories.get(jobId) ?? [])
  const risks = [...database.ledger.values()].filter(
    ({ kind, submissionId }) => kind === 'contingent' && submissionId === id,
  )
  return {
    isOrphaned: history.some(
      ({ kind, detail }) => kind === 'submission-orphaned' && detail.submission === id,
    ),
    isAtRisk:
      (database.balances.get(`${id} at_risk`) ?? 0n) > 0n || risks.some(({ ticks }) => ticks === null),
  }
}

/** The task is bound to another submission: our own POST stays unanswered. */
function* settleRefused(world: World, fact: Fact): Settling {
  tell(world, `${fact.job.id} ${fact.event.type} refused by the database`)
  if (fact.event.type !== 'submit-accepted') return { outcome: 'ignored', why: 'refused' }
  const message = 'the task is bound to another submission'
  return yield* settle(world, { ...fact, event: { type: 'submit-unknown', httpStatus: null, message } })
}

const probeAfterMs = 300_000

/** As much of the gate as decides whether creates may go. */
function changeGate({ gate, nowMs }: World, change: GateChange | null): void {
  switch (change?.type) {
    case 'slow-down':
      gate.notBefore = Math.max(gate.notBefore, change.until.getTime())
      return
    case 'strain':
      gate.strain += 1
      gate.notBefore = Math.max(gate.notBefore, change.until?.getTime() ?? 0)
      if (gate.strain > 3) close(gate, nowMs)
      return
    case 'close':
      close(gate, nowMs)
      return
    case 'well':
      gate.closed = false
      gate.strain = Math.max(0, gate.strain - 0.25)
      return
    default:
  }
}

function close(gate: Gate, nowMs: number): void {
  gate.closed = true
  gate.probeAt = nowMs + probeAfterMs
}
