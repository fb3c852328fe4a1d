import { type CredentialId, isReused, type Job, type JobEvent } from '../../src/index.ts'
import { aClip } from '../an-event.ts'
import { answerPoll, fileBehind } from './answer-poll.ts'
import { draw } from './life.ts'
import { settle } from './settle.ts'
import { post } from './upstream.ts'
import { jobOf, type Message, nowOf, type Work, type Worker, type World } from './world.ts'

/** One message's work, cut at every place where a process may die or be overtaken. */
export function workOf(world: World, worker: Worker, message: Message): Work {
  if (message.isRedelivered) return crash(world, worker, message)
  switch (message.step) {
    case 'submit':
      return submit(world, worker, message)
    case 'poll':
      return poll(world, message)
    default:
      return archive(world, message)
  }
}

/** A message names a version; a row that has gone on makes it harmless. */
function load(world: World, { jobId, version }: Message, states: readonly Job['state'][]): Job | null {
  const job = jobOf(world, jobId)
  return job.version === version && states.includes(job.state) ? job : null
}

const statesOf: { readonly [step in Message['step']]: readonly Job['state'][] } = {
  submit: ['submitting'],
  poll: ['rendering', 'archiving'],
  archive: ['archiving'],
  notify: [],
}

/** Whoever had the message in hand is gone, or hangs. */
function* crash(world: World, worker: Worker, message: Message): Work {
  const job = load(world, message, statesOf[message.step])
  if (job === null) return
  const event: JobEvent = { type: 'worker-lost', step: message.step, workerId: worker.id }
  yield* settle(world, { job, event, persistence: 'few-tries' })
}

const sendWithinMs = 20_000
const answerWithinMs = 150_000

function* submit(world: World, worker: Worker, message: Message): Work {
  const job = load(world, message, ['submitting'])
  if (job === null || job.submission?.status !== 'intent') return
  const startedMs = world.nowMs
  const event: JobEvent = {
    type: 'submit-started',
    workerId: worker.id,
    deadlineAt: new Date(world.nowMs + answerWithinMs),
    credentialId: 'cred_1' as CredentialId,
    baseUrl: 'https://upstream.example.com',
  }
  const started = yield* settle(world, { job, event, persistence: 'until-saved' })
  if (started.outcome !== 'saved') return
  const luck = yield 'POST'
  const answer: JobEvent =
    world.nowMs - startedMs > sendWithinMs
      ? { type: 'submit-not-sent', message: 'too slow' }
      : post(world.upstream, started.job, luck, { ...world, bound: world.database.boundTasks })
  yield `hear ${answer.type}`
  if (answer.type === 'submit-accepted' && started.job.submission !== null) {
    const { id: submissionId } = started.job.submission
    worker.spool.push({ jobId: job.id, submissionId, taskId: answer.taskId })
  }
  yield* settle(world, { job: started.job, event: answer, persistence: 'until-settled' })
}

function* poll(world: World, message: Message): Work {
  const job = load(world, message, ['rendering', 'archiving'])
  if (job === null) return
  const luck = yield 'ask'
  const event = answerPoll(world.upstream, job, world.nowMs, luck)
  yield* settle(world, { job, event, persistence: 'few-tries' })
}

function* archive(world: World, message: Message): Work {
  const job = load(world, message, ['archiving'])
  if (job === null) return
  const luck = yield 'fetch'
  const event = fetched(world, job, luck)
  if (isOfTheSource(event)) world.witness.sourceTrouble.add(job.id)
  yield* settle(world, { job, event, persistence: 'few-tries' })
}

/** The store, and the list of hosts that we allow, are our own trouble. */
function isOfTheSource(event: JobEvent): boolean {
  if (event.type === 'archive-interrupted') return event.where === 'source'
  return event.type === 'link-dead' || event.type === 'clip-invalid'
}

function rescued(job: Job, rescueId: string, luck: number, world: World): JobEvent {
  const outcome = draw<'kept' | 'store away' | 'lost'>(luck, 40, 'kept', { 'store away': 20, lost: 5 })
  switch (outcome) {
    case 'kept':
      return keptClip(world, job)
    case 'store away':
      return { type: 'archive-interrupted', where: 'store', message: 'HTTP 503' }
    case 'lost':
      return { type: 'rescue-lost', rescueId, message: 'the file is gone' }
  }
}

function copied(world: World, job: Job, luck: number): JobEvent {
  const outcome = draw<'kept' | 'store away' | 'gone'>(luck, 40, 'kept', { 'store away': 20, gone: 15 })
  switch (outcome) {
    case 'kept':
      return keptClip(world, job)
    case 'store away':
      return { type: 'archive-interrupted', where: 'store', message: 'HTTP 503' }
    case 'gone':
      return { type: 'reuse-lost', message: 'it is missing from the bucket' }
  }
}

function keptClip(world: World, job: Job): JobEvent {
  const clip = { ...aClip, key: job.clipKey, archivedAt: nowOf(world) }
  return { type: 'clip-archived', clip, twinId: null }
}

type Fetch = 'truth' | 'store away' | 'rescued' | 'cut off' | 'spoiled' | 'not allowed'

function fetched(world: World, job: Job, luck: number): JobEvent {
  // Whatever becomes of its link, a rescued clip comes from the disk of ours that holds it, or that is gone.
  if (isReused(job)) return copied(world, job, luck)
  if (job.rescuedTo !== null) return rescued(job, job.rescuedTo, luck, world)
  const outcome = draw<Fetch>(luck, 40, 'truth', {
    'store away': 10,
    rescued: 5,
    'cut off': 8,
    spoiled: 5,
    'not allowed': 5,
  })
  switch (outcome) {
    case 'store away':
      return { type: 'archive-interrupted', where: 'store', message: 'HTTP 503' }
    case 'rescued':
      return fileBehind(world.upstream, job.sourceUrl ?? '', world.nowMs) === null
        ? { type: 'link-dead', httpStatus: 403 }
        : { type: 'clip-rescued', rescueId: 'rescue_1', bytes: 9, sha256: 'ab', message: 'HTTP 503' }
    case 'cut off':
      return { type: 'archive-interrupted', where: 'source', message: 'connection reset' }
    case 'spoiled':
      return { type: 'clip-invalid', problem: 'no moov' }
    case 'not allowed':
      return { type: 'link-refused', host: 'clips.example.com', message: 'not in link_hosts' }
    case 'truth': {
      const task = fileBehind(world.upstream, job.sourceUrl ?? '', world.nowMs)
      if (task === null) return { type: 'link-dead', httpStatus: 403 }
      return keptClip(world, job)
    }
  }
}
