import { bigint, boolean, integer, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

export const reconciliations = pgTable('reconciliations', {
  id: text('id').primaryKey(),
  ownerId: text('owner_id').notNull(),
  keyId: text('key_id').notNull(),
  upstream: text('upstream').notNull(),
  fileName: text('file_name'),
  fileSha256: text('file_sha256').notNull(),
  format: text('format').notNull(),
  columns: jsonb('columns').notNull(),
  fromAt: timestamp('from_at', { withTimezone: true }),
  toAt: timestamp('to_at', { withTimezone: true }),
  lineCount: integer('line_count').notNull(),
  billTicks: bigint('bill_ticks', { mode: 'bigint' }).notNull(),
  applied: boolean('applied').notNull().default(false),
  takesBackMissing: boolean('takes_back_missing').notNull().default(false),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  appliedAt: timestamp('applied_at', { withTimezone: true }),
})
