import { date, integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

export const submissions = pgTable('submissions', {
  id: text('id').primaryKey(),
  jobId: text('job_id').notNull(),
  number: integer('number').notNull(),
  status: text('status').notNull(),
  workerId: text('worker_id'),
  deadlineAt: timestamp('deadline_at', { withTimezone: true }),
  sentAt: timestamp('sent_at', { withTimezone: true }),
  upstream: text('upstream').notNull(),
  taskId: text('task_id'),
  credentialId: text('credential_id'),
  baseUrl: text('base_url'),
  requestedModel: text('requested_model').notNull(),
  reportedModel: text('reported_model'),
  priceVersion: text('price_version'),
  httpStatus: integer('http_status'),
  message: text('message'),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  settledAt: timestamp('settled_at', { withTimezone: true }),
  unknownAt: timestamp('unknown_at', { withTimezone: true }),
  resubmitGrantedOn: date('resubmit_granted_on'),
})
