import { bigint, integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

export const batchDeltas = pgTable('batch_deltas', {
  id: bigint('id', { mode: 'bigint' }).generatedAlwaysAsIdentity().primaryKey(),
  batchId: text('batch_id').notNull(),
  state: text('state').notNull(),
  delta: integer('delta').notNull(),
  at: timestamp('at', { withTimezone: true }).notNull().defaultNow(),
})
