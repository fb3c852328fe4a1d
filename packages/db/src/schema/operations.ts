import { sql } from 'drizzle-orm'
import { bigint, integer, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

export const operations = pgTable('operations', {
  id: text('id').primaryKey(),
  ownerId: text('owner_id').notNull(),
  keyId: text('key_id').notNull(),
  action: text('action').notNull(),
  filter: jsonb('filter').notNull().default(sql`'{}'::jsonb`),
  state: text('state').notNull().default('running'),
  matched: integer('matched').notNull().default(0),
  done: integer('done').notNull().default(0),
  refused: integer('refused').notNull().default(0),
  quotedTicks: bigint('quoted_ticks', { mode: 'bigint' }),
  position: text('position'),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  finishedAt: timestamp('finished_at', { withTimezone: true }),
  skipped: integer('skipped').notNull().default(0),
  problemCount: integer('problem_count').notNull().default(0),
  problems: jsonb('problems').notNull().default(sql`'[]'::jsonb`),
  movedAt: timestamp('moved_at', { withTimezone: true }).notNull().defaultNow(),
  heldUntil: timestamp('held_until', { withTimezone: true }),
  checks: jsonb('checks').notNull().default(sql`'[]'::jsonb`),
  quotedParts: jsonb('quoted_parts').notNull().default(sql`'[]'::jsonb`),
})
