import { bigint, integer, jsonb, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core'

export const jobStats = pgTable(
  'job_stats',
  {
    span: text('span').notNull(),
    at: timestamp('at', { withTimezone: true }).notNull(),
    ownerId: text('owner_id').notNull(),
    upstream: text('upstream').notNull(),
    model: text('model').notNull(),
    created: integer('created').notNull(),
    archived: integer('archived').notNull(),
    failed: integer('failed').notNull(),
    canceled: integer('canceled').notNull(),
    reasons: jsonb('reasons').notNull(),
    bytes: bigint('bytes', { mode: 'bigint' }).notNull(),
    polls: bigint('polls', { mode: 'bigint' }).notNull(),
    codes: integer('codes').array().notNull(),
    counts: integer('counts').array().notNull(),
  },
  (table) => [primaryKey({ columns: [table.ownerId, table.span, table.at, table.upstream, table.model] })],
)
