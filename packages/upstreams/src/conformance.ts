import assert from 'node:assert/strict'
import type { Job, Mode, TaskId } from '@reelkeep/core'
import { type Fault, type PollMeaning, pollFaults, submitFaults } from './conformance-faults.ts'
import type { SubmitEvent, Upstream } from './port.ts'

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
