import type { CredentialId, JobId, JobState, OwnerId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

/** A task that a submission of ours has already. */
export type BoundTask = {
  readonly taskId: string
  readonly upstream: string
  readonly credentialId: CredentialId | null
  readonly jobId: JobId
  readonly ownerId: OwnerId
  readonly state: JobState
}

/** Every submission of these task ids at these upstreams or under these keys, whoever's. Reads submissions_task_is_bound_once. */
export async function findTasks(
  { sql }: Database,
  wanted: {
    readonly taskIds: readonly string[]
    readonly upstreams: readonly string[]
    readonly credentialIds: readonly string[]
  },
): Promise<BoundTask[]> {
  return sql<BoundTask[]>`
    select s.task_id as "taskId", s.upstream, s.credential_id as "credentialId", s.job_id as "jobId",
      j.owner_id as "ownerId", j.state
    from submissions s join jobs j on j.id = s.job_id
    where s.task_id = any(${[...wanted.taskIds]}::text[])
      and (s.upstream = any(${[...wanted.upstreams]}::text[])
        or s.credential_id = any(${[...wanted.credentialIds]}::text[]))`
}

/** A job whose POST may have made a task that nobody has named yet. */
export type DoubtfulJob = {
  readonly id: JobId
  readonly upstream: string
  readonly prompt: string
  readonly customId: string | null
}

/** The unconfirmed jobs of an owner at these upstreams, newest first. Reads jobs_newest_by_state. */
export async function listDoubtfulJobs(
  { sql }: Database,
  wanted: { readonly ownerId: OwnerId; readonly upstreams: readonly string[]; readonly limit: number },
): Promise<DoubtfulJob[]> {
  return sql<DoubtfulJob[]>`
    select id, upstream, prompt, custom_id as "customId" from jobs
    where owner_id = ${wanted.ownerId} and state = 'unconfirmed' and upstream = any(${[...wanted.upstreams]}::text[])
    order by id desc limit ${wanted.limit}`
}
