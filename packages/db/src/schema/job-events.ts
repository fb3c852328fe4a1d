import { sql } from 'drizzle-orm'
import { date, integer, jsonb, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core'

export const jobEvents = pgTable(
  'job_events',
  {
    jobCreatedOn: date('job_created_on').notNull(),
    jobId: text('job_id').notNull(),
    seq: integer('seq').notNull(),
    kind: text('kind').notNull(),
    fromState: text('from_state'),
    toState: text('to_state').notNull(),
    detail: jsonb('detail').notNull().default(sql`'{}'::jsonb`),
    at: timestamp('at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.jobCreatedOn, table.jobId, table.seq] })],
)
