import { jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

export const imageMaps = pgTable('image_maps', {
  id: text('id').primaryKey(),
  ownerId: text('owner_id').notNull(),
  sha256: text('sha256').notNull(),
  images: jsonb('images').notNull(),
  usedAt: timestamp('used_at', { withTimezone: true }).notNull().defaultNow(),
})
