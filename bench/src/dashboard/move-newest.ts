import postgres from 'postgres'

/**
 * Moves the life of the jobs of the newest hour so that it ends now, with what they cost, and has it summed up anew. Filling
 * a database takes longer than that hour, and it is kept for days; the minutes that no sum has yet are read from rows, and
 * without this none would be left to read. Answers how many jobs were moved.
 */
export async function moveNewest(url: string): Promise<number> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    // The benchmark's own history is moved; nobody's is changed.
    await sql`alter table ledger_entries disable trigger ledger_entries_append_only`
    const [moved] = await sql<[{ jobs: number }]>`
      with newest as materialized (
        select greatest(max(created_at), (select max(finished_at) from jobs)) as at from jobs
      ),
      jobs_moved as (
        update jobs j set created_at = j.created_at + (now() - n.at), submitted_at = j.submitted_at + (now() - n.at),
          rendered_at = j.rendered_at + (now() - n.at), finished_at = j.finished_at + (now() - n.at)
        from newest n
        where j.created_at > n.at - interval '1 hour' or j.finished_at > n.at - interval '1 hour'
        returning j.id
      ),
      spend_moved as (
        update ledger_entries e set at = e.at + (now() - n.at) from newest n, jobs_moved m where e.job_id = m.id
      ),
      to_count_again as (
        update stats_progress set version = version + 1, minutes_from = null, minutes_to = null,
          counted_to = date_bin('15 minutes', least(counted_to, n.at - interval '2 hours'), 'epoch')
        from newest n
      )
      select count(*)::integer as jobs from jobs_moved`
    await sql`vacuum (analyze) jobs`
    await sql`vacuum (analyze) ledger_entries`
    return moved.jobs
  } finally {
    await sql`alter table ledger_entries enable trigger ledger_entries_append_only`
    await sql.end({ timeout: 5 })
  }
}
