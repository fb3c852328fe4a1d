import { type Adoption, adoptTasks, newAccountId, newBatchId } from '@reelkeep/db'
import type { Caller } from '../caller.ts'
import type { AppDeps } from '../deps.ts'
import { invalidRequest, unavailable } from '../errors.ts'
import { type AdoptPlan, planAdoption } from './plan-adoption.ts'
import { type AdoptionJson, presentAdoption } from './present-adoption.ts'
import type { AdoptFile } from './read-adoption.ts'

export type AdoptWish = {
  /** The batch that the jobs are to belong to; null: none. */
  readonly batch: string | null
  /** Whether rows that are not valid are left out, or nothing is done for them. */
  readonly onInvalid: 'reject' | 'skip'
  readonly dryRun: boolean
}

const tries = 8

/** Plans, adopts what can be, and rings for the first questions. Plans again when what stood has moved meanwhile. */
export async function carryOut(
  file: AdoptFile,
  wish: AdoptWish,
  caller: Caller,
  deps: AppDeps,
): Promise<AdoptionJson> {
  for (let left = tries; left > 0; left -= 1) {
    const plan = await planAdoption(file, wish.batch, caller, deps)
    const batchId = plan.standing?.id ?? null
    if (wish.dryRun) return presentAdoption(plan, { dryRun: true, batchId })
    const { problems } = plan
    if (problems.total > 0 && wish.onInvalid === 'reject') {
      throw invalidRequest(problems.kept, problems.total)
    }
    const tasks = plan.steps.flatMap((step) => (step.outcome === 'adopted' ? [step.task] : []))
    if (tasks.length === 0) return presentAdoption(plan, { dryRun: false, batchId })
    const batch = wish.batch === null ? null : batchOf(plan, wish.batch, file)
    const { ownerId, keyId } = caller
    const adoption = await adoptTasks(deps.db, { ownerId, keyId, batch, tasks })
    // Somebody else bound one of them in that moment: the next plan says who.
    if (adoption.outcome === 'moved-on') continue
    await ring(adoption.jobs, deps)
    if (adoption.jobs.length < tasks.length) return afterRace(file, wish, caller, deps, adoption)
    return presentAdoption(plan, { dryRun: false, batchId: batch?.id ?? null })
  }
  throw unavailable('batch_busy', `Others keep changing "${wish.batch}"; nothing was done. Try again.`, 1)
}

function batchOf({ standing }: AdoptPlan, name: string, { columns }: AdoptFile) {
  if (standing === null) {
    return { id: newBatchId(), name, revision: null, accountId: newAccountId(), columns }
  }
  const { id, revision, accountId } = standing
  return { id, name, revision, accountId, columns: null }
}

/** What is done is done: told by what stands now, in which those that were made by this very request count as adopted. */
async function afterRace(
  file: AdoptFile,
  wish: AdoptWish,
  caller: Caller,
  deps: AppDeps,
  { jobs }: Extract<Adoption, { outcome: 'adopted' }>,
): Promise<AdoptionJson> {
  const own = new Set<string>(jobs.map(({ id }) => id))
  const now = await planAdoption(file, wish.batch, caller, deps)
  const told = presentAdoption(now, { dryRun: false, batchId: now.standing?.id ?? null })
  const rows = told.rows.map((row) =>
    row.outcome === 'known' && row.job_id !== null && own.has(row.job_id)
      ? { ...row, outcome: 'adopted' as const, message: null }
      : row,
  )
  return { ...told, rows, adopted: own.size, known: told.known - own.size }
}

/** Best effort: the rows are due, and the sweep rings for those whose ring is lost. */
async function ring(
  jobs: Extract<Adoption, { outcome: 'adopted' }>['jobs'],
  { producer }: Pick<AppDeps, 'producer'>,
): Promise<void> {
  const wakes = jobs.map(({ id, dueAt }) => ({ jobId: id, version: 1, step: 'poll' as const, at: dueAt }))
  await producer.wake(wakes).catch(() => undefined)
}
