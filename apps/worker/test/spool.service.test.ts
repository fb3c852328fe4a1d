import { once } from 'node:events'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Job, TaskId } from '@reelkeep/core'
import { aJob, aSubmission, insertJob, waitUntil } from '@reelkeep/testing'
import { describe, expect, it } from 'vitest'
import { type JourneyWorld, openJourneyWorld, upstreamName } from './journey-world.ts'
import { setReadOnly } from './stage.ts'

describe('an accepted task', () => {
  it('outlives Postgres being away and kill -9 of its worker at that very moment', async () => {
    await using world = await openJourneyWorld({
      simulator: { scenarios: { slow_create: { rate: 1, value: 1_500 } } },
    })
    await world.addJobs(1)
    const killed = await world.spawnWorker()
    await waitUntil(async () => (await world.bill()).creations === 1, { what: 'the POST' })
    await setReadOnly(world.db, true)
    await waitUntil(async () => (await spooled(world)).includes('video_'), { what: 'the spooled id' })
    killed.kill('SIGKILL')
    await once(killed, 'exit')
    await setReadOnly(world.db, false)
    await world.startWorker()
    expect(await world.waitUntilSettled()).toEqual({ archived: 1 })
    expect((await world.bill()).creations).toBe(1)
    expect(await kinds(world)).not.toContain('submission-unknown')
  })

  it('is told once, and binds once, when a second worker comes while the first still tries', async () => {
    await using world = await openJourneyWorld({
      simulator: { scenarios: { slow_create: { rate: 1, value: 1_500 } } },
    })
    await world.addJobs(1)
    await world.startWorker()
    await waitUntil(async () => (await world.bill()).creations === 1, { what: 'the POST' })
    await setReadOnly(world.db, true)
    await waitUntil(async () => (await spooled(world)).includes('video_'), { what: 'the spooled id' })
    await setReadOnly(world.db, false)
    await world.startWorker()
    expect(await world.waitUntilSettled()).toEqual({ archived: 1 })
    expect((await world.bill()).creations).toBe(1)
    expect((await kinds(world)).filter((kind) => kind.startsWith('submission-'))).toEqual([
      'submission-sending',
      'submission-accepted',
    ])
  })

  it('that comes beside a task a person has bound instead is bound, and nothing is left in doubt', async () => {
    await using world = await openJourneyWorld()
    const { job } = await leaveBehind(world, { upstream: upstreamName, status: 'accepted' })
    const taskId = await createTask(world, job.prompt)
    await leaveFile(world, job.id, job.submission?.id ?? '', taskId)
    await world.startWorker()
    expect(await world.waitUntilSettled()).toEqual({ archived: 1 })
    const [present] = await world.jobs([job.id])
    expect(present).toMatchObject({ contingentTicks: null, submission: { taskId, status: 'finished' } })
  })

  it('that comes after the silence of a task bound by hand has ended its job is fetched, and nothing bought', async () => {
    await using world = await openJourneyWorld()
    const { job } = await leaveBehind(world, { upstream: upstreamName, status: 'failed' })
    const taskId = await createTask(world, job.prompt)
    await leaveFile(world, job.id, job.submission?.id ?? '', taskId)
    await world.startWorker()
    await waitUntil(async () => (await world.jobs([job.id]))[0]?.state === 'archived', { what: 'the clip' })
    const [present] = await world.jobs([job.id])
    expect(present).toMatchObject({
      contingentTicks: null,
      submissions: 1,
      submission: { taskId, status: 'finished' },
    })
    expect((await world.bill()).creations).toBe(1)
    expect(await kinds(world)).not.toContain('submission-orphaned')
  })

  it('of a dead worker is told to the database before recovery calls its sender lost', async () => {
    await using world = await openJourneyWorld()
    const job = await insertJob(
      world.db,
      aJob({
        upstream: upstreamName,
        state: 'submitting',
        version: 3,
        lastSeq: 3,
        simulated: true,
        submission: aSubmission({ status: 'sending', workerId: 'worker_dead' }),
      }),
    )
    const taskId = await createTask(world, job.prompt)
    await mkdir(world.config.spoolDirectory, { recursive: true })
    await writeFile(
      join(world.config.spoolDirectory, 'worker_dead.ndjson'),
      `${JSON.stringify({ jobId: job.id, submissionId: job.submission?.id, taskId, upstreamStatus: 'queued' })}\n`,
    )
    await world.startWorker()
    await waitUntil(async () => (await kinds(world)).includes('submission-accepted'), { what: 'the replay' })
    await waitUntil(
      async () => !(await readdir(world.config.spoolDirectory)).includes('worker_dead.ndjson'),
      { what: 'the file of the dead to go' },
    )
    expect(await kinds(world)).not.toContain('submission-unknown')
    const [present] = await world.jobs([job.id])
    expect(present?.submission?.taskId).toBe(taskId)
  })

  it('is kept on disk while its upstream is not configured', async () => {
    await using world = await openJourneyWorld()
    const { job } = await leaveBehind(world, { upstream: 'gone', status: 'sending' })
    await world.startWorker()
    await waitUntil(async () => (await kinds(world)).includes('submission-unknown'), { what: 'recovery' })
    expect(await readdir(world.config.spoolDirectory)).toContain('worker_dead.ndjson')
    expect((await world.jobs([job.id]))[0]?.state).toBe('unconfirmed')
  })

  it('that nobody waits for any more goes on the record once, however often it is replayed', async () => {
    await using world = await openJourneyWorld()
    const { job } = await leaveBehind(world, { upstream: upstreamName, status: 'resolved_absent' })
    for (let start = 0; start < 2; start += 1) {
      const worker = await world.startWorker()
      await waitUntil(async () => (await kinds(world)).includes('submission-orphaned'), {
        what: 'the record',
      })
      await worker.stop()
      await leaveFile(world, job.id, job.submission?.id ?? '')
    }
    expect((await kinds(world)).filter((kind) => kind === 'submission-orphaned')).toHaveLength(1)
    expect((await world.jobs([job.id]))[0]?.contingentTicks).toBe(job.quotedTicks)
  })
})

it('of a submission that was given up goes on the record although its job has another by now', async () => {
  await using world = await openJourneyWorld()
  const { job } = await leaveBehind(world, { upstream: upstreamName, status: 'resolved_absent' })
  await world.db.sql`
    insert into submissions (id, job_id, number, status, upstream, requested_model, settled_at)
    values (${`${job.submission?.id}_next`}, ${job.id}, 2, 'not_sent', ${upstreamName}, 'grok_video3', now())`
  await world.db.sql`update jobs set submissions = 2 where id = ${job.id}`
  await world.startWorker()
  await waitUntil(async () => (await kinds(world)).includes('submission-orphaned'), { what: 'the record' })
  const [event] = await world.db.sql<{ detail: object }[]>`
    select detail from job_events where kind = 'submission-orphaned'`
  expect(event?.detail).toEqual({ submission: job.submission?.id, task: 'video_left' })
})

async function spooled({ config }: JourneyWorld): Promise<string> {
  const names = await readdir(config.spoolDirectory).catch(() => [])
  const texts = await Promise.all(names.map((name) => readFile(join(config.spoolDirectory, name), 'utf8')))
  return texts.join('')
}

async function kinds({ db }: JourneyWorld): Promise<string[]> {
  const rows = await db.sql<{ kind: string }[]>`select kind from job_events order by job_id, seq`
  return rows.map(({ kind }) => kind)
}

async function createTask({ simulator }: JourneyWorld, prompt: string): Promise<string> {
  const reply = await fetch(`${simulator.baseUrl}/v1/grok/videos`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-journey', 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'grok_video3', prompt, duration: 6 }),
  })
  return ((await reply.json()) as { id: string }).id
}

type LeftBehind = {
  readonly upstream: string
  readonly status: 'sending' | 'resolved_absent' | 'accepted' | 'failed'
}

const stateOf = {
  sending: 'submitting',
  resolved_absent: 'queued',
  accepted: 'rendering',
  failed: 'failed',
} as const

const lostToSilence = {
  reason: 'upstream_lost',
  failure: {
    step: 'poll',
    reason: 'upstream_lost',
    message: 'The upstream does not know the task.',
    charged: 'unknown',
    retryable: true,
    upstreamStatus: null,
  },
  contingentTicks: 500_000_000n,
  dueAt: null,
  finishedAt: new Date(),
} as const

/** A job whose dead worker had an answer on disk. */
async function leaveBehind(world: JourneyWorld, { upstream, status }: LeftBehind): Promise<{ job: Job }> {
  const job = await insertJob(
    world.db,
    aJob({
      upstream,
      state: stateOf[status],
      submissions: 1,
      // Not due within the test, so that a queued one is not submitted anew.
      dueAt: new Date(Date.now() + 3_600_000),
      version: 3,
      lastSeq: 3,
      simulated: true,
      submission: aSubmission({
        status,
        workerId: 'worker_dead',
        ...((status === 'accepted' || status === 'failed') && {
          taskId: 'video_typo' as TaskId,
          isUnproven: status === 'failed',
          credentialId: null,
          baseUrl: null,
        }),
      }),
      ...(status === 'failed' && lostToSilence),
    }),
  )
  await leaveFile(world, job.id, job.submission?.id ?? '')
  return { job }
}

async function leaveFile(
  { config }: JourneyWorld,
  jobId: string,
  submissionId: string,
  taskId = 'video_left',
): Promise<void> {
  const line = JSON.stringify({ jobId, submissionId, taskId, upstreamStatus: 'queued' })
  await mkdir(config.spoolDirectory, { recursive: true })
  await writeFile(join(config.spoolDirectory, 'worker_dead.ndjson'), `${line}\n`)
}
