import { doublePrecision, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

export const pollBuckets = pgTable('poll_buckets', {
  upstream: text('upstream').primaryKey(),
  tokens: doublePrecision('tokens').notNull().default(1),
  tokensAt: timestamp('tokens_at', { withTimezone: true }).notNull().defaultNow(),
  cut: doublePrecision('cut').notNull().default(1),
  cutAt: timestamp('cut_at', { withTimezone: true }),
})
