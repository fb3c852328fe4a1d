import { isOnLastLife, type Job } from '@reelkeep/core'
import type { Handling, Message } from '@reelkeep/queue'
import { describeError } from './log.ts'
import { type Settled, settle } from './settle.ts'
import type { Finding, StepDefinition } from './step.ts'
import { wakeNext } from './wake-next.ts'
import type { World } from './world.ts'

/** `isRedelivered`: whoever had it in hand is gone, or hangs. Absent: it is handed over for the first time. */
export type Doorbell = Message & { readonly isRedelivered?: boolean }

/** What is on its last life waits for others like it, alone in hand among them; judgement, short beside a crash. */
const lastLifeWaitMs = 1_000

/**
 * One message from doorbell to doorbell: load → guard → act → decide → save → wake → log. The only place that
 * catches what a step could not answer; a dropped message is rung again by the sweep when its row is overdue.
 */
export async function runStep(
  step: StepDefinition,
  message: Doorbell,
  signal: AbortSignal,
  world: World,
): Promise<Handling> {
  const line = openLine(step, message, world)
  try {
    const job = await world.rows.loadVersion(message.id, message.version)
    const objection = guard(step, message, job, world)
    if (job === null || objection !== null) return line.dropped(objection ?? 'no such job')
    line.before(job)
    // After an outage of the queue store every message in hand comes round, and nobody died of any.
    const isCrash = message.isRedelivered === true && (await world.isWorkerMissing())
    const finding = isCrash ? crash(step, job, world) : await actWithCare(step, job, signal, world)
    if (finding.outcome === 'put-off') world.rows.remember(job)
    if (finding.outcome !== 'found') return line.unfound(finding)
    noteSurprises(finding, world)
    const settled = await settle({ ...finding, persistence: step.persistence }, world)
    await wakeNext(finding.job, settled, world)
    return line.settled(finding, settled)
  } catch (error) {
    return line.failed(error)
  }
}

/** A late, doubled or reordered message is harmless: it names a version that is no longer the row's. */
function guard(step: StepDefinition, message: Message, job: Job | null, world: World): string | null {
  if (job === null) return 'no such job'
  if (job.version !== message.version) return `the row is at version ${job.version}`
  if (!step.states.includes(job.state)) return `the job is ${job.state}`
  if (!world.upstreams.has(job.upstream)) return `upstream ${job.upstream} is not configured`
  return null
}

/**
 * The step begins anew under a new message, whose own holder may be lost in its turn. A worker that only hung has its
 * save refused by the version; a POST that may have left has moved the row on already, and never comes here.
 */
function crash(step: StepDefinition, job: Job, { workerId }: World): Finding {
  return { outcome: 'found', job, event: { type: 'worker-lost', step: step.step, workerId } }
}

/** A job that may be what ends its workers is in hand alone among its like, so that it alone is ended with this one. */
async function actWithCare(
  step: StepDefinition,
  job: Job,
  signal: AbortSignal,
  world: World,
): Promise<Finding> {
  if (!isOnLastLife(job)) return act(step, job, signal, world)
  const { lastLives } = world
  if (lastLives.size > 0) return { outcome: 'put-off', againInMs: lastLifeWaitMs }
  lastLives.add(job.id)
  try {
    return await act(step, job, signal, world)
  } finally {
    lastLives.delete(job.id)
  }
}

function act(step: StepDefinition, job: Job, signal: AbortSignal, world: World): Promise<Finding> {
  const upstream = world.upstreams.get(job.upstream)
  if (!upstream) throw new Error(`upstream ${job.upstream} is not configured`)
  return step.act(job, { upstream, signal, world })
}

function noteSurprises(
  { job, event, surprises = [] }: Extract<Finding, { outcome: 'found' }>,
  { metrics, surprises: known }: World,
): void {
  if (event.type === 'poll-unrecognized') metrics.unrecognized(job.upstream)
  known.record({ upstream: job.upstream, jobId: job.id, surprises })
}

type Line = {
  before(job: Job): void
  dropped(why: string): Handling
  unfound(finding: Exclude<Finding, { outcome: 'found' }>): Handling
  settled(finding: Extract<Finding, { outcome: 'found' }>, settled: Settled): Handling
  failed(error: unknown): Handling
}

/** One wide line per step, in the words of the columns. */
function openLine(step: StepDefinition, message: Message, world: World): Line {
  const startedMs = world.monotonicMs()
  const fields: Record<string, unknown> = { step: step.step, job_id: message.id, version: message.version }

  function end(outcome: string, level: 'debug' | 'info' | 'warn' | 'error', more: object): void {
    const durationMs = Math.round(world.monotonicMs() - startedMs)
    world.metrics.stepEnded(step.step, outcome, durationMs)
    world.log[level]({ ...fields, outcome, ...more, duration_ms: durationMs }, 'step')
  }

  return {
    before: (job) => {
      Object.assign(fields, {
        owner_id: job.ownerId,
        batch_id: job.batchId,
        upstream: job.upstream,
        model: job.model,
        submission_id: job.submission?.id ?? null,
        from_state: job.state,
      })
    },
    dropped: (why) => {
      end('dropped', 'debug', { why })
      return 'done'
    },
    unfound: (finding) => {
      if (finding.outcome === 'given-back') {
        end('given-back', 'info', {})
        return 'given-back'
      }
      if (finding.outcome === 'put-off') {
        end('put-off', 'debug', { again_in_ms: finding.againInMs })
        return { againInMs: finding.againInMs }
      }
      end('dropped', 'debug', { why: finding.why })
      return 'done'
    },
    settled: (finding, settled) => {
      const learned = {
        event: finding.event.type,
        http_status: finding.exchange?.httpStatus ?? null,
        task_id: taskOf(finding, settled),
      }
      if (settled.outcome === 'saved') {
        const { job } = settled
        const refused = firstRefusal(finding)
        const isAmiss = refused !== null || job.state === 'unconfirmed' || job.state === 'failed'
        end('saved', isAmiss ? 'warn' : 'info', {
          ...learned,
          ...refused,
          to_state: job.state,
          reason: job.reason,
          saved_version: job.version,
        })
      } else {
        const isLoss = finding.event.type === 'submit-accepted'
        end('ignored', isLoss ? 'error' : 'info', { ...learned, why: settled.why })
      }
      return 'done'
    },
    failed: (error) => {
      end('crashed', 'error', { error: describeError(error) })
      return 'done'
    },
  }
}

/** A person has to allow the host. Null: nothing was refused, or it was said when the job began to wait for it. */
function firstRefusal({
  job,
  event,
}: Extract<Finding, { outcome: 'found' }>): { readonly host: string; readonly why: string } | null {
  if (event.type !== 'link-refused' || job.waitingFor === 'link_refused') return null
  return { host: event.host, why: event.message }
}

function taskOf(finding: Extract<Finding, { outcome: 'found' }>, settled: Settled): string | null {
  if (finding.event.type === 'submit-accepted') return finding.event.taskId
  const job = settled.outcome === 'saved' ? settled.job : finding.job
  return job.submission?.taskId ?? null
}
