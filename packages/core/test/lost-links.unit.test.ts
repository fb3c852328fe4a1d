import { describe, expect, test } from 'vitest'
import type { Decision, Job, JobEvent } from '../src/index.ts'
import { decide } from '../src/index.ts'
import { aJob, context, noon } from './a-job.ts'
import { anEvent } from './an-event.ts'

const sameLink = 'https://clips.example.com/1.mp4'
const forbidden = { type: 'link-dead', httpStatus: 403 } as const

/** One fact after the other, each on the job as the one before left it; the last decision. */
function live(job: Job, events: readonly JobEvent[]): { readonly job: Job; readonly decision: Decision } {
  const [event, ...rest] = events
  if (event === undefined) throw new Error('a life without events')
  const verdict = decide(job, event, context())
  if (verdict.outcome === 'ignored') throw new Error(verdict.why)
  const next = { ...job, ...verdict.decision.changes }
  return rest.length === 0 ? { job: next, decision: verdict.decision } : live(next, rest)
}

const archiving = aJob({
  state: 'archiving',
  sourceUrl: sameLink,
  sourceExpiresAt: new Date(noon.getTime() + 3_600_000),
})
const gives = (link: string) => ({ ...anEvent['render-succeeded'], link })

describe('failure case 10: a 403 of an asset host that is bound to an account', () => {
  test('asks the upstream for a fresh link at once', () => {
    const { job, decision } = live(archiving, [forbidden])
    expect(job.state).toBe('archiving')
    expect(decision.wake).toEqual({ step: 'poll', at: noon })
  })

  test.each([
    ['the same link', sameLink],
    ['another link', 'https://clips.example.com/2.mp4'],
  ])(
    'ends as lost when %s comes, and comes again a minute later, and is forbidden, and keeps its charge',
    (_which, link) => {
      const again = live(archiving, [forbidden, gives(link), forbidden])
      expect(again.decision.wake?.step).toBe('poll')
      expect(again.decision.wake?.at.getTime()).toBeGreaterThanOrEqual(noon.getTime() + 60_000)
      const { job, decision } = live(again.job, [gives(link), forbidden])
      expect(job).toMatchObject({
        state: 'failed',
        reason: 'artifact_lost',
        chargedTicks: archiving.chargedTicks,
      })
      expect(job.failure).toMatchObject({ charged: 'yes', upstreamStatus: 'HTTP 403' })
      expect(decision.ledger).toEqual([])
    },
  )

  test('is asked about again when the last link may have died while our store was away', () => {
    const storeAway = { type: 'archive-interrupted', where: 'store', message: 'store away' } as const
    const { job } = live(archiving, [
      forbidden,
      gives('https://clips.example.com/2.mp4'),
      forbidden,
      gives('https://clips.example.com/3.mp4'),
      storeAway,
      forbidden,
    ])
    expect(job.state).toBe('archiving')
  })

  test('is asked about again when the last link has outlived its time', () => {
    const { job } = live(archiving, [
      forbidden,
      gives('https://clips.example.com/2.mp4'),
      forbidden,
      gives('https://clips.example.com/3.mp4'),
    ])
    const expired = { ...job, sourceExpiresAt: noon }
    expect(live(expired, [forbidden]).job.state).toBe('archiving')
  })
})

describe('failure case 11: a link that is gone before the download', () => {
  test.each([404, 410])('by HTTP %i is asked for again six times, and then ends as lost', (httpStatus) => {
    const gone = { type: 'link-dead', httpStatus } as const
    const rounds = Array.from({ length: 6 }, () => [gone, gives(sameLink)]).flat()
    expect(live(archiving, rounds).job).toMatchObject({ state: 'archiving', linkRefreshes: 6 })
    const { job } = live(archiving, [...rounds, gone])
    expect(job).toMatchObject({ state: 'failed', reason: 'artifact_lost', polls: archiving.polls + 6 })
    expect(job.failure).toMatchObject({ charged: 'yes', upstreamStatus: `HTTP ${httpStatus}` })
  })
})

describe('failure case 12: a file that is no clip, under a link that never changes', () => {
  test('ends as invalid and not as lost: the link lives, and what it gives is no clip', () => {
    const rounds = Array.from({ length: 6 }, () => [anEvent['clip-invalid'], gives(sameLink)]).flat()
    const tries = [anEvent['clip-invalid'], anEvent['clip-invalid'], ...rounds]
    expect(live(archiving, tries).job).toMatchObject({ state: 'archiving', linkRefreshes: 6 })
    const { job } = live(archiving, [...tries, anEvent['clip-invalid']])
    expect(job).toMatchObject({ state: 'failed', reason: 'invalid_artifact' })
    expect(job.failure?.upstreamStatus).toBe(anEvent['clip-invalid'].problem)
  })
})

describe('failure case 27: a download that fails', () => {
  const failures: readonly JobEvent[] = [
    { type: 'link-dead', httpStatus: 404 },
    { type: 'link-dead', httpStatus: 403 },
    anEvent['archive-interrupted'],
    anEvent['clip-invalid'],
    anEvent['link-refused'],
    anEvent['render-linkless'],
    anEvent['render-failed'],
    anEvent['task-missing'],
    anEvent['poll-pending'],
    anEvent['poll-unanswered'],
  ]
  const standings: readonly Partial<Job>[] = [
    {},
    { archiveFailures: 2 },
    { archiveFailures: 5, sourceExpiresAt: noon },
    { linkRefreshes: 1 },
    { linkRefreshes: 6, archiveFailures: 2, pollFailures: 9, pollFailingSince: new Date(0) },
  ]
  test.each(failures)('never leads to a new create: $type', (event) => {
    for (const standing of standings) {
      const { job, decision } = live({ ...archiving, ...standing }, [event])
      expect(['archiving', 'failed']).toContain(job.state)
      expect(decision.wake?.step).not.toBe('submit')
      expect(job.retries).toBe(archiving.retries)
    }
  })
})
