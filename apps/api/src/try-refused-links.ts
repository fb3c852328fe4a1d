import { listRefusedLinks } from '@reelkeep/db'
import { actOnJobs } from './act-on-job.ts'
import type { AppDeps } from './deps.ts'

/** In one save. Further ones come up by themselves within the minute. */
const limit = 500

/**
 * Has the refused links of an upstream tried again now that one more host is allowed, whoever owns the jobs; those that
 * point elsewhere are refused once more. Answers how many. One that moved in between is being tried already.
 */
export async function tryRefusedLinks(
  deps: AppDeps,
  { upstream, host, by }: { readonly upstream: string; readonly host: string; readonly by: string },
): Promise<number> {
  const ids = await listRefusedLinks(deps.db, upstream, { limit })
  const outcomes = await actOnJobs(deps, ids, () => ({ type: 'link-allowed', by, host }))
  return outcomes.filter(({ outcome }) => outcome === 'done').length
}
