import { bigint, integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

export const referenceImages = pgTable('reference_images', {
  id: text('id').primaryKey(),
  ownerId: text('owner_id').notNull(),
  keyId: text('key_id').notNull(),
  sha256: text('sha256').notNull(),
  objectKey: text('object_key').notNull(),
  contentType: text('content_type').notNull(),
  bytes: bigint('bytes', { mode: 'bigint' }).notNull(),
  width: integer('width'),
  height: integer('height'),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
})
