import type { Database } from '../open-database.ts'
import { type JobDocumentRow, selectJobDocuments } from './job-document.ts'
import { rebuildOpen } from './rebuild-open.ts'

export type OwnerWithOpenJobs = {
  readonly id: string
  readonly name: string
  readonly createdAt: Date
  /** JSON: the first line of the list. */
  readonly document: string
}

/** Owners who have jobs without a batch that have not ended; none while a rebuild is open. Walks jobs_newest_by_state. */
export async function listOwnersWithOpenJobs({ sql }: Database): Promise<OwnerWithOpenJobs[]> {
  return sql<OwnerWithOpenJobs[]>`
    select o.id, o.name, o.created_at as "createdAt", jsonb_build_object('schema', 'reelkeep.open-jobs/1', 'recorded_at', now(),
      'owner', jsonb_build_object('id', o.id, 'name', o.name, 'created_at', o.created_at))::text as document
    from owners o
    where exists (select from jobs j where j.owner_id = o.id and j.batch_id is null
      and j.state in ('queued', 'submitting', 'unconfirmed', 'rendering', 'archiving'))
      and not ${rebuildOpen(sql)}
    order by o.id`
}

/** A page of an owner's jobs without a batch that have not ended, told in full, oldest first. */
export async function listOpenJobs(
  { sql }: Database,
  page: { readonly ownerId: string; readonly afterId: string; readonly limit: number },
): Promise<{ readonly id: string; readonly document: string }[]> {
  return sql<JobDocumentRow[]>`
    ${selectJobDocuments(sql)}
    where j.owner_id = ${page.ownerId} and j.batch_id is null and j.id > ${page.afterId}
      and j.state in ('queued', 'submitting', 'unconfirmed', 'rendering', 'archiving')
    order by j.id limit ${page.limit}`
}
