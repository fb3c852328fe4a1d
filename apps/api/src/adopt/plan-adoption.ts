import { type Problem, rowKey } from '@reelkeep/core'
import {
  type AdoptedTask,
  type BoundTask,
  type DoubtfulJob,
  findTasks,
  listDoubtfulJobs,
  readStandingBatch,
  type StandingBatch,
} from '@reelkeep/db'
import { detailOf, ProblemList } from '../batches/problem-list.ts'
import type { Caller } from '../caller.ts'
import type { AppDeps } from '../deps.ts'
import { conflict } from '../errors.ts'
import type { AdoptFile, AdoptRow } from './read-adoption.ts'
import { adoptedTask, type SettledRow, settleRow } from './settle-row.ts'

/** What is to become of one row. */
export type AdoptStep =
  | { readonly outcome: 'adopted'; readonly row: AdoptRow; readonly task: AdoptedTask }
  | { readonly outcome: 'known'; readonly row: AdoptRow; readonly bound: BoundTask }
  | { readonly outcome: 'refused'; readonly row: AdoptRow; readonly message: string }

export type AdoptPlan = {
  readonly standing: StandingBatch | null
  readonly steps: readonly AdoptStep[]
  /** Of rows that are not valid; a task that is somebody else's is no such problem. */
  readonly problems: ProblemList
  readonly warnings: ProblemList
}

/** Holds the rows against the configuration, the tasks that are bound already, and the batch they are to belong to. */
export async function planAdoption(
  file: AdoptFile,
  batchName: string | null,
  caller: Caller,
  deps: Pick<AppDeps, 'db' | 'config'>,
): Promise<AdoptPlan> {
  const standing =
    batchName === null ? null : await readStandingBatch(deps.db, { ownerId: caller.ownerId, name: batchName })
  if (standing?.state === 'canceled') {
    throw conflict('batch_canceled', `The batch "${batchName}" was canceled; adopt under another name.`)
  }
  const problems = new ProblemList()
  const warnings = new ProblemList()
  warnings.add(file.notices)
  const settlements = file.rows.map((row) => ({ row, settlement: settleRow(row, caller, deps) }))
  const settled = settlements.flatMap(({ settlement }) => (settlement.ok ? [settlement.settled] : []))
  const [bound, doubtful] = await readAround(settled, caller, deps)
  const chooser = createChooser({ batchName, standing, bound, doubtful, caller, deps })
  const steps = settlements.map(({ row, settlement }): AdoptStep => {
    const verdict = settlement.ok ? chooser(settlement.settled) : settlement
    if ('problems' in verdict) {
      problems.add(verdict.problems.map((problem) => detailOf(row.source, problem)))
      return { outcome: 'refused', row, message: verdict.problems.map(({ message }) => message).join('; ') }
    }
    const said = [...row.warnings, ...(settlement.ok ? settlement.warnings : []), ...verdict.warnings]
    warnings.add(said.map((problem) => detailOf(row.source, problem)))
    return verdict.step
  })
  return { standing, steps, problems, warnings }
}

async function readAround(
  settled: readonly SettledRow[],
  { ownerId }: Caller,
  { db }: Pick<AppDeps, 'db'>,
): Promise<[BoundTask[], DoubtfulJob[]]> {
  if (settled.length === 0) return [[], []]
  const upstreams = [...new Set(settled.map(({ upstream }) => upstream.rules.name))]
  const credentialIds = [...new Set(settled.map(({ credentialId }) => credentialId))]
  return Promise.all([
    findTasks(db, { taskIds: settled.map(({ taskId }) => taskId), upstreams, credentialIds }),
    listDoubtfulJobs(db, { ownerId, upstreams, limit: doubtsReadMax }),
  ])
}

const doubtsReadMax = 10_000

type Chosen =
  | { readonly step: AdoptStep; readonly warnings: readonly Problem[] }
  | { readonly problems: readonly Problem[] }

/** Decides row by row, remembering what earlier rows have taken. */
function createChooser(around: {
  readonly batchName: string | null
  readonly standing: StandingBatch | null
  readonly bound: readonly BoundTask[]
  readonly doubtful: readonly DoubtfulJob[]
  readonly caller: Caller
  readonly deps: Pick<AppDeps, 'config'>
}): (settled: SettledRow) => Chosen {
  const { batchName, standing, bound, doubtful, caller, deps } = around
  const boundById = Map.groupBy(bound, ({ taskId }) => taskId)
  const standingByKey = new Map(standing?.rows.map((row) => [row.rowKey, row]))
  const rowOfTask = new Map<string, number>()
  const rowOfCustomId = new Map<string, number>()
  const keys = new Set<string>(standingByKey.keys())
  const clipKeys = new Set<string>()
  const askedOf = new Map<string, number>()

  return (settled) => {
    const { row, taskId, upstream, credentialId } = settled
    const { name, pollsPerMinute } = upstream.rules
    const problems = [
      ...twice('task_id', `${name} ${taskId}`, taskId, row, rowOfTask),
      ...twice('custom_id', row.wish.customId, row.wish.customId, row, rowOfCustomId),
    ]
    if (problems.length > 0) return { problems }
    const twin = boundById
      .get(taskId)
      ?.find((each) => each.upstream === name || each.credentialId === credentialId)
    if (twin !== undefined) return { step: stepForBound(row, twin, caller), warnings: [] }
    const key = batchName === null ? null : keyFor(settled, keys)
    const stands = key === null ? undefined : standingByKey.get(key)
    if (stands !== undefined) {
      const fix =
        stands.state === 'unconfirmed'
          ? bindWords(stands.jobId, taskId)
          : 'adopt it without the batch, or under another custom_id'
      const message = `the batch has this row already (${stands.jobId}, ${stands.state}); ${fix}`
      return { problems: [{ path: 'custom_id', code: 'row_stands', message }] }
    }
    if (key !== null) keys.add(key)
    const asked = askedOf.get(name) ?? 0
    askedOf.set(name, asked + 1)
    const task = adoptedTask(settled, {
      owner: caller.ownerName,
      batch: batchName,
      rowKey: key,
      isClipKeyTaken: (clipKey) => clipKeys.has(clipKey),
      clipKeyTemplate: deps.config.archive.keyTemplate,
      firstPollMs: Math.round((asked * 60_000) / Math.max(1, pollsPerMinute)),
    })
    clipKeys.add(task.clip_key)
    return { step: { outcome: 'adopted', row, task }, warnings: doubtWarnings(settled, doubtful) }
  }
}

function twice(
  path: string,
  key: string | null,
  shown: string | null,
  { source }: AdoptRow,
  seen: Map<string, number>,
): Problem[] {
  if (key === null) return []
  const first = seen.get(key)
  if (first === undefined) {
    seen.set(key, source.row)
    return []
  }
  const message = `${path} "${shown}" is in row ${first} already; each row needs its own`
  return [{ path, code: `${path}_twice`, message }]
}

/** Of another owner's job nothing is said but that there is one. */
function stepForBound(row: AdoptRow, bound: BoundTask, { ownerId }: Caller): AdoptStep {
  if (bound.ownerId === ownerId) return { outcome: 'known', row, bound }
  return { outcome: 'refused', row, message: 'the task is bound to another job already' }
}

/** As a file's own row would be known, so that sending the file to the same name finds the task instead of buying again. */
function keyFor({ row, contentHash, upstream, taskId }: SettledRow, taken: ReadonlySet<string>): string {
  const { customId } = row.wish
  if (customId !== null) return rowKey({ customId, contentHash: '', place: 1, take: 1 })
  const ownKey = `task:${upstream.rules.name}:${taskId}`
  if (contentHash === null) return ownKey
  for (let place = 1; place <= equalRowsMax; place += 1) {
    const key = rowKey({ customId, contentHash, place, take: 1 })
    if (!taken.has(key)) return key
  }
  return ownKey
}

const equalRowsMax = 1_000

/** Adopting pays nothing, and leaves the doubt about the job that may have made the task as it is. */
function doubtWarnings({ row, upstream, taskId }: SettledRow, doubtful: readonly DoubtfulJob[]): Problem[] {
  const { prompt, customId } = row.wish
  const fits = doubtful.filter(
    (job) =>
      job.upstream === upstream.rules.name &&
      (prompt === null || job.prompt === prompt || (customId !== null && job.customId === customId)),
  )
  const [first] = fits
  if (first === undefined) return []
  const others = fits.length === 1 ? '' : `, or one of ${fits.length - 1} others`
  const message = `the task may be that of ${first.id}${others}, which is unconfirmed: then ${bindWords(first.id, taskId)}`
  return [{ path: 'task_id', code: 'fits_unconfirmed', message }]
}

function bindWords(jobId: string, taskId: string): string {
  return `bind it instead: reelkeep resolve ${jobId} --bind ${taskId}`
}
