import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import {
  type Decision,
  decide,
  type ExchangeRecord,
  isLostToSilence,
  type Job,
  type JobEvent,
  type KeptExchange,
  type Surprise,
  type Verdict,
} from '@reelkeep/core'
import type { SaveOutcome } from '@reelkeep/db'
import { applyDecision } from './apply-decision.ts'
import { describeError } from './log.ts'
import type { World } from './world.ts'

export type Fact = {
  readonly job: Job
  readonly event: JobEvent
  readonly exchange?: ExchangeRecord
  readonly surprises?: readonly Surprise[]
  /**
   * `few-tries`: can be learned again, so a database that stays away drops it. `until-saved`: for as long as the
   * process lives. `until-settled`: also when the row moved on meanwhile, on the newer row.
   */
  readonly persistence: 'few-tries' | 'until-saved' | 'until-settled'
}

export type Settled =
  /** The fact is in the row. `job` is as it stands now. */
  | { readonly outcome: 'saved'; readonly job: Job; readonly decision: Decision }
  /** The fact no longer concerns the job. */
  | { readonly outcome: 'ignored'; readonly why: string }

/**
 * Decides what a fact means and saves it, guarded by the version it was learned on. An accepted task goes to our own
 * disk first: it cannot be learned again.
 */
export async function settle(fact: Fact, world: World): Promise<Settled> {
  const { job, event } = fact
  if (event.type !== 'submit-accepted' || job.submission === null) return settleFact(fact, world)
  const submissionId = job.submission.id
  const { taskId, upstreamStatus } = event
  await world.spool.keep({ jobId: job.id, submissionId, taskId, upstreamStatus }).catch((error) => {
    world.log.error({ ...fieldsOf(fact), error: describeError(error) }, 'not spooled; only the log has it')
  })
  world.log.info(fieldsOf(fact), 'accepted')
  FAILPOINT: await world.failpoint('submit.before_commit', job)
  const settled = await settleFact(fact, world)
  world.spool.forget(submissionId)
  return settled
}

async function settleFact(fact: Fact, world: World): Promise<Settled> {
  const verdict = decideNow(fact, world)
  if (verdict.outcome === 'ignored') return verdict
  const { decision } = verdict
  const saved = await save(fact, decision, world)
  switch (saved.outcome) {
    case 'saved':
      return {
        outcome: 'saved',
        job: applyDecision(fact.job, decision, saved.version, world.clock.now()),
        decision,
      }
    case 'moved-on':
      return fact.persistence === 'until-settled' || isSafeClip(fact.event)
        ? settleOnNewerRow(fact, world)
        : { outcome: 'ignored', why: 'the row had moved on' }
    case 'refused':
      return settleRefused(fact, saved.error, world)
  }
}

function decideNow({ job, event }: Fact, world: World): Verdict {
  const upstream = world.upstreams.get(job.upstream) ?? (isRecovery(event) ? anyOf(world.upstreams) : null)
  if (!upstream) return { outcome: 'ignored', why: `upstream ${job.upstream} is not configured` }
  return decide(job, event, { now: world.clock.now(), rules: upstream.rules, jitter: world.jitter() })
}

/** What a dead worker left behind is settled the same way whatever the rules of its upstream, which may be gone too. */
function isRecovery({ type }: JobEvent): boolean {
  return type === 'intent-taken-back' || type === 'sender-lost'
}

function anyOf<Value>(values: ReadonlyMap<string, Value>): Value | null {
  const [first = null] = values.values()
  return first
}

/** The same decision under the same save id until the database answers, so a save that had landed is recognized. */
async function save(fact: Fact, decision: Decision, world: World): Promise<SaveOutcome> {
  const askedAt = askedAtOf(fact, world)
  const row = {
    job: fact.job,
    decision,
    exchange: keptExchange(fact, decision),
    askedAt,
    saveId: randomUUID(),
  }
  return insist(fact, () => world.rows.save(row), world)
}

/** Null: nobody was asked, such as when a worker was lost. */
function askedAtOf({ exchange }: Fact, { clock }: World): Date | null {
  return exchange === undefined ? null : new Date(clock.now().getTime() - exchange.durationMs)
}

/** An answer that changed nothing is counted, not kept, or polls would outgrow everything else; unless all were asked for. */
function keptExchange({ job, event, exchange, surprises }: Fact, decision: Decision): KeptExchange | null {
  if (exchange === undefined || (decision.event === null && !job.keepsExchanges)) return null
  return { ...exchange, readAs: event.type, surprises: surprises ?? [] }
}

/** What is kept stays kept, whatever was told about its link meanwhile; fetched again it may be dead. */
function isSafeClip({ type }: JobEvent): boolean {
  return type === 'clip-archived' || type === 'clip-rescued'
}

/** A late answer wins over `unconfirmed`: what we know concerns the same submission under a newer version. */
async function settleOnNewerRow(fact: Fact, world: World): Promise<Settled> {
  const present = await insist(fact, () => world.rows.load(fact.job.id), world)
  if (present === null) return { outcome: 'ignored', why: 'the job is gone' }
  const { event } = fact
  const orphaned = orphanOf(fact)
  if (orphaned !== null && !isAwaited(orphaned, present)) return settleOrphan(fact, orphaned, present, world)
  if (event.type !== 'submit-accepted' && isGivenUp(fact, present)) {
    return { outcome: 'ignored', why: 'the job has another submission by now' }
  }
  return settleFact({ ...fact, job: present }, world)
}

type Orphan = Pick<Extract<JobEvent, { type: 'submission-orphaned' }>, 'submissionId' | 'taskId'>

/** What an acceptance becomes when its job no longer waits for it. */
function orphanOf({ event, job }: Fact): Orphan | null {
  if (event.type === 'submission-orphaned') return event
  if (event.type !== 'submit-accepted' || job.submission === null) return null
  return { submissionId: job.submission.id, taskId: event.taskId }
}

/** Its submission waits for an answer, has this one, or renders, or was lost with, what a person took for it. */
function isAwaited({ submissionId, taskId }: Orphan, job: Job): boolean {
  const { state, submission } = job
  if (submission?.id !== submissionId) return false
  if (submission.taskId === taskId || submission.status === 'sending') return true
  return state === 'unconfirmed' || state === 'rendering' || isLostToSilence(job)
}

/**
 * The submission was given up, or its job went on with another task: the true one goes on the record, once, and what it
 * may have cost stands on the books, once. Guarded by the version that was read before the submission's own standing.
 */
async function settleOrphan(fact: Fact, orphan: Orphan, present: Job, world: World): Promise<Settled> {
  const standing = await insist(fact, () => world.rows.standingOf(orphan.submissionId), world)
  if (standing === null || standing.isOrphaned || standing.taskId === orphan.taskId) {
    return { outcome: 'ignored', why: 'the task is on the record' }
  }
  world.log.error(fieldsOf(fact), 'a task was accepted for a submission that was given up')
  const event = { type: 'submission-orphaned', ...orphan, isAtRisk: standing.isAtRisk } as const
  return settleFact({ ...fact, job: present, event }, world)
}

/** A person has resolved the submission without its answer. */
function isGivenUp({ job }: Fact, present: Job): boolean {
  if (present.submission?.id !== job.submission?.id) return true
  return ['resolved_absent', 'written_off'].includes(present.submission?.status ?? '')
}

/** The database forbids it; asking again cannot help. A task of somebody else's leaves our own POST unanswered. */
function settleRefused(fact: Fact, error: Error, world: World): Promise<Settled> | Settled {
  world.log.error({ ...fieldsOf(fact), error: describeError(error) }, 'a save was refused')
  if (fact.event.type !== 'submit-accepted') return { outcome: 'ignored', why: 'the database refused it' }
  const message = 'the upstream answered with a task that is bound to another submission'
  return settleFact({ ...fact, event: { type: 'submit-unknown', httpStatus: null, message } }, world)
}

const retryDelayMsMin = 100
const retryDelayMsMax = 5_000
const fewTries = 4

async function insist<Value>(fact: Fact, ask: () => Promise<Value>, world: World): Promise<Value> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask()
    } catch (error) {
      if (fact.persistence === 'few-tries' && tries >= fewTries) throw error
      world.log.error(
        { ...fieldsOf(fact), tries, error: describeError(error) },
        'the database did not answer',
      )
      await delay(Math.min(retryDelayMsMin * 2 ** (tries - 1), retryDelayMsMax))
    }
  }
}

/** Enough to bind the task by hand, should the process die before the database is back. */
function fieldsOf({ job, event }: Fact): Record<string, unknown> {
  return {
    job_id: job.id,
    submission_id: job.submission?.id ?? null,
    event: event.type,
    task_id: event.type === 'submit-accepted' ? event.taskId : null,
  }
}
