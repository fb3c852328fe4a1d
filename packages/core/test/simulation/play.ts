import {
  canCorrectTask,
  isFinal,
  isOnLastLife,
  type Job,
  type JobEvent,
  type JobId,
} from '../../src/index.ts'
import { admit } from './database.ts'
import type { Act } from './life.ts'
import { actOfPerson } from './people.ts'
import { settle } from './settle.ts'
import { workOf } from './steps.ts'
import { sweep } from './sweep.ts'
import { priceTicks } from './upstream.ts'
import {
  type Activity,
  jobOf,
  jobsOf,
  type Message,
  newWorker,
  nextSerial,
  nowOf,
  tell,
  type Work,
  type Worker,
  type World,
} from './world.ts'

const waits = [1_000, 30_000, 120_000, 600_000, 3_600_000, 6 * 3_600_000] as const

/** Does one act of a life to its world. */
export function play(world: World, { what, which, luck }: Act): void {
  switch (what) {
    case 'run': {
      const activity = begin(world, which, dueMessage(world, which))
      if (activity === null) admitOne(world, which)
      else finish(world, activity, luck)
      return
    }
    case 'admit':
      admitOne(world, which)
      return
    case 'begin':
      begin(world, which, dueMessage(world, which))
      return
    case 'go on': {
      const activity = pick(world.activities, which)
      if (activity) goOn(world, activity, luck)
      return
    }
    case 'finish': {
      const activity = pick(world.activities, which)
      if (activity) finish(world, activity, luck)
      return
    }
    case 'wait':
      world.nowMs += waits[which % waits.length] ?? 0
      return
    case 'sweep':
      sweep(world, luck)
      return
    case 'double a message': {
      const message = pick(world.messages, which)
      if (message) world.messages.push({ ...message })
      return
    }
    case 'lapse a lock': {
      const held = pick(
        world.activities.flatMap(({ message }) => message ?? []),
        which,
      )
      if (held) world.messages.push({ ...held, at: world.nowMs, isRedelivered: true })
      return
    }
    case 'lose messages':
      world.messages.length = 0
      return
    case 'kill a worker':
      endWorker(world, which, 'killed')
      return
    case 'stop a worker':
      stopWorker(world, which)
      return
    case 'cancel':
    case 'pause':
    case 'resume':
    case 'retry':
    case 'rearchive':
    case 'bind':
    case 'resubmit':
    case 'write off':
    case 'allow a host': {
      const job = pick(
        jobsOf(world).filter((each) => concerns(what, each)),
        which,
      )
      if (job) start(world, `${what} ${job.id}`, null, null, actOfPerson(world, job, what, luck))
      else if (what === 'allow a host') hurryOne(world, which, luck)
      return
    }
  }
}

/** Whoever finds no link to allow has what is paid for looked at sooner; a kind of its own would make the others rarer. */
function hurryOne(world: World, which: number, luck: number): void {
  const paidFor = jobsOf(world).filter(({ state }) => state === 'rendering' || state === 'archiving')
  const job = pick(paidFor, which)
  if (job) start(world, `hurry ${job.id}`, null, null, actOfPerson(world, job, 'hurry', luck))
}

function concerns(wish: Act['what'], job: Job): boolean {
  const { state, waitingFor } = job
  if (wish === 'cancel' || wish === 'pause') return state === 'queued'
  if (wish === 'resume') return waitingFor === 'pause'
  if (wish === 'allow a host') return waitingFor === 'link_refused'
  if (wish === 'retry' || wish === 'rearchive') return state === 'failed'
  return state === 'unconfirmed' || canCorrectTask(job)
}

function pick<Item>(items: readonly Item[], which: number): Item | undefined {
  return items[which % items.length]
}

/** Where nothing is due, the clock moves to what is due next. */
export function dueMessage(world: World, which: number): Message | undefined {
  const { messages } = world
  if (messages.length === 0) return undefined
  const soonest = Math.min(...messages.map(({ at }) => at))
  world.nowMs = Math.max(world.nowMs, soonest)
  const due = messages.filter(({ at }) => at <= world.nowMs)
  return pick(due, which)
}

export function begin(world: World, which: number, message: Message | undefined): Activity | null {
  const worker = pick(world.workers, which)
  if (message === undefined || worker === undefined) return null
  world.messages.splice(world.messages.indexOf(message), 1)
  if (isOnLastLife(jobOf(world, message.jobId)) && hasLastLife(world, worker)) {
    world.messages.push({ ...message, at: world.nowMs + 1_000 })
    return null
  }
  const name = `${message.step} ${message.jobId}`
  const activity = start(world, name, worker, message, workOf(world, worker, message))
  if (!isDeadly(world, activity)) return activity
  endWorker(world, which, 'killed by its job')
  return null
}

function hasLastLife({ activities, database }: World, worker: Worker): boolean {
  return activities.some((activity) => {
    const job =
      activity.worker === worker ? database.rows.get(activity.message?.jobId ?? noJob)?.job : undefined
    return job !== undefined && isOnLastLife(job)
  })
}

const noJob = '' as JobId

/** It has read its row, and is about to do what ends its worker. */
function isDeadly({ activities, life }: World, activity: Activity): boolean {
  const { message } = activity
  if (message === null || message.isRedelivered || !activities.includes(activity)) return false
  return message.jobId === 'job_1' && message.step === life.poison
}

/** Up to the first place where it may be cut off. */
function start(
  world: World,
  name: string,
  worker: Worker | null,
  message: Message | null,
  work: Work,
): Activity {
  const activity = { name, worker, message, work }
  world.activities.push(activity)
  goOn(world, activity, 0)
  return activity
}

function goOn(world: World, activity: Activity, luck: number): boolean {
  const { done } = activity.work.next(luck)
  const index = world.activities.indexOf(activity)
  if (done && index !== -1) world.activities.splice(index, 1)
  return done === true
}

const cutsMax = 200

export function finish(world: World, activity: Activity, luck: number): void {
  for (let cuts = 0; cuts < cutsMax; cuts += 1) {
    // After so many troubles in a row the luck turns, or a database that is away would stay away for ever.
    if (goOn(world, activity, cuts < 6 ? luck : 0)) return
  }
  throw new Error(`${activity.name} does not end`)
}

/** The upstream's gate, its slots, and the job that has waited longest. */
export function admitOne(world: World, which: number): void {
  const { gate, nowMs, database, life } = world
  const worker = pick(world.workers, which)
  const queued = jobsOf(world).filter(({ state }) => state === 'queued')
  const job = queued.find(({ dueAt }) => dueAt !== null && dueAt.getTime() <= nowMs)
  if (worker === undefined || job === undefined) return
  if (database.inFlight >= life.slots || gate.notBefore > nowMs) return
  if (gate.closed) {
    const isAnswered = jobsOf(world).every(({ id, state }) => id !== gate.probeJob || state !== 'submitting')
    if (gate.probeAt > nowMs || !isAnswered) return
    gate.probeJob = job.id
    gate.probeAt = nowMs + 300_000
  }
  const admitted = admit(database, job, {
    workerId: worker.id,
    reserve: priceTicks,
    now: nowOf(world),
    recoveryMs: 300_000,
  })
  tell(world, `${job.id} admitted as ${admitted.submission?.id} by ${worker.id}`)
  world.messages.push({ jobId: job.id, version: admitted.version, step: 'submit', at: nowMs })
}

/** Its lock lapses, and somebody looks. */
const redeliveredAfterMs = 30_000

/** Another process takes its place; only its disk is left. */
function endWorker(world: World, which: number, how: string): void {
  const worker = pick(world.workers, which)
  if (worker === undefined) return
  worker.isAlive = false
  worker.goneAt = world.nowMs
  tell(world, `${worker.id} ${how}`)
  world.gone.push(worker)
  world.workers.splice(world.workers.indexOf(worker), 1, newWorker(nextSerial(world)))
  for (const { worker: holder, message } of world.activities) {
    if (holder !== worker || message === null) continue
    world.messages.push({ ...message, at: world.nowMs + redeliveredAfterMs, isRedelivered: true })
  }
  const others = world.activities.filter((activity) => activity.worker !== worker)
  world.activities.splice(0, world.activities.length, ...others)
}

/** Going down in good order: what was claimed and not begun goes back in line, a POST is waited for. */
function stopWorker(world: World, which: number): void {
  const worker = pick(world.workers, which)
  if (worker === undefined) return
  for (const activity of world.activities.filter((each) => each.worker === worker)) finish(world, activity, 0)
  for (const job of jobsOf(world)) {
    if (isFinal(job.state) || job.submission?.workerId !== worker.id) continue
    const event: JobEvent = { type: 'intent-taken-back', message: 'the worker is going down' }
    const activity = start(
      world,
      `take back ${job.id}`,
      worker,
      null,
      discard(settle(world, { job, event, persistence: 'few-tries' })),
    )
    finish(world, activity, 0)
  }
  endWorker(world, which, 'stopped')
}

export function* discard(settling: Generator<string, unknown, number>): Work {
  yield* settling
}
