import { bigint, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

export const statsMarks = pgTable('stats_marks', {
  id: bigint('id', { mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
  span: text('span').notNull(),
  at: timestamp('at', { withTimezone: true }).notNull(),
})
