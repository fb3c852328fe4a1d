import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Decision,
  decide,
  isFinal,
  type Job,
  type JobEvent,
  type JobEventType,
  type LedgerEntry,
  type Submission,
} from '../src/index.ts'
import { aJob, aSubmission, context, noon } from './a-job.ts'
import { anEvent } from './an-event.ts'

/**
 * Random lives: any fact at any time, admission whenever a job waits. What must hold after every step is what a
 * paying user relies on.
 */
type Act = { readonly type: JobEventType | 'admit'; readonly waitS: number; readonly jitter: number }

const anAct: fc.Arbitrary<Act> = fc.record({
  type: fc.constantFrom<Act['type']>(
    'admit',
    'admit',
    'submit-started',
    'submit-started',
    ...(Object.keys(anEvent) as JobEventType[]),
  ),
  waitS: fc.integer({ min: 0, max: 4000 }),
  jitter: fc.double({ min: 0, max: 0.999, noNaN: true }),
})

type Life = { job: Job; readonly ledger: LedgerEntry[]; posts: Map<string, number>; authorised: number }

test('no order of facts pays twice, loses a job or changes an ending', () => {
  fc.assert(
    fc.property(fc.array(anAct, { maxLength: 120 }), (acts) => {
      const life: Life = { job: aJob(), ledger: [], posts: new Map(), authorised: 1 }
      let now = noon
      for (const act of acts) {
        now = new Date(now.getTime() + act.waitS * 1000)
        if (act.type === 'admit') admit(life, now)
        else hear(life, anEvent[act.type], now, act.jitter)
        check(life)
      }
    }),
    { numRuns: 2000 },
  )
})

function admit(life: Life, now: Date): void {
  const { job } = life
  if (job.state !== 'queued') return
  const submission = aSubmission('intent', {
    id: `sub_${job.submissions + 1}` as Submission['id'],
    number: job.submissions + 1,
  })
  life.job = {
    ...job,
    state: 'submitting',
    waitingFor: null,
    holdsSlot: true,
    submission,
    submissions: job.submissions + 1,
    reservedTicks: 500_000_000n,
    dueAt: now,
  }
}

function hear(life: Life, event: JobEvent, now: Date, jitter: number): void {
  const before = life.job
  const verdict = decide(before, event, context({ now, jitter }))
  if (verdict.outcome === 'ignored') return
  const { decision } = verdict
  countPost(life, before, event)
  if (isFinal(before.state) && decision.changes.state !== undefined) {
    expect(['job-retried', 'job-rearchived'], 'only a person reopens an ending').toContain(event.type)
  }
  life.job = apply(before, decision)
  life.ledger.push(...decision.ledger)
  expect(decision.wake === null || decision.changes.dueAt !== null, 'a wake needs a due row').toBe(true)
}

/** `submit-started` is the moment after which one POST may leave. */
function countPost(life: Life, job: Job, event: JobEvent): void {
  if (event.type !== 'submit-started' || job.submission === null) return
  life.posts.set(job.submission.id, (life.posts.get(job.submission.id) ?? 0) + 1)
}

function apply(job: Job, decision: Decision): Job {
  const { status, taskId } = decision.submission ?? {}
  const submission =
    job.submission === null || status === undefined
      ? job.submission
      : { ...job.submission, status, ...(taskId === undefined ? {} : { taskId }) }
  return {
    ...job,
    ...decision.changes,
    submission,
    clip: decision.clip ?? job.clip,
    version: job.version + 1,
  }
}

function check({ job, ledger, posts }: Life): void {
  const resting = isFinal(job.state) || job.state === 'unconfirmed' || job.waitingFor === 'pause'
  expect(job.dueAt === null, 'a job that can move has a due time').toBe(resting)
  expect(job.finishedAt !== null).toBe(isFinal(job.state))
  expect(job.holdsSlot && !['submitting', 'rendering'].includes(job.state)).toBe(false)
  expect(job.waitingFor !== null && !['queued', 'archiving'].includes(job.state)).toBe(false)
  expect(job.state === 'archived' && job.clip === null).toBe(false)
  for (const count of posts.values()) expect(count, 'one POST per submission').toBe(1)
  if (job.state === 'queued')
    expect(['intent', 'sending', 'accepted', 'unknown']).not.toContain(job.submission?.status)
  if (isFinal(job.state)) expect(job.reservedTicks, 'an ended job reserves nothing').toBe(0n)
  const charges = ledger.filter((entry) => entry.kind === 'charged').map((entry) => entry.chargeKey)
  expect(new Set(charges).size, 'one charge per submission').toBe(charges.length)
  const contingent = ledger
    .filter((entry) => entry.kind === 'contingent')
    .reduce((sum, entry) => sum + (entry.ticks ?? 0n), 0n)
  expect(job.contingentTicks ?? 0n, 'the row and the ledger agree on what is at risk').toBe(contingent)
}
