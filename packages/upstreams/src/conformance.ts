import assert from 'node:assert/strict'
import type { Job, Mode, TaskId } from '@reelkeep/core'
import type { PollEvent, SubmitEvent, Upstream } from './port.ts'

/** What every dialect must do, whoever it speaks to. A dialect's test gives the world: an upstream over a socket. */
export type ConformanceCase = { readonly title: string; run(world: ConformanceWorld): Promise<void> }

export type ConformanceWorld = {
  readonly upstream: Upstream
  /** A job of this mode that the other side takes, and meets with this fault. */
  job(mode: Mode, fault: Fault): Job
  /** Requests that reached the other side since the world began, keys and bodies as they came. */
  sent(): readonly SentRequest[]
  /** Tasks that the other side has made, and billed. */
  creations(): Promise<number>
  /** Lets the other side's clock run until every render is over. */
  finishRenders(): void
  /** The key that must be on every request, and nowhere in what is kept of it. */
  readonly key: string
  /** What a creation must be for this job, and where it must go. */
  expectedCreate(mode: Mode, job: Job): { readonly path: string; readonly body: unknown }
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
  'out of credit, as 429': ['submit-account-refused', 0],
  'out of the key’s own quota': ['submit-account-refused', 0],
  'spending limit': ['submit-account-refused', 0],
  'key refused': ['submit-account-refused', 0],
  'key refused, as 400': ['submit-account-refused', 0],
  'a place for the clip demanded': ['submit-account-refused', 0],
  'redirect, as for a wrong path': ['submit-account-refused', 0],
  'model unknown': ['submit-rejected', 0],
  'body too long': ['submit-rejected', 0],
  'body too long, as 400': ['submit-rejected', 0],
  'bad request, as 500': ['submit-rejected', 0],
  'page with 200': ['submit-unknown', 0],
  'error, nothing made': ['submit-unknown', 0],
  'error, task made': ['submit-unknown', 1],
  'page, nothing made': ['submit-unknown', 0],
  'page, task made': ['submit-unknown', 1],
  'text of a proxy, nothing made': ['submit-unknown', 0],
  'text of a proxy, task made': ['submit-unknown', 1],
  'socket dies, nothing made': ['submit-unknown', 0],
  'socket dies, task made': ['submit-unknown', 1],
  'reply cut, task made': ['submit-unknown', 1],
  'broken reply, task made': ['submit-unknown', 1],
  'no id, task made': ['submit-unknown', 1],
} as const satisfies Record<string, readonly [SubmitEvent['type'], number]>

/** What a question means: the first one, asked before the render is over or after it. */
const pollFaults = {
  'not known': ['before', 'task-missing'],
  'not known, as 400': ['before', 'task-missing'],
  'empty 202': ['before', 'poll-pending'],
  'id alone': ['before', 'poll-pending'],
  'bad request for now': ['before', 'poll-unanswered'],
  'asked too often': ['after', 'poll-unanswered'],
  'server error': ['after', 'poll-unanswered'],
  'text of a proxy on a poll': ['after', 'poll-unanswered'],
  'socket dies': ['after', 'poll-unanswered'],
  'key refused on a poll': ['after', 'poll-account-refused'],
  'key refused on a poll, as 400': ['after', 'poll-account-refused'],
  'broken answer': ['after', 'poll-unrecognized'],
  'page on a poll': ['after', 'poll-unrecognized'],
  'word of its own': ['after', 'poll-unrecognized'],
  'answer about another task': ['after', 'poll-unrecognized'],
  'no status': ['after', 'render-succeeded'],
  'words of its kin': ['after', 'render-succeeded'],
  'words in capitals': ['after', 'render-succeeded'],
  'field of its own': ['after', 'render-succeeded'],
  'link in another place': ['after', 'render-succeeded'],
  'failed outside, done inside': ['after', 'render-succeeded'],
  'done without a link': ['after', 'render-linkless'],
  'done with an empty link': ['after', 'render-linkless'],
  'done with words for a link': ['after', 'render-linkless'],
  'render failed': ['after', 'upstream_failed'],
  'failed outside, running inside': ['after', 'upstream_failed'],
  expired: ['after', 'upstream_expired'],
  'content refused': ['after', 'moderated'],
  'content refused, as 400': ['after', 'moderated'],
  'content refused, as a flag': ['after', 'moderated'],
  'content refused, in words': ['after', 'moderated'],
  'content refused, by the wrapper': ['after', 'moderated'],
} as const satisfies Record<string, readonly ['before' | 'after', PollMeaning]>

type RenderFailure = Extract<PollEvent, { type: 'render-failed' }>
type PollMeaning = Exclude<PollEvent['type'], 'render-failed'> | RenderFailure['reason']

const io = { signal: new AbortController().signal }

/** The battery for a world that has these modes and can play these faults. */
export function conformanceCases(world: {
  readonly modes: readonly Mode[]
  readonly plays: (fault: Fault) => boolean
}): readonly ConformanceCase[] {
  return [
    ...world.modes.map((mode) => ({
      title: `sends one POST with every value of a job from mode ${mode}, and asks about the task it was given`,
      run: (own: ConformanceWorld) => submitsAndPolls(own, mode),
    })),
    { title: 'sends nothing once it was told to stop', run: sendsNothingWhenStopped },
    { title: 'keeps neither key nor prompt of an exchange', run: keepsNoSecret },
    ...entries(submitFaults)
      .filter(([fault]) => world.plays(fault))
      .map(([fault, [type, creations]]) => ({
        title: `a POST met by "${fault}" is ${type}, and is not repeated`,
        run: (own: ConformanceWorld) => meetsSubmitFault(own, fault, type, creations),
      })),
    ...entries(pollFaults)
      .filter(([fault]) => world.plays(fault))
      .map(([fault, [when, meaning]]) => ({
        title: `a question met by "${fault}" is ${meaning}`,
        run: (own: ConformanceWorld) => meetsPollFault(own, fault, when, meaning),
      })),
  ]
}

async function submitsAndPolls(world: ConformanceWorld, mode: Mode): Promise<void> {
  const job = world.job(mode, 'none')
  let headersSent = 0
  const submitted = await world.upstream.submit(job, { ...io, onHeadersSent: () => headersSent++ })
  assert.equal(submitted.event.type, 'submit-accepted')
  assert.equal(headersSent, 1)
  const accepted = withTask(job, submitted.event)
  const waiting = await world.upstream.poll(accepted, io)
  assert.equal(waiting.event.type, 'poll-pending')
  world.finishRenders()
  const done = await world.upstream.poll(accepted, io)
  assert.equal(done.event.type, 'render-succeeded')
  if (done.event.type === 'render-succeeded') assert.match(done.event.link, /^https?:\/\//)
  const surprises = [submitted, waiting, done].flatMap((answer) => answer.surprises)
  assert.deepEqual(surprises, [], 'a field or a word that the dialect’s tables do not name')
  const [create, ...polls] = world.sent()
  const expected = world.expectedCreate(mode, job)
  assert.equal(create?.method, 'POST')
  assert.equal(create?.path, expected.path)
  assert.equal(create?.connection, 'close')
  assert.deepEqual(JSON.parse(create?.body ?? ''), expected.body)
  assert.deepEqual(
    polls.map(({ method }) => method),
    ['GET', 'GET'],
  )
  for (const request of world.sent()) assert.equal(request.authorization, `Bearer ${world.key}`)
  assert.equal(await world.creations(), 1)
}

async function sendsNothingWhenStopped(world: ConformanceWorld): Promise<void> {
  const { event } = await world.upstream.submit(world.job('text', 'none'), { signal: AbortSignal.abort() })
  assert.equal(event.type, 'submit-not-sent')
  assert.equal(world.sent().length, 0)
}

async function keepsNoSecret(world: ConformanceWorld): Promise<void> {
  const job = world.job('text', 'none')
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
  const { event } = await world.upstream.submit(world.job('text', fault), io)
  assert.equal(event.type, type)
  assert.equal(world.sent().filter(({ method }) => method === 'POST').length, 1)
  assert.equal(await world.creations(), creations)
}

async function meetsPollFault(
  world: ConformanceWorld,
  fault: Fault,
  when: 'before' | 'after',
  meaning: PollMeaning,
): Promise<void> {
  const job = world.job('text', fault)
  const accepted = withTask(job, (await world.upstream.submit(job, io)).event)
  if (when === 'after') world.finishRenders()
  const { event, surprises } = await world.upstream.poll(accepted, io)
  assert.equal(event.type === 'render-failed' ? event.reason : event.type, meaning)
  const isStrange = fault === 'word of its own' || fault === 'field of its own'
  // A proxy's error may look like anything; what the vendor itself says of a render may not.
  if (isStrange) assert.ok(surprises.length > 0, 'nobody was surprised')
  else if (event.type.startsWith('render-')) assert.deepEqual(surprises, [])
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
