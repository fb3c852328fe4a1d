import { sql } from 'drizzle-orm'
import { bigint, integer, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

export const uploads = pgTable('uploads', {
  id: text('id').primaryKey(),
  ownerId: text('owner_id').notNull(),
  keyId: text('key_id').notNull(),
  purpose: text('purpose').notNull(),
  state: text('state').notNull().default('receiving'),
  name: text('name'),
  options: jsonb('options').notNull().default(sql`'{}'::jsonb`),
  columns: text('columns').array().notNull().default(sql`'{}'::text[]`),
  rowCount: integer('row_count').notNull().default(0),
  problemCount: integer('problem_count').notNull().default(0),
  quotedTicks: bigint('quoted_ticks', { mode: 'bigint' }),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  expiresAt: timestamp('expires_at', { withTimezone: true })
    .notNull()
    .default(sql`(now() + '24:00:00'::interval)`),
})
