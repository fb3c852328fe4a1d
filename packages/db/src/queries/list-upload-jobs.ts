import type { Database } from '../open-database.ts'

/** Of these keys those that are ours, and whether their clip may be on its way at this moment. */
export async function listUploadJobs(
  { sql }: Database,
  clipKeys: readonly string[],
): Promise<{ readonly clipKey: string; readonly isBusy: boolean }[]> {
  // A job that waits for its next try has a due time to come; while a try is under way the due time has passed.
  return await sql<{ clipKey: string; isBusy: boolean }[]>`
    select clip_key as "clipKey", state = 'archiving' and (due_at is null or due_at <= now()) as "isBusy"
    from jobs where clip_key = any(${[...clipKeys]})`
}
