import type { Database } from '../open-database.ts'

export type ListedJob = { readonly id: string; readonly version: number }

/** Whether the database has each of these jobs, and at least as far on as it is told here. */
export async function knowsListedJobs({ sql }: Database, jobs: readonly ListedJob[]): Promise<boolean> {
  const ids = jobs.map(({ id }) => id)
  const versions = jobs.map(({ version }) => version)
  const [row] = await sql<[{ knows: boolean }]>`
    select not exists (select from unnest(${ids}::text[], ${versions}::int[]) listed (id, version)
      left join jobs j on j.id = listed.id
      where j.id is null or j.version < listed.version) as knows`
  return row.knows
}
