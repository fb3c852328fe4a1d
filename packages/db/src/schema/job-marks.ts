import { pgTable, text, timestamp } from 'drizzle-orm/pg-core'

export const jobMarks = pgTable('job_marks', {
  jobId: text('job_id').primaryKey(),
  ownerId: text('owner_id').notNull(),
  mark: text('mark').notNull(),
  note: text('note'),
  byKey: text('by_key').notNull(),
  at: timestamp('at', { withTimezone: true }).notNull().defaultNow(),
})
