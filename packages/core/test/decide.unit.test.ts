import { describe, expect, test } from 'vitest'
import { type Decision, decide, type Job, type JobEvent } from '../src/index.ts'
import { aJob, aSubmission, context, noon, rules } from './a-job.ts'
import { aClip, anEvent } from './an-event.ts'

function decisionOn(job: Job, event: JobEvent, overrides: Parameters<typeof context>[0] = {}): Decision {
  const verdict = decide(job, event, context(overrides))
  if (verdict.outcome === 'ignored') throw new Error(`ignored: ${verdict.why}`)
  return verdict.decision
}

const afterMs = (decision: Decision): number => (decision.changes.dueAt?.getTime() ?? 0) - noon.getTime()
const minutesLater = (minutes: number): Date => new Date(noon.getTime() + minutes * 60_000)

describe('submitting', () => {
  test('the first poll waits for the first useful moment of the model and duration', () => {
    const submitting = { state: 'submitting' as const }
    expect(afterMs(decisionOn(aJob(submitting), anEvent['submit-accepted']))).toBe(120_000)
    const long = aJob({ ...submitting, params: { ...aJob().params, durationS: 30 } })
    expect(afterMs(decisionOn(long, anEvent['submit-accepted']))).toBe(240_000)
    expect(
      afterMs(decisionOn(aJob({ ...submitting, model: 'grok_video3_pro' }), anEvent['submit-accepted'])),
    ).toBe(180_000)
  })

  test('a late acceptance wins over unconfirmed and takes its contingent charge back', () => {
    const decision = decisionOn(aJob({ state: 'unconfirmed' }), anEvent['submit-accepted'])
    expect(decision.changes).toMatchObject({ state: 'rendering', contingentTicks: null })
    expect(decision.ledger).toMatchObject([{ kind: 'contingent', ticks: -500_000_000n }])
    expect(decision.submission).toMatchObject({ status: 'accepted', taskId: 'video_1' })
  })

  test('a late refusal ends the doubt as well, and gives back all the money that was held for it', () => {
    const unconfirmed = aJob({ state: 'unconfirmed' })
    const refused = decisionOn(unconfirmed, anEvent['submit-rejected'])
    expect(refused.changes).toMatchObject({
      state: 'failed',
      reason: 'rejected',
      contingentTicks: null,
      reservedTicks: 0n,
      chargedTicks: 0n,
    })
    expect(refused.ledger.map(({ kind, ticks }) => [kind, ticks])).toEqual([
      ['contingent', -500_000_000n],
      ['released', 500_000_000n],
    ])
    const limited = decisionOn(unconfirmed, anEvent['submit-rate-limited'])
    expect(limited.changes).toMatchObject({ state: 'queued', contingentTicks: null, reservedTicks: 0n })
    expect(limited.submission?.status).toBe('rejected')
  })

  test('a task accepted for a submission that was given up is on the record and on the books', () => {
    const job = aJob({ state: 'rendering', submission: aSubmission('accepted', { number: 2 }) })
    const decision = decisionOn(job, anEvent['submission-orphaned'])
    expect(decision.event).toEqual({
      kind: 'submission-orphaned',
      detail: { submission: 'sub_0', task: 'video_0' },
    })
    expect(decision.changes).toEqual({ contingentTicks: 500_000_000n })
    expect(decision.ledger).toMatchObject([
      { kind: 'contingent', ticks: 500_000_000n, submissionId: 'sub_0', chargeKey: 'sub_0-orphaned' },
    ])
    const writtenOff = { ...anEvent['submission-orphaned'], isAtRisk: true }
    const failed = aJob({ state: 'failed', submission: aSubmission('written_off') })
    expect(decisionOn(failed, writtenOff).ledger).toEqual([])
  })

  test('an unknown outcome holds the job, keeps the reservation and books the quote as contingent', () => {
    const decision = decisionOn(aJob({ state: 'submitting' }), anEvent['submit-unknown'])
    expect(decision.changes).toMatchObject({
      state: 'unconfirmed',
      dueAt: null,
      holdsSlot: false,
      contingentTicks: 500_000_000n,
    })
    expect(decision.changes).not.toHaveProperty('reservedTicks')
    expect(decision.wake).toBeNull()
    expect(decision.gate).toMatchObject({ type: 'strain', until: null })
  })

  test.each([
    ['submit-accepted', { type: 'well' }],
    ['submit-not-sent', { type: 'strain', until: expect.any(Date) }],
    ['sender-lost', { type: 'strain', until: null }],
  ] as const)('%s tells the gate how the upstream is', (type, gate) => {
    expect(decisionOn(aJob({ state: 'submitting' }), anEvent[type]).gate).toMatchObject(gate)
  })

  test('an unknown price stays unknown in the contingent entry', () => {
    const decision = decisionOn(
      aJob({ state: 'submitting', quotedTicks: null, reservedTicks: 0n }),
      anEvent['submit-unknown'],
    )
    expect(decision.ledger).toMatchObject([{ kind: 'contingent', ticks: null, source: 'unknown' }])
    expect(decision.changes.contingentTicks).toBeNull()
  })

  test('a rate limit sends the job back without spending a retry and holds the gate for Retry-After', () => {
    const job = aJob({ state: 'submitting', retries: 1 })
    const decision = decisionOn(job, { ...anEvent['submit-rate-limited'], retryAfterMs: 90_000 })
    expect(decision.changes).toMatchObject({ state: 'queued', waitingFor: 'rate', reservedTicks: 0n })
    expect(decision.changes).not.toHaveProperty('retries')
    expect(decision.gate).toEqual({ type: 'slow-down', until: new Date(noon.getTime() + 90_000) })
  })

  test('a refused account closes the gate and burns no job', () => {
    const decision = decisionOn(aJob({ state: 'submitting' }), anEvent['submit-account-refused'])
    expect(decision.changes).toMatchObject({ state: 'queued', waitingFor: 'gate' })
    expect(decision.gate).toMatchObject({ type: 'close' })
  })

  test('a rejection is known to be free', () => {
    const decision = decisionOn(aJob({ state: 'submitting' }), anEvent['submit-rejected'])
    expect(decision.changes).toMatchObject({ state: 'failed', reason: 'rejected', chargedTicks: 0n })
    expect(decision.ledger.map((entry) => entry.kind)).toEqual(['released'])
  })
})

describe('rendering', () => {
  test('only a 429 slows the polls', () => {
    const job = aJob({ state: 'rendering' })
    const answered = (httpStatus: number) =>
      decisionOn(job, { ...anEvent['poll-unanswered'], httpStatus }).gate
    expect(answered(429)).toEqual({ type: 'slow-polls' })
    expect(answered(502)).toBeNull()
  })

  test('a poll that changed nothing moves counters and writes no line', () => {
    const job = aJob({ state: 'rendering', upstreamStatus: 'processing', polls: 4 })
    const decision = decisionOn(job, anEvent['poll-pending'])
    expect(decision.event).toBeNull()
    expect(decision.changes.polls).toBe(5)
  })

  test('later polls are 30 to 60 s apart', () => {
    const job = aJob({ state: 'rendering' })
    expect(afterMs(decisionOn(job, anEvent['poll-pending'], { jitter: 0 }))).toBe(30_000)
    expect(afterMs(decisionOn(job, anEvent['poll-pending'], { jitter: 0.999 }))).toBeLessThanOrEqual(60_000)
  })

  test('Retry-After lengthens the wait and never shortens it', () => {
    const job = aJob({ state: 'rendering' })
    expect(afterMs(decisionOn(job, { ...anEvent['poll-unanswered'], retryAfterMs: 400_000 }))).toBe(400_000)
    expect(afterMs(decisionOn(job, { ...anEvent['poll-unanswered'], retryAfterMs: 1 }))).toBe(30_000)
    const aDay = { ...anEvent['poll-unanswered'], retryAfterMs: 86_400_000 }
    expect(afterMs(decisionOn(job, aDay))).toBe(rules.linkLifetimeMs)
  })

  test('failing polls back off from 30 s to 300 s', () => {
    const waits = [0, 1, 2, 3, 4, 20].map((pollFailures) =>
      afterMs(decisionOn(aJob({ state: 'rendering', pollFailures }), anEvent['poll-unanswered'])),
    )
    expect(waits).toEqual([30_000, 60_000, 120_000, 240_000, 300_000, 300_000])
  })

  test('past its deadline a job is overdue, gives its slot back and is asked about slowly, not failed', () => {
    const job = aJob({ state: 'rendering', submittedAt: minutesLater(-121) })
    const decision = decisionOn(job, anEvent['poll-pending'])
    expect(decision.changes).toMatchObject({ overdue: true, holdsSlot: false })
    expect(decision.changes.state).toBeUndefined()
    expect(decision.event?.kind).toBe('job-overdue')
    expect(afterMs(decision)).toBe(300_000)
  })

  test('an overdue job that finishes after all is archived', () => {
    const job = aJob({ state: 'rendering', overdue: true, holdsSlot: false })
    expect(decisionOn(job, anEvent['render-succeeded']).changes.state).toBe('archiving')
  })

  test('a missing task counts only when it persists for ten minutes', () => {
    const early = aJob({ state: 'rendering', pollFailures: 9, pollFailingSince: minutesLater(-9) })
    expect(decisionOn(early, anEvent['task-missing']).changes.state).toBeUndefined()
    const persistent = aJob({ state: 'rendering', pollFailures: 4, pollFailingSince: minutesLater(-10) })
    expect(decisionOn(persistent, anEvent['task-missing']).changes).toMatchObject({
      state: 'failed',
      reason: 'upstream_lost',
    })
  })

  test('a refused question counts only when it persists, and then nobody knows the charge', () => {
    const refused = { ...anEvent['poll-unanswered'], httpStatus: 400, message: 'bad request' }
    const first = decisionOn(aJob({ state: 'rendering' }), refused)
    expect(first.changes).toMatchObject({ pollFailures: 1, pollFailingSince: noon })
    expect(first.changes.state).toBeUndefined()
    const persistent = aJob({ state: 'rendering', pollFailures: 4, pollFailingSince: minutesLater(-10) })
    const last = decisionOn(persistent, refused)
    expect(last.changes).toMatchObject({ state: 'failed', reason: 'upstream_failed' })
    expect(last.changes.failure).toMatchObject({
      charged: 'unknown',
      upstreamStatus: 'HTTP 400 · bad request',
    })
    const kept = aJob({ state: 'archiving', pollFailures: 4, pollFailingSince: minutesLater(-10) })
    expect(decisionOn(kept, refused).changes).toMatchObject({ state: 'failed', reason: 'artifact_lost' })
  })

  test('silence before a missing task is no proof that it is missing', () => {
    const away = aJob({ state: 'rendering', pollFailures: 20, pollFailingSince: null })
    const first = decisionOn(away, anEvent['task-missing'])
    expect(first.changes).toMatchObject({ pollFailures: 1, pollFailingSince: noon })
    expect(first.changes.state).toBeUndefined()
    expect(first.event?.kind).toBe('task-missing')
  })

  test('any other answer begins the count of missing answers anew', () => {
    const missing = aJob({ state: 'rendering', pollFailures: 4, pollFailingSince: minutesLater(-60) })
    for (const event of [anEvent['poll-unanswered'], anEvent['poll-account-refused']]) {
      expect(decisionOn(missing, event).changes.pollFailingSince).toBeNull()
    }
  })

  test('a web page in place of a task leaves one job in doubt and closes the gate behind it', () => {
    const page = { ...anEvent['submit-unknown'], message: 'HTTP 200 with a web page', isPage: true } as const
    const decision = decisionOn(aJob({ state: 'submitting' }), page)
    expect(decision.changes.state).toBe('unconfirmed')
    expect(decision.gate).toEqual({
      type: 'close',
      kind: 'configuration',
      reason: 'check the configuration: HTTP 200 with a web page',
    })
  })

  test('a 429 is obeyed for an hour at most', () => {
    const wait = {
      type: 'submit-rate-limited',
      retryAfterMs: 86_400_000,
      vendorMessage: 'slow down',
    } as const
    expect(afterMs(decisionOn(aJob({ state: 'submitting' }), wait))).toBe(3_600_000)
  })

  test('an overdue job can be given up by a person, and what it may have cost stays at risk', () => {
    const event = { ...anEvent['submission-written-off'], message: 'the vendor lost it' }
    const overdue = aJob({ state: 'rendering', overdue: true, holdsSlot: false })
    const decision = decisionOn(overdue, event)
    expect(decision.changes).toMatchObject({ state: 'failed', reason: 'written_off', reservedTicks: 0n })
    expect(decision.changes.contingentTicks).toBe(500_000_000n)
    expect(decision.submission?.status).toBe('written_off')
    const verdict = decide(aJob({ state: 'rendering' }), event, context())
    expect(verdict.outcome).toBe('ignored')
  })

  test('an unknown status word is recorded once and asked about again', () => {
    const job = aJob({ state: 'rendering' })
    expect(decisionOn(job, anEvent['poll-unrecognized']).event?.kind).toBe('reply-unrecognized')
    const again = aJob({ state: 'rendering', upstreamStatus: 'dreaming', pollFailures: 1 })
    expect(decisionOn(again, anEvent['poll-unrecognized']).event).toBeNull()
  })

  test('a reply without a status word is recorded once too, though the status before was none either', () => {
    const page = {
      type: 'poll-unrecognized',
      upstreamStatus: null,
      message: 'HTTP 200 with a web page',
    } as const
    const first = decisionOn(aJob({ state: 'rendering', upstreamStatus: null }), page)
    expect(first.event).toMatchObject({ kind: 'reply-unrecognized', detail: { why: page.message } })
    expect(decisionOn(aJob({ state: 'rendering', ...first.changes }), page).event).toBeNull()
    const pending = decisionOn(aJob({ state: 'rendering', ...first.changes }), anEvent['poll-pending'])
    expect(pending.changes.pollFailures).toBe(0)
  })

  test('success charges the quote as an estimate, or the report as metered, and gives the slot back', () => {
    const job = aJob({ state: 'rendering' })
    const estimated = decisionOn(job, anEvent['render-succeeded'])
    expect(estimated.changes).toMatchObject({
      chargedTicks: 500_000_000n,
      costSource: 'estimated',
      holdsSlot: false,
    })
    const metered = decisionOn(job, { ...anEvent['render-succeeded'], reportedTicks: 7n })
    expect(metered.changes).toMatchObject({ chargedTicks: 7n, reportedTicks: 7n, costSource: 'metered' })
  })

  test('success without a price is charged an unknown amount, never 0', () => {
    const decision = decisionOn(
      aJob({ state: 'rendering', quotedTicks: null, reservedTicks: 0n }),
      anEvent['render-succeeded'],
    )
    expect(decision.changes).toMatchObject({ chargedTicks: null, costSource: 'unknown' })
    expect(decision.ledger).toMatchObject([{ kind: 'charged', ticks: null, source: 'unknown' }])
  })

  test('the maximum reserved for an unpriced clip goes on counting once it may have been spent', () => {
    const unpriced = { quotedTicks: null, reservedTicks: 900n, contingentTicks: 100n }
    const ends = [
      decisionOn(aJob({ ...unpriced, state: 'rendering' }), anEvent['render-succeeded']),
      decisionOn(aJob({ ...unpriced, state: 'rendering' }), anEvent['render-failed']),
      decisionOn(aJob({ ...unpriced, state: 'unconfirmed' }), anEvent['submission-written-off']),
    ]
    for (const { changes, ledger } of ends) {
      expect(changes).toMatchObject({ reservedTicks: 0n, contingentTicks: 1000n })
      expect(ledger).toContainEqual(expect.objectContaining({ kind: 'contingent', ticks: 900n }))
    }
    const bound = decisionOn(aJob({ ...unpriced, state: 'unconfirmed' }), anEvent['submission-bound'])
    expect(bound.changes).not.toHaveProperty('contingentTicks')
    const metered = { ...anEvent['render-succeeded'], reportedTicks: 7n }
    expect(decisionOn(aJob({ ...unpriced, state: 'rendering' }), metered).changes).toMatchObject({
      chargedTicks: 7n,
    })
  })

  test('a failure that may have cost money is never retried by itself', () => {
    const decision = decisionOn(aJob({ state: 'rendering' }), anEvent['render-failed'])
    expect(decision.changes).toMatchObject({ state: 'failed', contingentTicks: 500_000_000n })
  })

  test('a failure that is known to be free is retried as often as configured', () => {
    const free = { rules: { ...rules, failedIsFree: true } }
    const first = decisionOn(aJob({ state: 'rendering' }), anEvent['render-failed'], free)
    expect(first.changes).toMatchObject({ state: 'queued', retries: 1 })
    expect(first.submission?.status).toBe('failed')
    const last = decisionOn(aJob({ state: 'rendering', retries: 2 }), anEvent['render-failed'], free)
    expect(last.changes.state).toBe('failed')
  })

  test('moderation is final', () => {
    const moderated = { ...anEvent['render-failed'], reason: 'moderated', charged: 'no' } as const
    expect(decisionOn(aJob({ state: 'rendering' }), moderated).changes).toMatchObject({
      state: 'failed',
      reason: 'moderated',
    })
  })

  test('done without a link is asked about again a few times, then ends with its charge', () => {
    const first = decisionOn(aJob({ state: 'rendering' }), anEvent['render-linkless'])
    expect(first.changes.state).toBeUndefined()
    const last = decisionOn(aJob({ state: 'rendering', linkRefreshes: 4 }), anEvent['render-linkless'])
    expect(last.changes).toMatchObject({ state: 'failed', reason: 'no_artifact', chargedTicks: 500_000_000n })
  })
})

describe('archiving', () => {
  test('a dead link is asked for again at once', () => {
    const decision = decisionOn(aJob({ state: 'archiving' }), anEvent['link-dead'])
    expect(decision.wake).toEqual({ step: 'poll', at: noon })
  })

  test('a fresh link is archived at once', () => {
    const decision = decisionOn(aJob({ state: 'archiving', linkRefreshes: 1 }), anEvent['render-succeeded'])
    expect(decision.changes.sourceUrl).toBe('https://clips.example.com/fresh.mp4')
    expect(decision.wake).toEqual({ step: 'archive', at: noon })
    expect(decision.ledger).toEqual([])
  })

  test('an upstream that is away while it is asked for a fresh link spends no refresh of a paid clip', () => {
    const job = aJob({ state: 'archiving', linkRefreshes: 6, pollFailures: 3 })
    for (const type of ['poll-unanswered', 'poll-account-refused', 'poll-unrecognized'] as const) {
      const decision = decisionOn(job, anEvent[type])
      expect(decision.changes.state).toBeUndefined()
      expect(decision.changes).not.toHaveProperty('linkRefreshes')
      expect(decision.wake).toEqual({ step: 'poll', at: minutesLater(4) })
    }
    expect(decisionOn(job, anEvent['poll-account-refused']).gate?.type).toBe('close')
    expect(afterMs(decisionOn(job, { ...anEvent['poll-unanswered'], retryAfterMs: 400_000 }))).toBe(400_000)
  })

  test('a task that is missing when a fresh link is wanted counts only when it persists', () => {
    const first = aJob({ state: 'archiving', linkRefreshes: 6 })
    expect(decisionOn(first, anEvent['task-missing']).changes.state).toBeUndefined()
    const persistent = aJob({ state: 'archiving', pollFailures: 4, pollFailingSince: minutesLater(-10) })
    expect(decisionOn(persistent, anEvent['task-missing']).changes).toMatchObject({
      state: 'failed',
      reason: 'artifact_lost',
    })
  })

  test('a clip that can no longer be had is lost in the open', () => {
    const decision = decisionOn(aJob({ state: 'archiving', linkRefreshes: 6 }), anEvent['link-dead'])
    expect(decision.changes).toMatchObject({ state: 'failed', reason: 'artifact_lost' })
  })

  test('trouble in our own store never ends a job', () => {
    const job = aJob({ state: 'archiving', archiveFailures: 5000, sourceExpiresAt: minutesLater(-600) })
    expect(decisionOn(job, anEvent['archive-interrupted']).changes.state).toBeUndefined()
  })

  test('bytes that are no clip are tried again, then asked for again, then given up', () => {
    expect(decisionOn(aJob({ state: 'archiving' }), anEvent['clip-invalid']).wake?.step).toBe('archive')
    expect(
      decisionOn(aJob({ state: 'archiving', archiveFailures: 2 }), anEvent['clip-invalid']).wake?.step,
    ).toBe('poll')
    const last = aJob({ state: 'archiving', archiveFailures: 2, linkRefreshes: 6 })
    expect(decisionOn(last, anEvent['clip-invalid']).changes).toMatchObject({ reason: 'invalid_artifact' })
  })

  test('a refused host waits for a person and says so once', () => {
    const first = decisionOn(aJob({ state: 'archiving' }), anEvent['link-refused'])
    expect(first.changes.waitingFor).toBe('link_refused')
    expect(first.event?.kind).toBe('link-refused')
    const again = decisionOn(
      aJob({ state: 'archiving', waitingFor: 'link_refused' }),
      anEvent['link-refused'],
    )
    expect(again.event).toBeNull()
  })

  test('a refused link is tried again soon after a person allows its host, any other wait is left alone', () => {
    const refused = aJob({ state: 'archiving', waitingFor: 'link_refused', crashes: 1 })
    const { changes, event, wake } = decisionOn(refused, anEvent['link-allowed'])
    const at = new Date(noon.getTime() + 3_000)
    expect(changes).toEqual({ waitingFor: null, dueAt: at })
    expect(event).toEqual({ kind: 'link-allowed', detail: { by: 'key_1', host: 'cdn.example.com' } })
    expect(wake).toEqual({ step: 'archive', at })
    const unwell = aJob({ state: 'archiving', waitingFor: 'archive_unwell' })
    expect(decide(unwell, anEvent['link-allowed'], context()).outcome).toBe('ignored')
  })

  test('a kept clip ends the job and forgets the signed link', () => {
    const decision = decisionOn(aJob({ state: 'archiving' }), anEvent['clip-archived'])
    expect(decision.changes).toMatchObject({ state: 'archived', sourceUrl: null, finishedAt: noon })
    expect(decision.clip).toEqual(aClip)
    expect(decision.notice).toEqual({ kind: 'job.archived' })
  })
})

describe('people', () => {
  test('bind asks the upstream about the named task at once', () => {
    const decision = decisionOn(aJob({ state: 'unconfirmed' }), anEvent['submission-bound'])
    expect(decision.submission).toMatchObject({ status: 'accepted', taskId: 'video_9' })
    expect(decision.wake).toEqual({ step: 'poll', at: noon })
  })

  test('resubmit frees the job for exactly one new submission', () => {
    const decision = decisionOn(aJob({ state: 'unconfirmed' }), anEvent['submission-resubmitted'])
    expect(decision.submission?.status).toBe('resolved_absent')
    expect(decision.changes).toMatchObject({ state: 'queued', reservedTicks: 0n, contingentTicks: null })
  })

  test('write off ends the job and leaves the possible charge on the books', () => {
    const decision = decisionOn(aJob({ state: 'unconfirmed' }), anEvent['submission-written-off'])
    expect(decision.changes).toMatchObject({ state: 'failed', reason: 'written_off', reservedTicks: 0n })
    expect(decision.changes).not.toHaveProperty('contingentTicks')
    expect(decision.ledger.map((entry) => entry.kind)).toEqual(['released'])
  })

  test('a retry keeps what the job has cost so far', () => {
    const failed = aJob({ state: 'failed', chargedTicks: 9n, submission: aSubmission('finished') })
    const decision = decisionOn(failed, anEvent['job-retried'])
    expect(decision.changes).toMatchObject({ state: 'queued', failure: null, finishedAt: null, retries: 0 })
    expect(decision.changes).not.toHaveProperty('chargedTicks')
  })
})
