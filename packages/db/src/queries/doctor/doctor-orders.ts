// An order of `doctor` is a row of operations to which the api and one worker add what each of them can see.
import type { Database } from '../../open-database.ts'

export type DoctorCheck = {
  readonly name: string
  readonly outcome: 'ok' | 'warning' | 'failed' | 'skipped'
  /** Fit for everybody who may order one: no key, no prompt, no signed link. */
  readonly message: string
  /** What to do about it; null: nothing. */
  readonly fix: string | null
  readonly took_ms: number
}

/** No order lives longer: whoever had it in hand died. */
const abandonedAfter = '1 minute'

/** Ends orders whose api died, so that nobody waits for them. */
export async function endAbandonedDoctors({ sql }: Database): Promise<void> {
  await sql`
    update operations set state = 'failed', finished_at = now(), moved_at = now()
    where state = 'running' and action = 'doctor' and moved_at < now() - ${abandonedAfter}::interval`
}

/** The oldest order that no worker has taken, for this one to do its part of; null: none. Reads operations_running. */
export async function claimDoctor({ sql }: Database): Promise<string | null> {
  const [row] = await sql<{ id: string }[]>`
    update operations set held_until = now() + ${abandonedAfter}::interval where id = (
      select id from operations
      where state = 'running' and action = 'doctor' and held_until is null
        and moved_at > now() - ${abandonedAfter}::interval
      order by moved_at, id limit 1 for update skip locked)
    returning id`
  return row?.id ?? null
}

/** Adds checks to a running order; those of an order that is over are dropped. */
export async function addDoctorChecks(
  { sql }: Database,
  id: string,
  checks: readonly DoctorCheck[],
): Promise<void> {
  await sql`
    update operations set checks = checks || ${JSON.stringify(checks)}::text::jsonb, moved_at = now(),
      matched = matched + ${checks.length}
    where id = ${id} and state = 'running'`
}

/** Ends an order: `done` counts what is in order or only worth a warning, `problems` name what failed. */
export async function endDoctor({ sql }: Database, id: string): Promise<void> {
  await sql`
    update operations o set state = 'finished', finished_at = now(), moved_at = now(), done = f.done,
      skipped = f.skipped, problem_count = f.failed, problems = f.problems
    from (
      select o.id,
        count(*) filter (where c ->> 'outcome' in ('ok', 'warning'))::integer as done,
        count(*) filter (where c ->> 'outcome' = 'skipped')::integer as skipped,
        count(*) filter (where c ->> 'outcome' = 'failed')::integer as failed,
        coalesce(jsonb_agg(jsonb_build_object('where', c ->> 'name', 'message', c ->> 'message'))
          filter (where c ->> 'outcome' = 'failed'), '[]') as problems
      from operations o left join lateral jsonb_array_elements(o.checks) c on true
      where o.id = ${id} group by o.id
    ) f
    where o.id = f.id and o.state = 'running'`
}
