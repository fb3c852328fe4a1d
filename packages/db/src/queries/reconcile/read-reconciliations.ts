import type { JobId, JsonValue, OwnerId, Ticks } from '@reelkeep/core'
import type { Database } from '../../open-database.ts'
import { isOpen } from './apply-reconciliation.ts'
import {
  type BillVerdict,
  billVerdicts,
  type Reconciliation,
  type ReconciliationLine,
  type VerdictSum,
} from './reconciliation.ts'

/** The owner's, newest first, with the sums of their lines; `id` narrows to one. Reads reconciliations_newest. */
export async function listReconciliations(
  { sql }: Database,
  ownerId: OwnerId,
  page: { readonly id?: string; readonly before: string | null; readonly limit: number },
): Promise<Reconciliation[]> {
  const rows = await sql<ReconciliationRow[]>`
    select r.id, r.upstream, r.file_name, r.file_sha256, r.format, r.columns, r.from_at, r.to_at, r.line_count, r.bill_ticks,
      r.created_at, r.applied_at, r.takes_back_missing, v.sums, v.adjusted::text as adjusted_ticks, v.adjusted_lines
    from reconciliations r cross join lateral (
      select coalesce(jsonb_object_agg(s.verdict, jsonb_build_object('lines', s.lines, 'billed', s.billed::text,
          'booked', s.booked::text, 'at_risk', s.at_risk::text)), '{}') as sums,
        coalesce(sum(s.adjusted), 0) as adjusted, coalesce(sum(s.adjusted_lines), 0)::int as adjusted_lines
      from (
        select l.verdict, count(*) as lines, coalesce(sum(l.billed_ticks), 0) as billed,
          coalesce(sum(l.booked_ticks), 0) as booked, coalesce(sum(l.at_risk_ticks), 0) as at_risk,
          sum(l.adjusted_ticks) as adjusted, count(l.adjusted_ticks) as adjusted_lines
        from reconciliation_lines l where l.reconciliation_id = r.id group by l.verdict
      ) s
    ) v
    where r.owner_id = ${ownerId} and (${page.id ?? null}::text is null or r.id = ${page.id ?? null})
      and (${page.before}::text is null or r.id < ${page.before})
    order by r.id desc limit ${page.limit}`
  return rows.map(reconciliationOf)
}

type SumRow = {
  readonly lines: number
  readonly billed: string
  readonly booked: string
  readonly at_risk: string
}

type ReconciliationRow = {
  readonly id: string
  readonly upstream: string
  readonly file_name: string | null
  readonly file_sha256: string
  readonly format: string
  readonly columns: JsonValue
  readonly from_at: Date | null
  readonly to_at: Date | null
  readonly line_count: number
  readonly bill_ticks: Ticks
  readonly created_at: Date
  readonly applied_at: Date | null
  readonly takes_back_missing: boolean
  readonly sums: { readonly [verdict: string]: SumRow }
  readonly adjusted_ticks: string
  readonly adjusted_lines: number
}

function reconciliationOf(row: ReconciliationRow): Reconciliation {
  const sumOf = (verdict: BillVerdict): VerdictSum => {
    const sum = row.sums[verdict]
    return {
      lines: sum?.lines ?? 0,
      billedTicks: BigInt(sum?.billed ?? 0),
      bookedTicks: BigInt(sum?.booked ?? 0),
      atRiskTicks: BigInt(sum?.at_risk ?? 0),
    }
  }
  return {
    id: row.id,
    upstream: row.upstream,
    fileName: row.file_name,
    fileSha256: row.file_sha256,
    format: row.format,
    columns: row.columns,
    from: row.from_at,
    to: row.to_at,
    lineCount: row.line_count,
    billTicks: row.bill_ticks,
    createdAt: row.created_at,
    appliedAt: row.applied_at,
    takesBackMissing: row.takes_back_missing,
    verdicts: {
      matched: sumOf('matched'),
      missing: sumOf('missing'),
      extra: sumOf('extra'),
      different: sumOf('different'),
    },
    adjustedTicks: BigInt(row.adjusted_ticks),
    adjustedLines: row.adjusted_lines,
  }
}

/** Its lines in the order of the file, those that the bill lacks at the end. Reads reconciliation_lines_by_verdict. */
export async function listReconciliationLines(
  { sql }: Database,
  ownerId: OwnerId,
  page: {
    readonly id: string
    readonly verdicts: readonly BillVerdict[] | null
    readonly after: number
    readonly limit: number
  },
): Promise<ReconciliationLine[]> {
  return sql<(Omit<ReconciliationLine, 'jobId'> & { readonly jobId: JobId | null })[]>`
    select l.place, l.verdict, l.task_id as "taskId", l.submission_id as "submissionId", l.job_id as "jobId", l.model,
      l.billed_at as "billedAt", l.file_lines as "fileLines", l.billed_ticks as "billedTicks",
      l.booked_ticks as "bookedTicks", l.at_risk_ticks as "atRiskTicks", l.adjusted_ticks as "adjustedTicks",
      coalesce(${isOpen(sql)}, false) as "isOpen"
    from reconciliations r join reconciliation_lines l on l.reconciliation_id = r.id
    left join submissions s on s.id = l.submission_id
    where r.id = ${page.id} and r.owner_id = ${ownerId} and l.place > ${page.after}
      and l.verdict = any(${[...(page.verdicts ?? billVerdicts)]}::text[])
    order by l.place limit ${page.limit}`
}
