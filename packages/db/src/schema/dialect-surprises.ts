import { bigint, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core'

export const dialectSurprises = pgTable(
  'dialect_surprises',
  {
    upstream: text('upstream').notNull(),
    kind: text('kind').notNull(),
    name: text('name').notNull(),
    count: bigint('count', { mode: 'bigint' }).notNull(),
    firstAt: timestamp('first_at', { withTimezone: true }).notNull().defaultNow(),
    lastAt: timestamp('last_at', { withTimezone: true }).notNull().defaultNow(),
    jobId: text('job_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.upstream, table.kind, table.name] })],
)
