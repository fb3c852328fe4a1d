import { sql } from 'drizzle-orm'
import { bigint, integer, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

export const exchanges = pgTable('exchanges', {
  id: bigint('id', { mode: 'bigint' }).generatedAlwaysAsIdentity().primaryKey(),
  jobId: text('job_id').notNull(),
  submissionId: text('submission_id'),
  step: text('step').notNull(),
  method: text('method').notNull(),
  path: text('path').notNull(),
  httpStatus: integer('http_status'),
  contentType: text('content_type'),
  body: text('body'),
  durationMs: integer('duration_ms').notNull(),
  at: timestamp('at', { withTimezone: true }).notNull().defaultNow(),
  readAs: text('read_as'),
  surprises: jsonb('surprises').notNull().default(sql`'[]'::jsonb`),
})
