import { boolean, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

export const storeHealth = pgTable('store_health', {
  isOnly: boolean('is_only').primaryKey().default(true),
  failingSince: timestamp('failing_since', { withTimezone: true }),
  failedAt: timestamp('failed_at', { withTimezone: true }),
  lastFailure: text('last_failure'),
  closedAt: timestamp('closed_at', { withTimezone: true }),
  closedKind: text('closed_kind'),
  closedReason: text('closed_reason'),
  probedAt: timestamp('probed_at', { withTimezone: true }),
  keptAt: timestamp('kept_at', { withTimezone: true }),
})
