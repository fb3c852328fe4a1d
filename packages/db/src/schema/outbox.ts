import { integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

export const outbox = pgTable('outbox', {
  id: text('id').primaryKey(),
  kind: text('kind').notNull(),
  jobId: text('job_id').notNull(),
  ownerId: text('owner_id').notNull(),
  batchId: text('batch_id'),
  dueAt: timestamp('due_at', { withTimezone: true }).defaultNow(),
  attempts: integer('attempts').notNull().default(0),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  deliveredAt: timestamp('delivered_at', { withTimezone: true }),
})
