import { pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core'

export const failureGroups = pgTable(
  'failure_groups',
  {
    ownerId: text('owner_id').notNull(),
    fingerprint: text('fingerprint').notNull(),
    status: text('status').notNull(),
    reason: text('reason'),
    byKey: text('by_key').notNull(),
    at: timestamp('at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.ownerId, table.fingerprint] })],
)
