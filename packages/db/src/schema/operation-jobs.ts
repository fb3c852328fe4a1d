import { integer, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core'

export const operationJobs = pgTable(
  'operation_jobs',
  {
    operationId: text('operation_id').notNull(),
    place: integer('place').notNull(),
    jobId: text('job_id').notNull(),
    outcome: text('outcome'),
    code: text('code'),
    message: text('message'),
    at: timestamp('at', { withTimezone: true }),
  },
  (table) => [primaryKey({ columns: [table.operationId, table.place] })],
)
