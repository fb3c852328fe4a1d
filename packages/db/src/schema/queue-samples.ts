import { bigint, integer, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core'

export const queueSamples = pgTable(
  'queue_samples',
  {
    at: timestamp('at', { withTimezone: true }).notNull(),
    ownerId: text('owner_id').notNull(),
    upstream: text('upstream').notNull(),
    model: text('model').notNull(),
    queued: integer('queued').notNull(),
    oldestMs: bigint('oldest_ms', { mode: 'bigint' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.ownerId, table.at, table.upstream, table.model] })],
)
