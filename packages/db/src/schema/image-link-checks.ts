import { pgTable, text, timestamp } from 'drizzle-orm/pg-core'

export const imageLinkChecks = pgTable('image_link_checks', {
  linkSha256: text('link_sha256').primaryKey(),
  outcome: text('outcome').notNull(),
  message: text('message'),
  checkedAt: timestamp('checked_at', { withTimezone: true }).notNull().defaultNow(),
})
