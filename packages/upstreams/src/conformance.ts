import assert from 'node:assert/strict'
import type { Job, TaskId } from '@reelkeep/core'
import type { PollEvent, SubmitEvent, Upstream } from './port.ts'

/** What every dialect must do, whoever it speaks to. A dialect's test gives the world: an upstream over a socket. */
export type ConformanceCase = { readonly title: string; run(world: ConformanceWorld): Promise<void> }

export type ConformanceWorld = {
  readonly upstream: Upstream
  /** A job that the other side takes, and meets with this fault. */
  job(fault: Fault): Job
  /** Requests that reached the other side since the world began, keys and bodies as they came. */
  sent(): readonly SentRequest[]
  /** Tasks that the other side has made, and billed. */
  creations(): Promise<number>
  /** Lets the other side's clock run until every render is over. */
  finishRenders(): void
  /** The key that must be on every request, and nowhere in what is kept of it. */
  readonly key: string
  /** What the body of a creation must be for this job. */
  expectedBody(job: Job): unknown
}

export type SentRequest = {
  readonly method: string
  readonly path: string
  readonly authorization: string | null
  readonly connection: string | null
  readonly body: string
}

export type Fault = 'none' | keyof typeof submitFaults | keyof typeof pollFaults

/** What becomes of a POST, and how many tasks stand on the bill after it. */
const submitFaults = {
  'refused for now': ['submit-rate-limited', 0],
  'out of credit': ['submit-account-refused', 0],
  'key refused': ['submit-account-refused', 0],
  'error, nothing made': ['submit-unknown', 0],
  'error, task made': ['submit-unknown', 1],
  'page, nothing made': ['submit-unknown', 0],
  'page, task made': ['submit-unknown', 1],
  'socket dies, nothing made': ['submit-unknown', 0],
  'socket dies, task made': ['submit-unknown', 1],
  'reply cut, task made': ['submit-unknown', 1],
  'broken reply, task made': ['submit-unknown', 1],
  'no id, task made': ['submit-unknown', 1],
} as const satisfies Record<string, readonly [SubmitEvent['type'], number]>

/** What the first question after the render means. */
const pollFaults = {
  'render failed': 'render-failed',
  'content refused': 'render-failed',
  'not known': 'task-missing',
  'asked too often': 'poll-unanswered',
  'server error': 'poll-unanswered',
  'socket dies': 'poll-unanswered',
  'broken answer': 'poll-unrecognized',
  'word of its own': 'poll-unrecognized',
  'done without a link': 'render-linkless',
} as const satisfies Record<string, PollEvent['type']>

const io = { signal: new AbortController().signal }

export const conformanceCases: readonly ConformanceCase[] = [
  {
    title: 'sends one POST with every value of the job, and asks about the task it was given',
    run: submitsAndPolls,
  },
  { title: 'sends nothing once it was told to stop', run: sendsNothingWhenStopped },
  { title: 'keeps neither key nor prompt of an exchange', run: keepsNoSecret },
  ...entries(submitFaults).map(([fault, [type, creations]]) => ({
    title: `a POST met by "${fault}" is ${type}, and is not repeated`,
    run: (world: ConformanceWorld) => meetsSubmitFault(world, fault, type, creations),
  })),
  ...entries(pollFaults).map(([fault, type]) => ({
    title: `a question met by "${fault}" is ${type}`,
    run: (world: ConformanceWorld) => meetsPollFault(world, fault, type),
  })),
]

async function submitsAndPolls(world: ConformanceWorld): Promise<void> {
  const job = world.job('none')
  let headersSent = 0
  const { event } = await world.upstream.submit(job, { ...io, onHeadersSent: () => headersSent++ })
  assert.equal(event.type, 'submit-accepted')
  assert.equal(headersSent, 1)
  const accepted = withTask(job, event)
  assert.equal((await world.upstream.poll(accepted, io)).event.type, 'poll-pending')
  world.finishRenders()
  const done = await world.upstream.poll(accepted, io)
  assert.equal(done.event.type, 'render-succeeded')
  if (done.event.type === 'render-succeeded') assert.match(done.event.link, /^https?:\/\//)
  const [create, ...polls] = world.sent()
  assert.equal(create?.method, 'POST')
  assert.equal(create?.connection, 'close')
  assert.deepEqual(JSON.parse(create?.body ?? ''), world.expectedBody(job))
  assert.deepEqual(
    polls.map(({ method }) => method),
    ['GET', 'GET'],
  )
  for (const request of world.sent()) assert.equal(request.authorization, `Bearer ${world.key}`)
  assert.equal(await world.creations(), 1)
}

async function sendsNothingWhenStopped(world: ConformanceWorld): Promise<void> {
  const { event } = await world.upstream.submit(world.job('none'), { signal: AbortSignal.abort() })
  assert.equal(event.type, 'submit-not-sent')
  assert.equal(world.sent().length, 0)
}

async function keepsNoSecret(world: ConformanceWorld): Promise<void> {
  const job = world.job('none')
  const submitted = await world.upstream.submit(job, io)
  const accepted = withTask(job, submitted.event)
  world.finishRenders()
  const polled = await world.upstream.poll(accepted, io)
  const kept = JSON.stringify([submitted.exchange, polled.exchange])
  assert.ok(!kept.includes(world.key), 'the key is in the exchange')
  assert.ok(!kept.includes(job.prompt), 'the prompt is in the exchange')
  assert.ok(!/\?[^"[]/.test(kept), 'a query is in the exchange')
  assert.ok(polled.exchange.body?.length, 'the reply is not in the exchange')
}

async function meetsSubmitFault(
  world: ConformanceWorld,
  fault: Fault,
  type: SubmitEvent['type'],
  creations: number,
): Promise<void> {
  const { event } = await world.upstream.submit(world.job(fault), io)
  assert.equal(event.type, type)
  assert.equal(world.sent().filter(({ method }) => method === 'POST').length, 1)
  assert.equal(await world.creations(), creations)
}

async function meetsPollFault(world: ConformanceWorld, fault: Fault, type: PollEvent['type']): Promise<void> {
  const job = world.job(fault)
  const accepted = withTask(job, (await world.upstream.submit(job, io)).event)
  // A task that is not known is so right after its creation, before its render is over.
  if (type !== 'task-missing') world.finishRenders()
  const { event } = await world.upstream.poll(accepted, io)
  assert.equal(event.type, type)
  if (event.type === 'render-failed') {
    assert.equal(event.reason, fault === 'content refused' ? 'moderated' : 'upstream_failed')
  }
}

function withTask(job: Job, event: SubmitEvent): Job {
  assert.equal(event.type, 'submit-accepted')
  const taskId: TaskId | null = event.type === 'submit-accepted' ? event.taskId : null
  assert.ok(job.submission)
  return { ...job, submission: { ...job.submission, taskId } }
}

function entries<Key extends string, Value>(table: { readonly [key in Key]: Value }): [Key, Value][] {
  return Object.entries(table) as [Key, Value][] // the compiler forgets the keys of a literal
}
