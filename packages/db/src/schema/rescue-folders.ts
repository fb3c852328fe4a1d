import { bigint, integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

export const rescueFolders = pgTable('rescue_folders', {
  id: text('id').primaryKey(),
  seenAt: timestamp('seen_at', { withTimezone: true }).notNull().defaultNow(),
  bytes: bigint('bytes', { mode: 'bigint' }).notNull().default(0n),
  clips: integer('clips').notNull().default(0),
})
