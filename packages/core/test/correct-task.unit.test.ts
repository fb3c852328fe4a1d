import { describe, expect, test } from 'vitest'
import { type Decision, decide, type Job, type JobEvent, type TaskId } from '../src/index.ts'
import { aJob, aSubmission, context, noon } from './a-job.ts'
import { anEvent } from './an-event.ts'

const bind = (taskId: string): JobEvent => ({
  ...(anEvent['submission-bound'] as Extract<JobEvent, { type: 'submission-bound' }>),
  taskId: taskId as TaskId,
})

/** What became of the job, and every line that was booked on the way. */
type Course = { readonly job: Job; readonly booked: Decision['ledger'] }

function go(job: Job, ...events: JobEvent[]): Course {
  return events.reduce<Course>(
    (course, event) => {
      const verdict = decide(course.job, event, context())
      if (verdict.outcome === 'ignored') throw new Error(`${event.type}: ${verdict.why}`)
      const { changes, submission, ledger } = verdict.decision
      const known = new Set(course.booked.map(({ chargeKey }) => chargeKey))
      const next = {
        ...course.job,
        ...changes,
        submission: course.job.submission && { ...course.job.submission, ...submission },
        version: course.job.version + 1,
      } as Job
      // The ledger takes a key once.
      return {
        job: next,
        booked: [...course.booked, ...ledger.filter(({ chargeKey }) => !known.has(chargeKey))],
      }
    },
    { job, booked: [] },
  )
}

function balance({ booked }: Course, kinds: readonly string[]): bigint {
  return booked.reduce((sum, { kind, ticks }) => (kinds.includes(kind) ? sum + (ticks ?? 0n) : sum), 0n)
}

const accepted = (taskId: string): JobEvent => ({
  type: 'submit-accepted',
  taskId: taskId as TaskId,
  upstreamStatus: null,
})
const price = 500_000_000n
/** In doubt, with its reservation and its doubt on the books. */
const doubted = aJob({ state: 'unconfirmed', submission: aSubmission('unknown', { sentAt: noon }) })
const missing: JobEvent = { type: 'task-missing', httpStatus: 404, message: 'no such task' }
/** The fifth denial in a row, long after the first. */
const nearlyLost = { pollFailures: 4, pollFailingSince: new Date(noon.getTime() - 3_600_000) }

function lostAfterTypo(): Course {
  const { job, booked } = go(doubted, bind('video_typo'))
  const lost = go({ ...job, ...nearlyLost }, missing)
  return { job: lost.job, booked: [...booked, ...lost.booked] }
}

describe('a bound task that the upstream never spoke of', () => {
  test('is replaced while it renders, and nothing is booked for that', () => {
    const bound = go(doubted, bind('video_typo'))
    const corrected = go({ ...bound.job, ...nearlyLost }, bind('video_right'))
    expect(corrected.booked).toEqual([])
    expect(corrected.job).toMatchObject({
      state: 'rendering',
      reservedTicks: price,
      contingentTicks: null,
      pollFailures: 0,
      pollFailingSince: null,
      dueAt: noon,
      submission: { taskId: 'video_right', status: 'accepted', isUnproven: true },
    })
  })

  test('is replaced after it ended the job as lost: its doubt becomes a reservation again', () => {
    const lost = lostAfterTypo()
    expect(lost.job).toMatchObject({
      state: 'failed',
      reason: 'upstream_lost',
      contingentTicks: price,
      reservedTicks: 0n,
      failure: { message: expect.stringContaining('Bind the right one') },
    })
    const corrected = go(lost.job, bind('video_right'))
    expect(corrected.job).toMatchObject({
      state: 'rendering',
      reason: null,
      failure: null,
      finishedAt: null,
      reservedTicks: price,
      contingentTicks: null,
      submissions: 1,
    })
    const paid = go(corrected.job, anEvent['render-succeeded'])
    const whole = { job: paid.job, booked: [...lost.booked, ...corrected.booked, ...paid.booked] }
    expect(paid.job).toMatchObject({ state: 'archiving', chargedTicks: price, contingentTicks: null })
    expect(balance(whole, ['charged'])).toBe(price)
    // The doubt that the fixture began with has been taken back, whatever was booked and taken back since.
    expect(balance(whole, ['contingent'])).toBe(-price)
    expect(new Set(whole.booked.map(({ chargeKey }) => chargeKey)).size).toBe(whole.booked.length)
  })

  test('is said to be none at all: the job is sent again, and the first submission costs nothing any more', () => {
    for (const from of [go(doubted, bind('video_typo')), lostAfterTypo()]) {
      const again = go(from.job, anEvent['submission-resubmitted'])
      expect(again.job).toMatchObject({
        state: 'queued',
        reservedTicks: 0n,
        contingentTicks: null,
        submission: { status: 'resolved_absent' },
      })
    }
  })

  test('is written off: what the submission may have cost stays on the books, once', () => {
    for (const from of [go(doubted, bind('video_typo')), lostAfterTypo()]) {
      const { job } = go(from.job, anEvent['submission-written-off'])
      expect(job).toMatchObject({
        state: 'failed',
        reason: 'written_off',
        reservedTicks: 0n,
        contingentTicks: price,
        failure: { charged: 'unknown' },
      })
    }
  })

  test('gives way to the answer that came late, also after its silence ended the job: nothing is bought again', () => {
    const lost = lostAfterTypo()
    const found = go(lost.job, accepted('video_real'))
    expect(found.job).toMatchObject({
      state: 'rendering',
      reason: null,
      failure: null,
      finishedAt: null,
      holdsSlot: true,
      reservedTicks: price,
      contingentTicks: null,
      submissions: 1,
      submission: { taskId: 'video_real', status: 'accepted', isUnproven: false },
    })
    const paid = go(found.job, anEvent['render-succeeded'])
    const whole = { job: paid.job, booked: [...lost.booked, ...found.booked, ...paid.booked] }
    expect(balance(whole, ['charged'])).toBe(price)
    expect(balance(whole, ['contingent'])).toBe(-price)
  })

  test('that a person has written off stays so, whatever comes late', () => {
    const { job } = go(lostAfterTypo().job, anEvent['submission-written-off'])
    expect(decide(job, accepted('video_real'), context()).outcome).toBe('ignored')
  })

  test('keeps its doubt when it is sent again after it was written off: the late answer may stand on record', () => {
    const off = go(lostAfterTypo().job, anEvent['submission-written-off'])
    const late: JobEvent = {
      type: 'submission-orphaned',
      submissionId: aSubmission('unknown').id,
      taskId: 'video_real' as TaskId,
      isAtRisk: true,
    }
    const again = go(go(off.job, late).job, anEvent['submission-resubmitted'])
    expect(again.job).toMatchObject({ state: 'queued', contingentTicks: price })
    expect(balance(again, ['contingent'])).toBe(0n)
  })

  test('is not corrected to itself', () => {
    const { job } = go(doubted, bind('video_typo'))
    expect(decide(job, bind('video_typo'), context()).outcome).toBe('ignored')
  })

  test('is asked for a link only, where a bill has settled meanwhile that its submission was charged', () => {
    const billed = { ...lostAfterTypo().job, contingentTicks: null, chargedTicks: price }
    const corrected = go(billed, bind('video_right'))
    expect(corrected.booked).toEqual([])
    expect(corrected.job).toMatchObject({ state: 'archiving', chargedTicks: price, reservedTicks: 0n })
  })
})

describe('a bound task that the upstream has spoken of', () => {
  test.each(['poll-pending', 'render-linkless', 'render-failed'] as const)(
    'after %s it stays bound',
    (type) => {
      const { job } = go(doubted, bind('video_1'), anEvent[type])
      expect(job.submission?.isUnproven).toBe(false)
      expect(decide(job, bind('video_2'), context()).outcome).toBe('ignored')
      expect(decide(job, anEvent['submission-resubmitted'], context()).outcome).toBe('ignored')
    },
  )

  test.each(['poll-unrecognized', 'poll-unanswered', 'poll-account-refused', 'task-missing'] as const)(
    'which %s is not',
    (type) => {
      const { job } = go(doubted, bind('video_1'), anEvent[type])
      expect(decide(job, bind('video_2'), context()).outcome).toBe('decided')
    },
  )

  test('is settled by the late acceptance that names the same one', () => {
    const { job } = go(doubted, bind('video_1'), accepted('video_1'))
    expect(job.submission).toMatchObject({ taskId: 'video_1', isUnproven: false })
  })
})
