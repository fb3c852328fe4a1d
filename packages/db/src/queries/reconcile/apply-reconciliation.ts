import { ledgerSides, type OwnerId } from '@reelkeep/core'
import type { Database } from '../../open-database.ts'
import { withDeadlockRetry } from '../deadlock-retry.ts'

export type Application = {
  readonly id: string
  readonly ownerId: OwnerId
  readonly actor: string
  readonly requestId: string
  /** Where the request came from. Absent: nobody asked over HTTP. */
  readonly ip?: string
  /** Also takes back what we booked and the bill lacks: only right when the bill holds all of its time. */
  readonly takesBackMissing: boolean
}

/** A job that moved between the look and the lock is looked at again. */
const rounds = 5

/**
 * Books what the bill says: the difference to what was booked, as `adjusted`; what was only possible is taken off. Moves
 * the jobs' cost and the accounts that the charges were made on. The charge key names the file and the submission, and the
 * difference is taken from the ledger as it is now, so that a second import of the bill books nothing. Submissions that are
 * still open, and jobs that are being sent at this moment, are left alone.
 */
export async function applyReconciliation(db: Database, application: Application): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    const left = await withDeadlockRetry(() => applyOnce(db, application))
    if (left === 0) break
  }
  const { id, ownerId, actor, requestId, ip, takesBackMissing } = application
  await db.sql`
    with applied as (
      update reconciliations set applied = true, applied_at = coalesce(applied_at, now()),
        takes_back_missing = takes_back_missing or ${takesBackMissing}
      where id = ${id} and owner_id = ${ownerId}
      returning id, upstream
    )
    insert into audit_entries (owner_id, actor, action, target, request_id, ip, detail)
    select ${ownerId}, ${actor}, 'bill-applied', id, ${requestId}, ${ip ?? null},
      jsonb_build_object('upstream', upstream, 'takes_back_missing', ${takesBackMissing}::boolean)
    from applied`
}

/** Answers how many lines could not be booked because their job moved. */
async function applyOnce({ largeSql }: Database, application: Application): Promise<number> {
  const { id, ownerId, actor, takesBackMissing } = application
  const { adjusted, contingent } = ledgerSides
  const [row] = await largeSql<[{ wanted: number; booked: number }]>`
    with lines as materialized (
      select l.place, l.submission_id, l.job_id, coalesce(l.billed_ticks, 0) as billed, r.file_sha256, r.upstream
      from reconciliation_lines l join reconciliations r on r.id = l.reconciliation_id
      join submissions s on s.id = l.submission_id
      where r.id = ${id} and r.owner_id = ${ownerId} and l.adjusted_ticks is null
        and (l.verdict = 'different' or l.verdict = 'missing' and ${takesBackMissing}::boolean)
        and coalesce(l.billed_ticks, 0) >= 0
        and not (${isOpen(largeSql)})
        and not exists (select from ledger_entries e
          where e.charge_key = l.submission_id || '-bill-' || left(r.file_sha256, 24))
    ),
    todo as materialized (
      select l.*, j.version, t.booked, t.at_risk, t.account_ids
      from lines l join jobs j on j.id = l.job_id and j.state <> 'submitting'
      cross join lateral (
        select coalesce(sum(e.ticks) filter (where e.kind in ('charged', 'adjusted')), 0)::bigint as booked,
          coalesce(sum(e.ticks) filter (where e.kind = 'contingent'), 0)::bigint as at_risk,
          coalesce((select a.account_ids from ledger_entries a
            where a.submission_id = l.submission_id and a.kind <> 'quoted'
            order by a.at desc, cardinality(a.account_ids) desc limit 1), '{}') as account_ids
        from ledger_entries e where e.submission_id = l.submission_id
      ) t
    ),
    locked_accounts as materialized (
      select a.id from accounts a where a.id in (select unnest(account_ids) from todo) order by a.id for no key update
    ),
    moved as (
      update jobs j set
        charged_ticks = greatest(0, coalesce(j.charged_ticks, 0) + d.charge),
        contingent_ticks = nullif(greatest(0, coalesce(j.contingent_ticks, 0) - d.at_risk), 0),
        cost_source = 'metered', version = j.version + 1, last_seq = j.last_seq + 1
      from (
        select job_id, version, sum(billed - booked)::bigint as charge, sum(at_risk)::bigint as at_risk,
          jsonb_agg(jsonb_build_object('submission', submission_id, 'was', booked::text, 'now', billed::text)) as lines
        from todo group by job_id, version
      ) d
      where j.id = d.job_id and j.version = d.version and (select count(*) from locked_accounts) >= 0
        and coalesce(j.charged_ticks, 0) + d.charge >= 0 and coalesce(j.contingent_ticks, 0) >= d.at_risk
      returning j.id, j.created_on, j.last_seq, j.state, j.owner_id, j.batch_id, j.model, j.price_version, j.simulated,
        d.lines
    ),
    written_events as (
      insert into job_events (job_created_on, job_id, seq, kind, from_state, to_state, detail)
      select created_on, id, last_seq, 'bill-applied', state, state,
        jsonb_build_object('by', ${actor}::text, 'reconciliation', ${id}::text, 'lines', lines)
      from moved
    ),
    booked as (
      insert into ledger_entries (job_id, owner_id, batch_id, submission_id, upstream, model, kind, debit, credit, ticks,
        source, price_version, charge_key, simulated, account_ids)
      select m.id, m.owner_id, m.batch_id, t.submission_id, t.upstream, m.model, k.kind, k.debit, k.credit, k.ticks,
        'metered', m.price_version, t.submission_id || '-' || k.name || '-' || left(t.file_sha256, 24), m.simulated,
        t.account_ids
      from moved m join todo t on t.job_id = m.id
      cross join lateral (values
        ('adjusted', ${adjusted.debit}, ${adjusted.credit}, t.billed - t.booked, 'bill'),
        ('contingent', ${contingent.debit}, ${contingent.credit}, -t.at_risk, 'bill-risk')
      ) as k (kind, debit, credit, ticks, name)
      where k.kind = 'adjusted' or k.ticks <> 0
    ),
    moved_accounts as (
      update accounts a set charged_ticks = a.charged_ticks + d.charge,
        contingent_ticks = a.contingent_ticks - d.at_risk
      from (
        select account_id, sum(t.billed - t.booked)::bigint as charge, sum(t.at_risk)::bigint as at_risk
        from moved m join todo t on t.job_id = m.id cross join unnest(t.account_ids) as account_id
        group by account_id
      ) d
      where a.id = d.account_id
    ),
    noted as (
      update reconciliation_lines l set adjusted_ticks = t.billed - t.booked
      from moved m join todo t on t.job_id = m.id
      where l.reconciliation_id = ${id} and l.place = t.place
    )
    select (select count(*)::int from todo) as wanted,
      (select count(*)::int from moved m join todo t on t.job_id = m.id) as booked`
  return row === undefined ? 0 : row.wanted - row.booked
}

/** Of `s` (submissions): what it costs is still to be booked by the job itself. */
export function isOpen(sql: Database['sql']) {
  return sql`s.status in ('intent', 'sending', 'unknown') or s.status = 'accepted' and not exists (
    select from ledger_entries c where c.submission_id = s.id and c.kind = 'charged')`
}
