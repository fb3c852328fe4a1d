import type { Job } from '@reelkeep/core'
import { type Database, readGates } from '@reelkeep/db'
import { aJob, aSubmission, insertJob, startTcpProxy, waitUntil } from '@reelkeep/testing'
import { prepareGates } from '../src/gates.ts'
import { openWorld } from '../src/open-world.ts'
import { type JourneyOptions, openJourneyWorld, upstreamName } from './journey-world.ts'

export type StageOptions = JourneyOptions & {
  /** The upstream does what it is asked; its answers wait until they are let through. */
  readonly holdsAnswers?: boolean
}

/** A world without lanes or loops, so that a test runs each step itself. */
export async function openStage(options: StageOptions = {}) {
  const journey = await openJourneyWorld(options)
  const { hostname, port } = new URL(journey.simulator.url)
  const wire = await startTcpProxy({ host: hostname, port: Number(port) })
  if (options.holdsAnswers === true) wire.hold()
  const upstreams = journey.config.upstreams.map((settings) => {
    const baseUrl = new URL(settings.baseUrl)
    baseUrl.port = String(wire.port)
    return { ...settings, baseUrl: baseUrl.href }
  })
  const logLines: string[] = []
  const destination = { write: (line: string) => void logLines.push(line) }
  const open = await openWorld({ ...journey.config, upstreams, logLevel: 'debug' }, destination)
  const { world, db } = open
  await prepareGates(db, world.upstreams.values(), world.log)
  return {
    world,
    db,
    databaseUrl: journey.config.database.url,
    logLines,
    anIntent: () =>
      insertJob(
        db,
        aJob({
          upstream: upstreamName,
          state: 'submitting',
          version: 2,
          lastSeq: 2,
          simulated: true,
          submission: aSubmission({ workerId: world.workerId }),
        }),
      ),
    read: async (job: Job): Promise<Job> => {
      const [present] = await journey.jobs([job.id])
      if (!present) throw new Error('the job is gone')
      return present
    },
    letAnswersThrough: wire.letThrough,
    rescueDirectory: journey.config.rescueDirectory,
    loseAWorker: (ago = '12 seconds') => db.sql`
      insert into worker_heartbeats (worker_id, host, pid, version, state, in_hand, started_at, beat_at)
      values (${`worker_lost_${ago}`}, 'test', 1, 'test', 'running', 1, now() - interval '1 hour', now() - ${ago}::interval)`,
    creations: async () => (await journey.bill()).creations,
    closedReason: async () =>
      (await readGates(db)).find(({ upstream }) => upstream === upstreamName)?.closedReason,
    eventKinds: async (job: Job) => {
      const rows = await db.sql<{ kind: string }[]>`
        select kind from job_events where job_id = ${job.id} and seq > ${job.lastSeq} order by seq`
      return rows.map(({ kind }) => kind)
    },
    setReadOnly: async (isReadOnly: boolean) => {
      await setReadOnly(journey.db, isReadOnly)
      // Every connection of the pool has noticed that its end is gone.
      await waitUntil(() => areAlive(db, journey.config.database.maxConnections), { what: 'new connections' })
    },
    [Symbol.asyncDispose]: async () => {
      await wire.close()
      await open.close()
      await db.close()
      await journey[Symbol.asyncDispose]()
    },
  }
}

/** As a full disk or a failover would have it: every new connection may only read, and the old ones are gone. */
export async function setReadOnly({ sql }: Database, isReadOnly: boolean): Promise<void> {
  const [row] = await sql<[{ name: string }]>`select current_database() as name`
  await sql.unsafe(
    `set default_transaction_read_only = off; alter database ${row.name} set default_transaction_read_only = ${isReadOnly ? 'on' : 'off'}`,
  )
  await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = ${row.name} and pid <> pg_backend_pid() and application_name = 'reelkeep-worker'`
}

async function areAlive({ sql }: Database, connections: number): Promise<boolean> {
  const asked = await Promise.allSettled(
    Array.from({ length: connections }, () => sql`select pg_sleep(0.01)`),
  )
  return asked.every(({ status }) => status === 'fulfilled')
}
