import { bigint, date, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

export const accounts = pgTable('accounts', {
  id: text('id').primaryKey(),
  ownerId: text('owner_id').notNull(),
  kind: text('kind').notNull(),
  batchId: text('batch_id'),
  keyId: text('key_id'),
  onDay: date('on_day'),
  capTicks: bigint('cap_ticks', { mode: 'bigint' }),
  reservedTicks: bigint('reserved_ticks', { mode: 'bigint' }).notNull().default(0n),
  chargedTicks: bigint('charged_ticks', { mode: 'bigint' }).notNull().default(0n),
  contingentTicks: bigint('contingent_ticks', { mode: 'bigint' }).notNull().default(0n),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  carriedTicks: bigint('carried_ticks', { mode: 'bigint' }),
  dayEndsAt: timestamp('day_ends_at', { withTimezone: true }),
})
