import type { JsonValue, OwnerId, Ticks } from '@reelkeep/core'
import type { Database } from '../../open-database.ts'
import type { BilledTask } from './reconciliation.ts'

export type NewReconciliation = {
  readonly id: string
  readonly ownerId: OwnerId
  readonly keyId: string
  readonly upstream: string
  readonly fileName: string | null
  readonly fileSha256: string
  readonly format: 'csv' | 'json' | 'ndjson'
  readonly columns: JsonValue
  readonly tasks: readonly BilledTask[]
  readonly lineCount: number
  readonly billTicks: Ticks
  /** What the bill covers: what we sent in this time is missed when it lacks it. Null: from its first line, to its last. */
  readonly from: Date | null
  readonly to: Date | null
  readonly requestId: string
  /** Where the request came from. Absent: nobody asked over HTTP. */
  readonly ip?: string
}

/**
 * Holds a bill against the ledger, by submission, and keeps what it says; changes nothing else. A bill is of a credential,
 * which all owners share: their submissions are looked at whoever asks.
 */
export async function createReconciliation({ largeSql }: Database, bill: NewReconciliation): Promise<void> {
  const times = bill.tasks.flatMap(({ at }) => (at === null ? [] : [at.getTime()]))
  const from = bill.from ?? (times.length === 0 ? null : new Date(times.reduce((a, b) => Math.min(a, b))))
  const to = bill.to ?? (times.length === 0 ? null : new Date(times.reduce((a, b) => Math.max(a, b)) + 1))
  await largeSql`
    with billed as materialized (
      select * from json_to_recordset(${taskText(bill.tasks)}::text::json) as b (
        task_id text, ticks bigint, at timestamptz, model text, file_lines integer[])
    ),
    sent as materialized (
      select s.id, s.job_id, s.requested_model, s.status, coalesce(s.sent_at, s.created_at) as at, coalesce(s.task_id, (
          -- The true task of a submission that was given up before it was heard of.
          select e.detail ->> 'task' from job_events e join jobs j on j.id = s.job_id
          where e.job_created_on = j.created_on and e.job_id = s.job_id and e.kind = 'submission-orphaned'
            and e.detail ->> 'submission' = s.id and s.status in ('resolved_absent', 'written_off')
            -- It may have been adopted since: then it is billed to the job that has its clip, and to no second one.
            and not exists (select from submissions o where o.task_id = e.detail ->> 'task' and o.upstream = s.upstream)
          order by e.seq desc limit 1)) as task_id
      from submissions s
      where s.upstream = ${bill.upstream} and s.status not in ('intent', 'not_sent')
        and (s.task_id in (select task_id from billed) or s.task_id is null
          or coalesce(s.sent_at, s.created_at) >= ${from} and coalesce(s.sent_at, s.created_at) < ${to})
    ),
    booked as materialized (
      select s.*,
        sum(e.ticks) filter (where e.kind in ('charged', 'adjusted')) as booked_ticks,
        nullif(sum(e.ticks) filter (where e.kind = 'contingent'), 0) as at_risk_ticks,
        count(*) filter (where e.kind = 'charged' and e.ticks is null) > 0
          and count(*) filter (where e.kind = 'adjusted') = 0 as is_unknown
      from sent s left join ledger_entries e on e.submission_id = s.id
      group by s.id, s.job_id, s.requested_model, s.status, s.at, s.task_id
    ),
    judged as (
      select coalesce(b.task_id, s.task_id) as task_id, s.id as submission_id, s.job_id,
        coalesce(b.model, s.requested_model) as model, b.at as billed_at, coalesce(b.file_lines, '{}') as file_lines,
        b.ticks as billed_ticks, case when s.is_unknown then null else s.booked_ticks end as booked_ticks,
        s.at_risk_ticks,
        case
          when s.id is null then 'extra'
          when b.task_id is null then 'missing'
          when s.at_risk_ticks is null and not s.is_unknown and coalesce(s.booked_ticks, 0) = b.ticks then 'matched'
          else 'different'
        end as verdict
      from billed b full join booked s on s.task_id = b.task_id
      where b.task_id is not null
        or s.at >= ${from} and s.at < ${to}
          and (coalesce(s.booked_ticks, 0) <> 0 or s.at_risk_ticks is not null or s.is_unknown)
    ),
    made as (
      insert into reconciliations (id, owner_id, key_id, upstream, file_name, file_sha256, format, columns, from_at, to_at,
        line_count, bill_ticks)
      values (${bill.id}, ${bill.ownerId}, ${bill.keyId}, ${bill.upstream}, ${bill.fileName}, ${bill.fileSha256},
        ${bill.format}, ${JSON.stringify(bill.columns)}::text::jsonb, ${from}, ${to}, ${bill.lineCount},
        ${bill.billTicks})
    ),
    audited as (
      insert into audit_entries (owner_id, actor, action, target, request_id, ip, detail)
      values (${bill.ownerId}, ${bill.keyId}, 'bill-imported', ${bill.id}, ${bill.requestId}, ${bill.ip ?? null},
        jsonb_build_object('upstream', ${bill.upstream}::text, 'file_sha256', ${bill.fileSha256}::text))
    )
    insert into reconciliation_lines (reconciliation_id, place, verdict, task_id, submission_id, job_id, model, billed_at,
      file_lines, billed_ticks, booked_ticks, at_risk_ticks)
    select ${bill.id}, row_number() over (order by file_lines[1] nulls last, submission_id), verdict, task_id,
      submission_id, job_id, model, billed_at, file_lines, billed_ticks, booked_ticks, at_risk_ticks
    from judged`
}

function taskText(tasks: readonly BilledTask[]): string {
  return JSON.stringify(
    tasks.map(({ taskId, ticks, at, model, fileLines }) => ({
      task_id: taskId,
      ticks: String(ticks),
      at,
      model,
      file_lines: fileLines,
    })),
  )
}
