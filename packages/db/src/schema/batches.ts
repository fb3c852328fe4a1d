import { sql } from 'drizzle-orm'
import { bigint, boolean, integer, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

export const batches = pgTable('batches', {
  id: text('id').primaryKey(),
  ownerId: text('owner_id').notNull(),
  keyId: text('key_id').notNull(),
  name: text('name').notNull(),
  state: text('state').notNull().default('running'),
  revision: integer('revision').notNull().default(1),
  budgetTicks: bigint('budget_ticks', { mode: 'bigint' }),
  maxPriceTicks: bigint('max_price_ticks', { mode: 'bigint' }),
  options: jsonb('options').notNull().default(sql`'{}'::jsonb`),
  intake: jsonb('intake').notNull().default(sql`'{}'::jsonb`),
  columns: text('columns').array().notNull().default(sql`'{}'::text[]`),
  total: integer('total').notNull().default(0),
  queued: integer('queued').notNull().default(0),
  submitting: integer('submitting').notNull().default(0),
  unconfirmed: integer('unconfirmed').notNull().default(0),
  rendering: integer('rendering').notNull().default(0),
  archiving: integer('archiving').notNull().default(0),
  archived: integer('archived').notNull().default(0),
  failed: integer('failed').notNull().default(0),
  canceled: integer('canceled').notNull().default(0),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().defaultNow(),
  finishedAt: timestamp('finished_at', { withTimezone: true }),
  recordedRevision: integer('recorded_revision').notNull().default(0),
  recordedUpdatedAt: timestamp('recorded_updated_at', { withTimezone: true }),
  recordedAt: timestamp('recorded_at', { withTimezone: true }),
  restoredAt: timestamp('restored_at', { withTimezone: true }),
  recordDue: boolean('record_due')
    .notNull()
    .generatedAlwaysAs(sql`((recorded_updated_at IS NULL) OR (recorded_updated_at <> updated_at))`),
})
