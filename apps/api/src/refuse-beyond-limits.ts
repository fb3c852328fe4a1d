import { findModel, modeOf, type OwnerId } from '@reelkeep/core'
import { everyJob, type JobFilter, type JobKind, listJobKinds } from '@reelkeep/db'
import type { Caller } from './caller.ts'
import type { AppDeps } from './deps.ts'
import { ApiError } from './errors.ts'
import { lengthProblems, placeProblems } from './key-limits.ts'
import { secondsOf } from './settle-wish.ts'

// Whoever may not ask for a clip may not have it sent again either.

/** Throws 403 when the key may not have such a job sent. */
export function refuseBeyondLimits(
  job: Pick<JobKind, 'upstream' | 'model' | 'operation'> & {
    readonly params: Pick<JobKind, 'durationS' | 'imageUrls'>
  },
  { limits }: Caller,
  { upstreams }: Pick<AppDeps, 'upstreams'>,
): void {
  const { upstream, model, operation, params } = job
  const problems = [
    ...placeProblems({ upstream, model }, limits),
    ...lengthProblems(expectedSeconds({ upstream, model, operation, ...params }, upstreams), limits),
  ]
  const [first] = problems
  if (first === undefined) return
  throw new ApiError({
    type: 'permission',
    code: first.code,
    message: first.message,
    param: first.path,
    details: problems.map((problem) => ({ ...problem, row: null, allowed: problem.allowed ?? null })),
  })
}

/** The same for all failed jobs that a filter matches: one that the key may not have sent refuses all of them. */
export async function refuseFailedBeyondLimits(
  filter: Partial<JobFilter>,
  caller: Caller,
  deps: Pick<AppDeps, 'db' | 'upstreams'>,
): Promise<void> {
  if (Object.values(caller.limits).every((limit) => limit === null)) return
  if (filter.states != null && !filter.states.includes('failed')) return
  const failed: JobFilter = { ...everyJob, ...filter, states: ['failed'] }
  const ownerId: OwnerId = caller.ownerId
  for (const kind of await listJobKinds(deps.db, ownerId, failed)) {
    refuseBeyondLimits({ ...kind, params: kind }, caller, deps)
  }
}

function expectedSeconds(kind: JobKind, upstreams: AppDeps['upstreams']): number | null {
  const { profile } = upstreams.find(({ rules }) => rules.name === kind.upstream) ?? {}
  const capability = findModel(profile?.models ?? [], kind.model)
  return capability === undefined ? kind.durationS : secondsOf(capability, modeOf(kind), kind)
}
