import { bigint, boolean, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

export const failures = pgTable('failures', {
  id: bigint('id', { mode: 'bigint' }).generatedAlwaysAsIdentity().primaryKey(),
  jobId: text('job_id').notNull(),
  ownerId: text('owner_id').notNull(),
  batchId: text('batch_id'),
  submissionId: text('submission_id'),
  upstream: text('upstream').notNull(),
  model: text('model').notNull(),
  step: text('step').notNull(),
  reason: text('reason').notNull(),
  fingerprint: text('fingerprint').notNull(),
  message: text('message').notNull(),
  charged: text('charged').notNull(),
  retryable: boolean('retryable').notNull(),
  upstreamStatus: text('upstream_status'),
  at: timestamp('at', { withTimezone: true }).notNull().defaultNow(),
  followedAt: timestamp('followed_at', { withTimezone: true }),
  repeatedAt: timestamp('repeated_at', { withTimezone: true }),
})
