// Where clips lie that the store would not take in time: a folder on a worker's disk, by its id.
import type { Database } from '../open-database.ts'

type RescueFolder = { readonly id: string; readonly bytes: number; readonly clips: number }

/** Said again and again by every worker that has the folder. */
export async function seeRescueFolder({ sql }: Database, { id, bytes, clips }: RescueFolder): Promise<void> {
  await sql`
    insert into rescue_folders as f (id, bytes, clips) values (${id}, ${String(bytes)}, ${clips})
    on conflict (id) do update set seen_at = now(), bytes = excluded.bytes, clips = excluded.clips
    where f.seen_at < now() - interval '10 seconds' or f.clips <> excluded.clips`
}

/** How long nobody has seen a folder, in milliseconds. One that is not known counts from the first question. */
export async function readRescueFolderAge({ sql }: Database, id: string): Promise<number> {
  await sql`insert into rescue_folders (id) values (${id}) on conflict (id) do nothing`
  const [row] = await sql<{ age_ms: number }[]>`
    select extract(epoch from now() - seen_at)::float8 * 1000 as age_ms from rescue_folders where id = ${id}`
  return row?.age_ms ?? 0
}
