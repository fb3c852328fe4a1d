import { bigint, integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

export const clips = pgTable('clips', {
  jobId: text('job_id').primaryKey(),
  bucket: text('bucket').notNull(),
  key: text('key').notNull(),
  bytes: bigint('bytes', { mode: 'bigint' }).notNull(),
  sha256: text('sha256').notNull(),
  crc32: text('crc32').notNull(),
  contentType: text('content_type').notNull(),
  durationMs: integer('duration_ms').notNull(),
  width: integer('width').notNull(),
  height: integer('height').notNull(),
  codec: text('codec').notNull(),
  archivedAt: timestamp('archived_at', { withTimezone: true }).notNull(),
  mediaSha256: text('media_sha256'),
  checkedAt: timestamp('checked_at', { withTimezone: true }),
  damage: text('damage'),
})
