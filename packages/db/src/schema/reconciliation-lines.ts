import { sql } from 'drizzle-orm'
import { bigint, integer, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core'

export const reconciliationLines = pgTable(
  'reconciliation_lines',
  {
    reconciliationId: text('reconciliation_id').notNull(),
    place: integer('place').notNull(),
    verdict: text('verdict').notNull(),
    taskId: text('task_id'),
    submissionId: text('submission_id'),
    jobId: text('job_id'),
    model: text('model'),
    billedAt: timestamp('billed_at', { withTimezone: true }),
    fileLines: integer('file_lines').array().notNull().default(sql`'{}'::integer[]`),
    billedTicks: bigint('billed_ticks', { mode: 'bigint' }),
    bookedTicks: bigint('booked_ticks', { mode: 'bigint' }),
    atRiskTicks: bigint('at_risk_ticks', { mode: 'bigint' }),
    adjustedTicks: bigint('adjusted_ticks', { mode: 'bigint' }),
  },
  (table) => [primaryKey({ columns: [table.reconciliationId, table.place] })],
)
