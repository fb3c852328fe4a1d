/**
 * What a user would write: a queue a step, a delayed move between polls, a transaction a transition. It has no write-
 * ahead, no unknown outcomes, no hashes and no checks, and pays twice when it is killed at the wrong moment.
 */
import { DelayedError, type Job, Queue, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import postgres from 'postgres'
import { workload } from './engine.ts'
import { openSideEffects } from './engines/side-effects.ts'

const { jobs, world } = JSON.parse(process.argv[2] ?? '{}')
const effects = openSideEffects(world)
const sql = postgres(world.databaseUrl, { max: 20, onnotice: () => {} })
const connection = new Redis(world.redisUrl, { maxRetriesPerRequest: null })
const keep = { removeOnComplete: 1000, removeOnFail: 1000 }
const [submit, poll, archive] = ['submit', 'poll', 'archive'].map(
  (name) => new Queue(name, { connection, defaultJobOptions: keep }),
)
if (!submit || !poll || !archive) throw new Error('three queues')
const concurrency = workload.concurrency
let archived = 0

await sql`create table jobs (id int primary key, state text not null, task_id text, updated_at timestamptz not null default now())`
await sql`create index on jobs (state)`
await sql`create table events (id bigserial primary key, job_id int not null references jobs (id), kind text not null, at timestamptz not null default now())`

const workers = [
  new Worker('submit', onSubmit, { connection, concurrency }),
  new Worker('poll', onPoll, { connection, concurrency }),
  new Worker('archive', onArchive, { connection, concurrency }),
]
process.once('disconnect', () => {
  void Promise.all(workers.map((worker) => worker.close(true))).then(() => process.exit(0))
})
process.once('message', () => void enqueue())
process.send?.('ready')

async function enqueue(): Promise<void> {
  const ids = Array.from({ length: jobs }, (_, index) => index + 1)
  await sql.begin(async (transaction) => {
    await transaction`insert into jobs (id, state) select id, 'queued' from unnest(${ids}::int[]) as row (id)`
    await transaction`insert into events (job_id, kind) select id, 'queued' from unnest(${ids}::int[]) as row (id)`
  })
  await submit?.addBulk(ids.map((id) => ({ name: 'submit', data: { id, prompt: `clip ${id}` } })))
}

async function onSubmit({ data }: Job<{ id: number; prompt: string }>): Promise<void> {
  const taskId = await effects.create(data.prompt)
  await move(data.id, 'rendering', taskId)
  await poll?.add('poll', { id: data.id, taskId }, { delay: workload.pollEveryMs })
}

async function onPoll(
  job: Job<{ id: number; taskId: string; polls?: number }>,
  token?: string,
): Promise<void> {
  const link = await effects.poll(job.data.taskId)
  if (link === null) {
    await job.updateData({ ...job.data, polls: (job.data.polls ?? 0) + 1 })
    await job.moveToDelayed(Date.now() + workload.pollEveryMs, token)
    throw new DelayedError()
  }
  await move(job.data.id, 'archiving')
  await archive?.add('archive', { id: job.data.id, link })
}

async function onArchive({ data }: Job<{ id: number; link: string }>): Promise<void> {
  await effects.archive(data.link, `${data.id}.mp4`)
  await move(data.id, 'archived')
  archived += 1
  if (archived === jobs) process.send?.('done')
}

async function move(id: number, state: string, taskId: string | null = null): Promise<void> {
  await sql.begin(async (transaction) => {
    await transaction`update jobs set state = ${state}, task_id = coalesce(${taskId}, task_id), updated_at = now() where id = ${id}`
    await transaction`insert into events (job_id, kind) values (${id}, ${state})`
  })
}
