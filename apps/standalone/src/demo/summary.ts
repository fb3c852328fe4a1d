import { join, relative } from 'node:path'
import type { System } from '../system.ts'
import type { Api, BatchReply, JobReply } from './api.ts'
import type { DemoSettings } from './demo-settings.ts'
import { costLine, type Money, upstreamLines } from './money-lines.ts'

type Task = {
  readonly id: string
  readonly sha256: string | null
  readonly shortest_poll_gap_s: number | null
}
type Bill = { readonly creations: number; readonly by_mount: Money['bill'] }

/** What came of it, held against the simulator's own books: hashes, creations and the bill. */
export async function printSummary(given: {
  readonly system: System
  readonly settings: DemoSettings
  readonly batch: BatchReply
  readonly api: Api
  /** Nothing runs any more when the person reads it. */
  readonly isLast: boolean
}): Promise<void> {
  const { system, settings, batch, api, isLast } = given
  // The bill knows no batches: it is held against everything that was ever sent from here.
  const everyJob = await readJobs(api)
  const jobs = everyJob.filter((job) => job.batch_id === batch.id)
  const { tasks } = await readConsole<{ tasks: readonly Task[] }>(settings, 'tasks')
  const bill = await readConsole<Bill>(settings, 'bill')
  const money: Money = { ...(await readLedger(api)), bill: bill.by_mount }
  const clips = jobs.filter((job) => job.clip !== null)
  const { counts } = batch
  const dataDir = shortPath(system.dataDir)

  const lines: readonly (readonly [string, string])[] = [
    [
      'archived',
      `${counts.archived} of ${counts.total}, ${counts.failed} failed, ${counts.unconfirmed} unconfirmed`,
    ],
    ['hashes', `${countEqual(clips, tasks)} of ${clips.length} clips equal to what the simulator made`],
    ['creations', `${bill.creations} on the simulator's bill${others(everyJob.length - jobs.length)}`],
    ['cost', costLine(money)],
    ...upstreamLines(jobs, money).map((line, index) => [index === 0 ? 'upstreams' : '', line] as const),
    ['calls', callsPerClip(jobs, clips, tasks)],
    ['clips', `${mebibytes(clips)} MiB of plain .mp4 files under ${clipsFolder(dataDir, clips)}`],
    ['Postgres', system.services.postgres],
    ['queue', system.services.queue],
    ['S3', system.services.s3],
    ...(isLast
      ? ([['page', '"npm run demo" without --exit keeps it open']] as const)
      : ([
          ['page', `${system.apiUrl}/?batch=${batch.id}`],
          ['admin key', system.adminKey],
          ['shell', `REELKEEP_DATA_DIR=${dataDir} ./reelkeep list`],
        ] as const)),
  ]
  console.log('')
  for (const [name, text] of lines) console.log(`  ${name.padEnd(10)} ${text}`)
  if (counts.unconfirmed > 0) {
    const shell = `REELKEEP_DATA_DIR=${dataDir} ./reelkeep`
    console.log(`
  ${counts.unconfirmed} submissions were cut off and may have reached the upstream, so nobody sends them again by itself:
    ${shell} list --batch ${batch.id} --state unconfirmed
  ${isLast ? 'Run the demo without --exit, look' : 'Look'} for their prompts at ${settings.simulator.url}/console/tasks. Where there is a task:
    ${shell} resolve JOB --bind TASK --reason "found in the console"
  Where there is none:
    ${shell} resolve JOB --resubmit --reason "not in the console"`)
  }
  console.log('')
}

/** Everything that was ever booked here, as the bill has everything that was ever made. */
async function readLedger(api: Api): Promise<Pick<Money, 'ledger' | 'possible'>> {
  type Sums = {
    readonly key: string
    readonly charged_ticks: string | null
    readonly contingent_ticks: string | null
    readonly unknown: number
  }
  const { data } = await api.get<{ data: readonly Sums[] }>('/v1/costs?by=upstream&from=2000-01-01T00:00:00Z')
  // Without a charge there is no sum; with one that nobody knows the sum is not the whole.
  return {
    ledger: new Map(data.map((sums) => [sums.key, sums.unknown > 0 ? null : (sums.charged_ticks ?? '0')])),
    possible: new Map(data.map((sums) => [sums.key, sums.contingent_ticks ?? '0'])),
  }
}

const pageSize = 200

async function readJobs(api: Api): Promise<JobReply[]> {
  const jobs: JobReply[] = []
  let cursor: string | null = null
  do {
    const search = new URLSearchParams({
      limit: String(pageSize),
      ...(cursor === null ? {} : { cursor }),
    })
    const page: { data: JobReply[]; next_cursor: string | null } = await api.get(`/v1/jobs?${search}`)
    jobs.push(...page.data)
    cursor = page.next_cursor
  } while (cursor !== null)
  return jobs
}

async function readConsole<Reply>({ simulator }: DemoSettings, page: string): Promise<Reply> {
  const reply = await fetch(`${simulator.url}/console/${page}`, { signal: AbortSignal.timeout(60_000) })
  return (await reply.json()) as Reply
}

function countEqual(clips: readonly JobReply[], tasks: readonly Task[]): number {
  const made = new Map(tasks.map((task) => [task.id, task.sha256]))
  return clips.filter((job) => job.task_id !== null && made.get(job.task_id) === job.clip?.sha256).length
}

/** Creates as the simulator saw them: a submission that was taken back before it was sent is no call. */
function callsPerClip(jobs: readonly JobReply[], clips: readonly JobReply[], tasks: readonly Task[]): string {
  const ours = new Set(jobs.map((job) => job.task_id))
  const creates = tasks.filter((task) => ours.has(task.id)).length
  const polls = jobs.reduce((sum, job) => sum + job.polls, 0)
  const gaps = tasks.map((task) => task.shortest_poll_gap_s).filter((gap) => gap !== null)
  const shortest =
    gaps.length === 0
      ? ''
      : `; no two polls of a task closer than ${Math.min(...gaps).toFixed(1)} s of the upstream's time`
  const per = (calls: number) => (calls / Math.max(1, clips.length)).toFixed(1)
  return `${per(creates + polls)} a clip (${per(creates)} creates, ${per(polls)} polls)${shortest}`
}

function clipsFolder(dataDir: string, clips: readonly JobReply[]): string {
  const folder = clips[0]?.clip?.key.split('/').slice(0, -1).join('/') ?? ''
  return join(dataDir, 's3', process.env.S3_BUCKET ?? 'reelkeep', folder)
}

function mebibytes(clips: readonly JobReply[]): string {
  return (clips.reduce((sum, job) => sum + (job.clip?.bytes ?? 0), 0) / 1024 / 1024).toFixed(1)
}

function others(count: number): string {
  return count === 0 ? '' : `, those of ${count} jobs outside this batch included`
}

function shortPath(path: string): string {
  const fromHere = relative(process.cwd(), path)
  return fromHere.startsWith('..') ? path : fromHere
}
