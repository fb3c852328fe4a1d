import type { Job } from '../../api/types.ts'

/** The takes of one row of the file, oldest first. */
export type WallGroup = { readonly key: string; readonly takes: readonly Job[] }

/** Clips by row, in the order of the file; a job without a row stands alone. */
export function wallGroups(jobs: readonly Job[]): WallGroup[] {
  const groups = new Map<string, Job[]>()
  const inOrder = jobs.toSorted((a, b) => (a.row ?? 0) - (b.row ?? 0) || (a.id < b.id ? -1 : 1))
  for (const job of inOrder) {
    const key = job.row === null ? job.id : `row ${job.row}`
    const known = groups.get(key)
    if (known === undefined) groups.set(key, [job])
    else known.push(job)
  }
  return [...groups].map(([key, takes]) => ({ key, takes }))
}
