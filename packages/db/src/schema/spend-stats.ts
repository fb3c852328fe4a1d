import { bigint, boolean, integer, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core'

export const spendStats = spendTable('spend_stats')
export const spendMinutes = spendTable('spend_minutes')

function spendTable(name: string) {
  return pgTable(
    name,
    {
      at: timestamp('at', { withTimezone: true }).notNull(),
      ownerId: text('owner_id').notNull(),
      upstream: text('upstream').notNull(),
      model: text('model').notNull(),
      keyId: text('key_id').notNull(),
      batchId: text('batch_id').notNull(),
      simulated: boolean('simulated').notNull(),
      quotedTicks: bigint('quoted_ticks', { mode: 'bigint' }),
      meteredTicks: bigint('metered_ticks', { mode: 'bigint' }),
      estimatedTicks: bigint('estimated_ticks', { mode: 'bigint' }),
      contingentTicks: bigint('contingent_ticks', { mode: 'bigint' }),
      unknown: integer('unknown').notNull(),
    },
    (table) => [
      primaryKey({
        columns: [
          table.ownerId,
          table.at,
          table.upstream,
          table.model,
          table.keyId,
          table.batchId,
          table.simulated,
        ],
      }),
    ],
  )
}
