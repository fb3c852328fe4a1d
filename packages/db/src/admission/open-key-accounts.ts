import { newAccountId } from '../ids.ts'
import type { Database } from '../open-database.ts'
import { withDeadlockRetry } from '../queries/deadlock-retry.ts'

/**
 * Makes the accounts of today that keys with a cap by the day lack, brings their caps up to date, and works out what a
 * key had spent before an account of its own counted it: a cap that is set at noon knows of the morning. Each step may be
 * left undone, or done by several at once; nothing of such a key is sent before all are done.
 */
export async function openKeyAccounts({ sql }: Database, timeZone: string): Promise<void> {
  const wanting = await sql<{ id: string }[]>`
    select k.id from api_keys k
    where k.day_cap_ticks is not null and not exists (
      select from accounts a where a.kind = 'day' and a.key_id = k.id and a.on_day = (now() at time zone ${timeZone})::date)`
  const keyIds = wanting.map(({ id }) => id)
  if (keyIds.length > 0) {
    await sql`
      insert into accounts (id, owner_id, kind, key_id, on_day, day_ends_at, cap_ticks)
      select n.id, k.owner_id, 'day', k.id, (now() at time zone ${timeZone})::date,
        ((now() at time zone ${timeZone})::date + 1)::timestamp at time zone ${timeZone}, k.day_cap_ticks
      from unnest(${keyIds.map(() => newAccountId())}::text[], ${keyIds}::text[]) as n (id, key_id)
      join api_keys k on k.id = n.key_id
      on conflict (key_id, on_day) where kind = 'day' do nothing`
  }
  await withDeadlockRetry(
    () => sql`
      update accounts a set cap_ticks = k.day_cap_ticks,
        day_ends_at = (a.on_day + 1)::timestamp at time zone ${timeZone}
      from api_keys k
      where a.kind = 'day' and a.key_id = k.id and a.on_day >= (now() at time zone ${timeZone})::date
        and (a.cap_ticks is distinct from k.day_cap_ticks or a.day_ends_at is null)`,
  )
  await withDeadlockRetry(
    () => sql`
      with fresh as materialized (
        select a.id, a.key_id, a.owner_id, a.on_day::timestamp at time zone ${timeZone} as begins_at
        from accounts a where a.kind <> 'batch' and a.carried_ticks is null
      ),
      -- In all: what the rows say; what is under way counts as it was reserved.
      spent as (
        select f.id, sum(j.reserved_ticks + coalesce(j.charged_ticks, 0)
          + case when j.state = 'unconfirmed' and j.quoted_ticks is not null then greatest(coalesce(j.contingent_ticks, 0) - j.reserved_ticks, 0)
              else coalesce(j.contingent_ticks, 0) end) as ticks
        from fresh f join jobs j on j.key_id = f.key_id
        where f.begins_at is null and not f.id = any (j.account_ids)
        group by f.id
        union all
        -- Of a day: what was booked for submissions that began on it.
        select f.id, sum(case when e.kind = 'released' then -e.ticks else e.ticks end)
        from fresh f
        join ledger_entries e on e.owner_id = f.owner_id and e.at >= f.begins_at and not f.id = any (e.account_ids)
        join submissions s on s.id = e.submission_id and s.created_at >= f.begins_at
        join jobs j on j.id = e.job_id and j.key_id = f.key_id
        where e.kind <> 'quoted' and (e.kind <> 'contingent' or j.state <> 'unconfirmed')
        group by f.id
      ),
      carried as (
        select f.id, greatest(0, coalesce(sum(s.ticks), 0))::bigint as ticks
        from fresh f left join spent s on s.id = f.id group by f.id
      )
      update accounts a set carried_ticks = c.ticks, charged_ticks = a.charged_ticks + c.ticks
      from carried c where a.id = c.id and a.carried_ticks is null`,
  )
}
