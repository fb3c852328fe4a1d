import postgres from 'postgres'

const atOnce = 2_000

/**
 * Moves the life of the jobs of the newest hour so that it ends now, with what they cost, and has it summed up anew. Filling
 * a database takes a good part of an hour, and it is kept for days; the minutes that no sum has yet are read from rows, and
 * without this none would be left to read. Answers how many jobs were moved.
 */
export async function moveNewest(url: string): Promise<number> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  // The benchmark's own history is moved; nobody's is changed.
  await sql`alter table ledger_entries disable trigger ledger_entries_append_only`
  try {
    const [newest] = await sql<[{ at: Date; by: string }]>`
      select at, extract(epoch from now() - at)::text as by
      from (select greatest(max(created_at), (select max(finished_at) from jobs)) as at from jobs) n`
    const since = sql`${newest.at}::timestamptz - interval '1 hour'`
    const ids = await sql<{ id: string }[]>`
      select id from jobs where created_at > ${since} or finished_at > ${since} order by id`
    const by = sql`make_interval(secs => ${newest.by}::float8)`
    // In the order of their ids, as they were made: so jobs of a batch still lie side by side.
    for (let from = 0; from < ids.length; from += atOnce) {
      const some = ids.slice(from, from + atOnce).map(({ id }) => id)
      await sql`
        update jobs set created_at = created_at + ${by}, submitted_at = submitted_at + ${by},
          rendered_at = rendered_at + ${by}, finished_at = finished_at + ${by}
        where id = any(${some}::text[])`
      await sql`update ledger_entries set at = at + ${by} where job_id = any(${some}::text[])`
    }
    await sql`
      update stats_progress set version = version + 1, minutes_from = null, minutes_to = null,
        -- Null stays null: nothing is counted yet, and all of it will be.
        counted_to = case when counted_to is not null then
          date_bin('15 minutes', least(counted_to, ${newest.at}::timestamptz - interval '2 hours'), 'epoch') end`
    await sql`vacuum (analyze) jobs`
    await sql`vacuum (analyze) ledger_entries`
    return ids.length
  } finally {
    await sql`alter table ledger_entries enable trigger ledger_entries_append_only`
    await sql.end({ timeout: 5 })
  }
}
