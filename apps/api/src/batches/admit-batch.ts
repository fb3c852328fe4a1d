import {
  addCommitments,
  type BatchPlan,
  type BatchQuote,
  batchQuote,
  type Commitment,
  type JobId,
  type JsonValue,
  noCommitment,
  planBatch,
  type RowStep,
  type StandingRow,
} from '@reelkeep/core'
import {
  amendIntake,
  type BatchBrakes,
  type BatchCreation,
  type BatchIntake,
  createBatch,
  findReusable,
  type IdempotentRequest,
  newAccountId,
  newBatchId,
  newOutboxId,
  readKeyCaps,
  readStandingBatch,
  type StandingBatch,
  setBatchBudget,
} from '@reelkeep/db'
import type { Caller } from '../caller.ts'
import type { AppDeps } from '../deps.ts'
import { type ApiError, conflict, invalidRequest, unavailable, upstreamNotConfigured } from '../errors.ts'
import type { BatchFields } from './batch-fields.ts'
import { brakesAfter } from './brake-fields.ts'
import { type BatchMoney, moneyRefusal, rowsWithoutPrice } from './check-money.ts'
import { checkConfirmed, type QuotedBatch } from './quote-token.ts'
import type { IncomingJob, Intake } from './take-in.ts'

/** What a post would do, held against what stands under its name at this moment. */
export type Admission = {
  readonly standing: StandingBatch | null
  readonly plan: BatchPlan<IncomingJob>
  /** By place: the archived job that has the clip already. Copied only when that was asked for. */
  readonly reusable: ReadonlyMap<number, JobId>
  /** The rows that cost money if the batch is sent. */
  readonly bought: readonly IncomingJob[]
  readonly quote: BatchQuote
  readonly money: BatchMoney
  /** What stops the batch from then on. */
  readonly brakes: BatchBrakes
}

export type AdmittedBatch =
  | {
      readonly outcome: 'admitted'
      readonly batchId: string
      readonly upstreams: readonly string[]
      /** Jobs that copy a clip and can be rung for at once. */
      readonly copying: readonly JobId[]
      /** What this very post did; the batch itself says what the last one did. */
      readonly counts: IntakeCounts
    }
  | { readonly outcome: 'key-taken' }

const tries = 8

/** Plans against what stands and carries the plan out; when another post was faster, plans again. */
export async function admitBatch(
  input: {
    readonly intake: Intake
    readonly fields: BatchFields
    readonly columns: readonly string[]
    readonly uploadId: string
    readonly caller: Caller
    readonly request: IdempotentRequest | null
    /** For the audit. */
    readonly requestId: string
    readonly ip: string
  },
  deps: Pick<AppDeps, 'db' | 'config'>,
): Promise<AdmittedBatch> {
  const { intake, fields, caller } = input
  for (let left = tries; left > 0; left -= 1) {
    const admission = await planAdmission(intake, fields, caller, deps)
    const refusal = refusalOf(admission, deps)
    if (refusal !== null) throw refusal
    checkConfirmed(fields.confirm, deps.config.secret, quotedBatch(admission, intake, fields, caller))
    if (await openBudget(admission, input, deps)) continue
    const batchIntake = intakeOf(admission, input)
    const creation: BatchCreation = await createBatch(deps.db, batchIntake)
    if (creation.outcome === 'key-taken') return { outcome: 'key-taken' }
    if (creation.outcome === 'created') {
      const upstreams = new Set(admission.plan.steps.filter(isBought).map(({ row }) => row.upstream))
      return {
        outcome: 'admitted',
        batchId: batchIntake.batchId,
        upstreams: [...upstreams],
        copying: creation.copying,
        counts: await settleCounts(batchIntake, creation, deps),
      }
    }
  }
  throw unavailable('batch_busy', `Others keep posting to "${fields.name}"; nothing was done. Try again.`, 1)
}

/**
 * A batch that began without a budget gets its first one before the rows come, with all that it has cost; what stands is
 * then read again. False: it has one, or none is asked for.
 */
async function openBudget(
  { standing }: Admission,
  { fields, caller, requestId, ip }: Parameters<typeof admitBatch>[0],
  { db }: Pick<AppDeps, 'db'>,
): Promise<boolean> {
  if (standing === null || standing.accountId !== null || fields.budgetTicks === null) return false
  const { ownerId, keyId: actor } = caller
  const { budgetTicks } = fields
  const set = await setBatchBudget(db, { ownerId, actor, requestId, ip, id: standing.id, budgetTicks })
  if (set.outcome === 'unpriced') throw rowsWithoutPrice(set.rows)
  return true
}

type IntakeCounts = BatchIntake['counts']

/**
 * A job that was to be replaced may have been sent in that moment, and now runs beside its successor; one that was to be
 * retried may have been retried by somebody else.
 */
async function settleCounts(
  { batchId, revision, counts, retire, retry }: BatchIntake,
  { canceled, retried }: Extract<BatchCreation, { outcome: 'created' }>,
  { db }: Pick<AppDeps, 'db'>,
): Promise<IntakeCounts> {
  const replaced = retire.filter(({ cancels }) => cancels).length
  if (canceled === replaced && retried === retry.length) return counts
  const settled = { replaced: canceled, run_beside: retire.length - canceled, retried }
  await amendIntake(db, { batchId, revision: (revision ?? 0) + 1, counts: settled })
  return { ...counts, ...settled }
}

export async function planAdmission(
  intake: Intake,
  fields: BatchFields,
  caller: Caller,
  { db, config }: Pick<AppDeps, 'db' | 'config'>,
): Promise<Admission> {
  const standing = await readStandingBatch(db, { ownerId: caller.ownerId, name: fields.name })
  if (standing?.state === 'canceled') {
    throw conflict(
      'batch_canceled',
      `The batch "${fields.name}" was canceled; send the rows under another name, with reuse: the clips it has already are then copied, not paid for again.`,
    )
  }
  const plan = planBatch(intake.jobs, standing?.rows ?? [], fields.retry)
  const reusable = await reusableOf(plan, caller, { db, config })
  const copied = fields.reuse ? reusable : noneReused
  const bought = plan.steps
    .filter((step) => isBought(step) && !copied.has(step.row.place))
    .map(({ row }) => row)
  const quote = batchQuote(bought, fields.maxPriceTicks)
  const budgetTicks = fields.budgetTicks ?? standing?.budgetTicks ?? null
  return {
    standing,
    plan,
    reusable,
    bought,
    quote,
    money: {
      quote,
      budgetTicks,
      committed: committedBy(standing, plan),
      keyCaps: await readKeyCaps(db, caller.keyId),
    },
    // What is bought is tried; a copy of a clip of ours costs nothing and shows nothing new.
    brakes: brakesAfter(standing?.brakes ?? null, fields, {
      sentRows: bought.map(({ row }) => row),
      rows: plan.steps.length + plan.absent.length,
    }),
  }
}

/** Why the rows cannot be bought, although they are valid; null when they can. */
export function refusalOf({ plan, money }: Admission, { config }: Pick<AppDeps, 'config'>): ApiError | null {
  // Copies too: one whose clip is gone is bought, if a person says so.
  const wanted = new Set(plan.steps.filter(isBought).map(({ row }) => row.upstream))
  const keyless = config.upstreams.find((known) => wanted.has(known.rules.name) && !known.configured)
  return keyless === undefined ? moneyRefusal(money) : upstreamNotConfigured(keyless.rules.name)
}

export function quotedBatch(
  { quote }: Admission,
  intake: Intake,
  fields: BatchFields,
  caller: Caller,
): QuotedBatch {
  const { rowsHash, priceVersions } = intake
  return { ownerId: caller.ownerId, name: fields.name, rowsHash, priceVersions, quote }
}

/** Counts that every reply about the batch repeats. */
export function intakeCounts({ plan, reusable }: Admission, intake: Intake, { reuse }: BatchFields) {
  const count = (...actions: readonly RowStep<IncomingJob>['action'][]) =>
    plan.steps.filter(({ action }) => actions.includes(action)).length
  return {
    created: count('create', 'replace', 'run-beside'),
    replaced: count('replace'),
    run_beside: count('run-beside'),
    retried: count('retry'),
    unchanged: count('unchanged', 'left-alone'),
    left_alone: count('left-alone'),
    absent: plan.absent.length,
    reused: reuse ? reusable.size : 0,
    reusable: presentReusable(plan, reusable),
    skipped: intake.skipped.map(({ row, details }) => ({ row, details: [...details] })),
    skipped_total: intake.skippedTotal,
    warnings: intake.warnings.kept.slice(0, warningsKept),
    warnings_total: intake.warnings.total,
    warning_groups: intake.warningGroups.map((group) => ({ ...group, sample: [...group.sample] })),
  }
}

const warningsKept = 100
const reusableShown = 5

/** What need not be bought: how many rows, at what price, and whose clips the first of them have. */
function presentReusable({ steps }: BatchPlan<IncomingJob>, reusable: Admission['reusable']) {
  const rows = steps.map(({ row }) => row).filter(({ place }) => reusable.has(place))
  const known = rows.map(({ ticks }) => ticks).filter((ticks) => ticks !== null)
  return {
    rows: rows.length,
    ticks: String(known.reduce((sum, ticks) => sum + ticks, 0n)),
    unpriced_rows: rows.length - known.length,
    sample: rows
      .slice(0, reusableShown)
      .map(({ row, place }) => ({ row, job_id: reusable.get(place) ?? null })),
  }
}

const noneReused: Admission['reusable'] = new Map()

/** Rows that would become new jobs and whose clip is archived. A clip stands for one row: an equal one wants another. */
async function reusableOf(
  { steps }: BatchPlan<IncomingJob>,
  { ownerId }: Caller,
  { db, config }: Pick<AppDeps, 'db' | 'config'>,
): Promise<Admission['reusable']> {
  const wishes = steps.flatMap(({ action, row: { place, reuseHashes, upstream } }) =>
    reuseHashes !== null && makesJob.has(action) ? [{ place, contentHashes: reuseHashes, upstream }] : [],
  )
  const found = await findReusable(db, { ownerId, bucket: config.store.bucket, rows: wishes })
  const placeOf = new Map<JobId, number>()
  for (const [place, jobId] of found) placeOf.set(jobId, Math.min(place, placeOf.get(jobId) ?? place))
  return new Map([...placeOf].map(([jobId, place]) => [place, jobId]))
}

const makesJob: ReadonlySet<RowStep<IncomingJob>['action']> = new Set(['create', 'replace', 'run-beside'])

function isBought(step: RowStep<IncomingJob>): boolean {
  switch (step.action) {
    case 'create':
    case 'replace':
    case 'run-beside':
    case 'retry':
      return true
    case 'unchanged':
    case 'left-alone':
      return false
  }
}

/** Jobs about to be replaced cost nothing any more. */
function committedBy(standing: StandingBatch | null, plan: BatchPlan<IncomingJob>): Commitment {
  if (standing === null) return noCommitment
  const replaced = new Set<string>()
  for (const step of plan.steps) if (step.action === 'replace') replaced.add(step.standing.jobId)
  return standing.rows
    .filter((row) => !replaced.has(row.jobId))
    .reduce((sum, { committed }) => addCommitments(sum, committed), standing.past)
}

function intakeOf(admission: Admission, input: Parameters<typeof admitBatch>[0]): BatchIntake {
  const { standing, plan } = admission
  const { intake, fields, caller } = input
  const hasBudget = admission.money.budgetTicks !== null
  if (plan.steps.length === 0) throw noRows(intake)
  return {
    batchId: standing?.id ?? newBatchId(),
    revision: standing?.revision ?? null,
    ownerId: caller.ownerId,
    keyId: caller.keyId,
    name: fields.name,
    budgetTicks: fields.budgetTicks,
    maxPriceTicks: fields.maxPriceTicks,
    accountId: standing === null ? (hasBudget ? newAccountId() : null) : standing.accountId,
    brakes: admission.brakes,
    options: jsonOf(fields.options),
    columns: input.columns,
    counts: jsonOf(intakeCounts(admission, intake, fields)),
    uploadId: input.uploadId,
    make: plan.steps.flatMap((step) => madeBy(step, fields.reuse ? admission.reusable : noneReused)),
    retire: plan.steps.flatMap((step) => retiredBy(step)),
    retry: plan.steps.flatMap((step) =>
      step.action === 'retry' ? [{ jobId: step.standing.jobId, version: step.standing.version }] : [],
    ),
    request: input.request,
  }
}

function madeBy(step: RowStep<IncomingJob>, reused: Admission['reusable']): BatchIntake['make'] {
  const { place } = step.row
  const reusedFrom = reused.get(place) ?? null
  switch (step.action) {
    case 'create':
      return [{ place, supersedesId: null, reusedFrom }]
    case 'replace':
    case 'run-beside':
      return [{ place, supersedesId: step.standing.jobId, reusedFrom }]
    case 'retry':
    case 'unchanged':
    case 'left-alone':
      return []
  }
}

function retiredBy(step: RowStep<IncomingJob>): BatchIntake['retire'] {
  if (step.action !== 'replace' && step.action !== 'run-beside') return []
  const { jobId }: StandingRow = step.standing
  return [{ jobId, cancels: step.action === 'replace', noticeId: newOutboxId() }]
}

function noRows(intake: Intake): Error {
  const details = intake.skipped.flatMap((row) => row.details)
  if (details.length > 0) return invalidRequest(details)
  return invalidRequest([
    {
      path: null,
      row: null,
      code: 'no_rows',
      message: 'There is not a single row to make a job of.',
      allowed: null,
    },
  ])
}

/** Plain data, with what is undefined left out. */
function jsonOf(value: object): { readonly [key: string]: JsonValue } {
  return JSON.parse(JSON.stringify(value))
}
