import { pgTable, text, timestamp } from 'drizzle-orm/pg-core'

export const chores = pgTable('chores', {
  name: text('name').primaryKey(),
  begunAt: timestamp('begun_at', { withTimezone: true }).notNull(),
})
