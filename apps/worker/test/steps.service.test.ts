import { aJob, insertJob } from '@reelkeep/testing'
import { describe, expect, it } from 'vitest'
import { runStep } from '../src/run-step.ts'
import { archiveStep } from '../src/steps/archive.ts'
import { pollStep } from '../src/steps/poll.ts'
import { submitStep } from '../src/steps/submit.ts'
import { upstreamName } from './journey-world.ts'
import { openStage } from './stage.ts'

const never = new AbortController().signal

describe('a step', () => {
  it.each([
    ['poll', pollStep, 'rendering'],
    ['archive', archiveStep, 'archiving'],
  ] as const)(
    '%s gives its message back, the row as it was, when it is told to stop',
    async (_name, step, state) => {
      await using stage = await openStage()
      const job = await insertJob(stage.db, aJob({ upstream: upstreamName, state, version: 5, lastSeq: 3 }))
      const stopped = AbortSignal.abort()
      const handling = await runStep(step, { id: job.id, version: 5 }, stopped, stage.world)
      expect(handling).toBe('given-back')
      expect(await stage.read(job)).toMatchObject({ state, version: 5, polls: 0, archiveFailures: 0 })
    },
  )

  it('counts a poll that changed nothing, without a line of history or a kept answer', async () => {
    await using stage = await openStage({ speed: 1 })
    const job = await stage.anIntent()
    await runStep(submitStep, { id: job.id, version: job.version }, never, stage.world)
    const rendering = await stage.read(job)
    await runStep(pollStep, { id: job.id, version: rendering.version }, never, stage.world)
    const first = await stage.read(job)
    await runStep(pollStep, { id: job.id, version: first.version }, never, stage.world)
    const second = await stage.read(job)
    expect(second).toMatchObject({ polls: 2, lastSeq: first.lastSeq, upstreamStatus: first.upstreamStatus })
    expect(second.version).toBe(first.version + 1)
    const exchanges = await stage.db
      .sql`select step from exchanges where job_id = ${job.id} and step = 'poll'`
    expect(exchanges.length).toBe(first.lastSeq - rendering.lastSeq)
  })

  it('warns once of a refused link, with the host and the command, never the link', async () => {
    await using stage = await openStage()
    const sourceUrl = 'https://10.1.2.3/clip.mp4?signature=canary'
    const job = await insertJob(stage.db, aJob({ upstream: upstreamName, state: 'archiving', sourceUrl }))
    await runStep(archiveStep, { id: job.id, version: job.version }, never, stage.world)
    const waiting = await stage.read(job)
    expect(waiting.waitingFor).toBe('link_refused')
    await runStep(archiveStep, { id: job.id, version: waiting.version }, never, stage.world)
    const steps = stage.logLines.filter((line) => line.includes('"event":"link-refused"'))
    expect(steps.map((line) => JSON.parse(line))).toMatchObject([
      { level: 'warn', host: '10.1.2.3', why: expect.stringContaining('reelkeep upstream allow') },
      { level: 'info' },
    ])
    expect(stage.logLines.join()).not.toContain('canary')
  })

  it('says so and changes nothing for a job of an upstream that is no longer configured', async () => {
    await using stage = await openStage()
    const job = await insertJob(
      stage.db,
      aJob({ upstream: 'gone', state: 'rendering', version: 5, lastSeq: 3 }),
    )
    await runStep(pollStep, { id: job.id, version: 5 }, never, stage.world)
    expect(stage.logLines.some((line) => line.includes('upstream gone is not configured'))).toBe(true)
    expect(await stage.read(job)).toMatchObject({ state: 'rendering', version: 5 })
  })
})
