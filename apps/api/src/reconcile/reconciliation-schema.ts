import { usdFromTicks } from '@reelkeep/core'
import type { BillVerdict, Reconciliation, ReconciliationLine } from '@reelkeep/db'
import { z } from 'zod'
import { momentSchema, ticksSchema } from '../schemas/values.ts'

const sumSchema = z.object({
  lines: z.number().int(),
  billed_ticks: ticksSchema,
  booked_ticks: ticksSchema,
  at_risk_ticks: ticksSchema,
})

export const reconciliationSchema = z
  .object({
    id: z.string(),
    object: z.literal('reconciliation'),
    upstream: z.string(),
    file_name: z.string().nullable(),
    file_sha256: z.string(),
    format: z.string(),
    columns: z.unknown().meta({ description: 'what each column of the file was taken for' }),
    from: momentSchema.nullable(),
    to: momentSchema.nullable(),
    lines: z.number().int(),
    tasks: z.number().int(),
    bill_ticks: ticksSchema,
    bill_usd: z.string(),
    booked_ticks: ticksSchema,
    difference_ticks: ticksSchema.meta({ description: 'the bill less what we had booked as charged' }),
    difference_usd: z.string(),
    matched: sumSchema,
    missing: sumSchema,
    extra: sumSchema,
    different: sumSchema,
    applied_at: momentSchema.nullable(),
    takes_back_missing: z.boolean(),
    adjusted_lines: z.number().int(),
    adjusted_ticks: ticksSchema,
    created_at: momentSchema,
  })
  .meta({ id: 'Reconciliation' })

export const reconciliationLineSchema = z.object({
  verdict: z.enum(['matched', 'missing', 'extra', 'different']),
  task_id: z.string().nullable(),
  submission_id: z.string().nullable(),
  job_id: z.string().nullable(),
  model: z.string().nullable(),
  billed_at: momentSchema.nullable(),
  file_lines: z.array(z.number().int()),
  billed_ticks: ticksSchema.nullable(),
  booked_ticks: ticksSchema.nullable(),
  at_risk_ticks: ticksSchema.nullable(),
  adjusted_ticks: ticksSchema.nullable(),
  open: z.boolean().meta({ description: 'not ended yet; its charge is booked when it ends' }),
  action: z.enum(['adopt', 'apply', 'take_back']).nullable(),
})

export function presentReconciliation(row: Reconciliation): z.infer<typeof reconciliationSchema> {
  const { verdicts } = row
  const all = Object.values(verdicts)
  const booked = all.reduce((sum, { bookedTicks }) => sum + bookedTicks, 0n)
  const difference = row.billTicks - booked
  return {
    id: row.id,
    object: 'reconciliation',
    upstream: row.upstream,
    file_name: row.fileName,
    file_sha256: row.fileSha256,
    format: row.format,
    columns: row.columns,
    from: row.from?.toISOString() ?? null,
    to: row.to?.toISOString() ?? null,
    lines: row.lineCount,
    tasks: verdicts.matched.lines + verdicts.extra.lines + verdicts.different.lines,
    bill_ticks: String(row.billTicks),
    bill_usd: usdFromTicks(row.billTicks),
    booked_ticks: String(booked),
    difference_ticks: String(difference),
    difference_usd: usdFromTicks(difference),
    matched: presentSum(verdicts.matched),
    missing: presentSum(verdicts.missing),
    extra: presentSum(verdicts.extra),
    different: presentSum(verdicts.different),
    applied_at: row.appliedAt?.toISOString() ?? null,
    takes_back_missing: row.takesBackMissing,
    adjusted_lines: row.adjustedLines,
    adjusted_ticks: String(row.adjustedTicks),
    created_at: row.createdAt.toISOString(),
  }
}

function presentSum(sum: Reconciliation['verdicts'][BillVerdict]): z.infer<typeof sumSchema> {
  return {
    lines: sum.lines,
    billed_ticks: String(sum.billedTicks),
    booked_ticks: String(sum.bookedTicks),
    at_risk_ticks: String(sum.atRiskTicks),
  }
}

export function presentReconciliationLine(
  line: ReconciliationLine,
): z.infer<typeof reconciliationLineSchema> {
  const text = (ticks: bigint | null) => (ticks === null ? null : String(ticks))
  return {
    verdict: line.verdict,
    task_id: line.taskId,
    submission_id: line.submissionId,
    job_id: line.jobId,
    model: line.model,
    billed_at: line.billedAt?.toISOString() ?? null,
    file_lines: [...line.fileLines],
    billed_ticks: text(line.billedTicks),
    booked_ticks: text(line.bookedTicks),
    at_risk_ticks: text(line.atRiskTicks),
    adjusted_ticks: text(line.adjustedTicks),
    open: line.isOpen,
    action: actionOf(line),
  }
}

/** What a person can do about it. */
function actionOf({ verdict, isOpen, adjustedTicks }: ReconciliationLine) {
  if (verdict === 'extra') return 'adopt'
  if (verdict === 'matched' || isOpen || adjustedTicks !== null) return null
  return verdict === 'different' ? 'apply' : 'take_back'
}
