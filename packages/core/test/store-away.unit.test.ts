// The store away for longer than links live, links that grow old, and clips that wait on a disk of ours.
import { describe, expect, test } from 'vitest'
import { decide, type Job, type JobEvent, linkAlarmAt, rescueAt } from '../src/index.ts'
import { aJob, context, noon } from './a-job.ts'

const hourMs = 3_600_000
const at = (hours: number) => new Date(noon.getTime() + hours * hourMs)
const storeAway = { type: 'archive-interrupted', where: 'store', message: 'HTTP 503' } as const
const gone = { type: 'link-dead', httpStatus: 404 } as const
const archiving = aJob({
  state: 'archiving',
  sourceUrl: 'https://clips.example.com/1.mp4',
  sourceSeenAt: noon,
  sourceExpiresAt: at(24),
  waitingFor: null,
})
const rescuedJob: Job = { ...archiving, rescuedTo: 'rescue_1', waitingFor: 'archive_unwell' }

function on(job: Job, event: JobEvent, now = noon) {
  const verdict = decide(job, event, { ...context(), now })
  if (verdict.outcome === 'ignored') throw new Error(verdict.why)
  return { job: { ...job, ...verdict.decision.changes }, decision: verdict.decision }
}

describe('a store that is away', () => {
  test('says so once in 26 hours, and spends nothing of a link that lives for 24', () => {
    let job: Job = archiving
    let lines = 0
    for (let now = noon; now < at(26); now = job.dueAt ?? at(26)) {
      const after = on(job, storeAway, now)
      lines += after.decision.event === null ? 0 : 1
      job = after.job
    }
    expect(lines).toBe(1)
    expect(job).toMatchObject({ state: 'archiving', waitingFor: 'archive_unwell' })
    expect([job.archiveFailures, job.linkRefreshes]).toEqual([0, 0])
  })

  test('is not waited for past the moment at which the clip has to be rescued', () => {
    const due = rescueAt(archiving) ?? noon
    expect(due).toEqual(at(21.6))
    const justBefore = new Date(due.getTime() - 5_000)
    expect(on(archiving, storeAway, justBefore).job.dueAt).toEqual(due)
  })
})

test.each([
  [24 * 60, 144],
  [60, 10],
  [10, 5],
])('a link that lives %i minutes has its clip rescued %i minutes before its end', (minutes, lead) => {
  const sourceExpiresAt = new Date(noon.getTime() + minutes * 60_000)
  const due = rescueAt({ sourceSeenAt: noon, sourceExpiresAt })
  expect(sourceExpiresAt.getTime() - (due?.getTime() ?? 0)).toBe(lead * 60_000)
})

describe('a rescued clip', () => {
  test.each<JobEvent>([
    gone,
    { type: 'clip-invalid', problem: 'HTML' },
    { type: 'link-refused', host: 'h', message: 'no' },
    { type: 'archive-interrupted', where: 'source', message: 'reset' },
    storeAway,
  ])('waits for the store alone, whatever the link gives: $type', (event) => {
    const { job, decision } = on(rescuedJob, event, at(30))
    expect(job).toMatchObject({ state: 'archiving', rescuedTo: 'rescue_1', linkRefreshes: 0 })
    expect(decision.wake?.step).toBe('archive')
  })

  test('that is lost goes back to its link, and ends as artifact_lost with its charge when that is dead', () => {
    let { job } = on(rescuedJob, { type: 'rescue-lost', rescueId: 'rescue_1', message: 'gone' })
    expect(job).toMatchObject({ rescuedTo: null, dueAt: noon })
    for (let tries = 0; tries < 7; tries += 1) job = on(job, gone).job
    expect(job).toMatchObject({ state: 'failed', reason: 'artifact_lost' })
    expect(job.failure?.charged).toBe('yes')
  })
})

test('an alarm is given once for each level of a link, and leaves what is due as it is', () => {
  expect([at(15), at(17), at(22)].map((now) => linkAlarmAt(archiving, now))).toEqual([null, 'third', 'tenth'])
  const third = on(archiving, { type: 'link-aging', left: 'third' }, at(17))
  expect(third.decision).toMatchObject({ wake: null, event: { kind: 'link-aging' } })
  expect(third.job).toMatchObject({ linkAlarms: 1, dueAt: archiving.dueAt })
  expect(() => on(third.job, { type: 'link-aging', left: 'third' }, at(17))).toThrow('was given')
  expect(on(third.job, { type: 'link-aging', left: 'tenth' }, at(22)).job.linkAlarms).toBe(2)
})

test('a host that nobody allows while its link lives ends as artifact_lost, and names the host', () => {
  const refused = { type: 'link-refused', host: 'cdn.example.org', message: 'not in link_hosts' } as const
  expect(on(archiving, refused, at(1)).job).toMatchObject({ waitingFor: 'link_refused', linkRefreshes: 0 })
  let job: Job = { ...archiving, waitingFor: 'link_refused' }
  for (let tries = 0; tries < 7; tries += 1) job = on(job, refused, at(25)).job
  expect(job).toMatchObject({ state: 'failed', reason: 'artifact_lost' })
  expect(job.failure?.upstreamStatus).toBe('cdn.example.org was not allowed in time')
})
