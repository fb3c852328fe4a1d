import type { Commitment, Ticks } from '@reelkeep/core'
import type { PendingQuery, Row } from 'postgres'
import type { Sql } from '../open-database.ts'

/**
 * What a row of `jobs` has cost, may have cost, and is still bound to cost: earlier submissions beside the one to come. An
 * unknown amount counts as the stated maximum, else as nothing.
 */
export function committedTicks(sql: Sql): PendingQuery<Row[]> {
  const price = sql`coalesce(quoted_ticks, max_price_ticks, 0)`
  return sql`
    coalesce(charged_ticks, 0) + coalesce(contingent_ticks, 0) + case
      when state in ('queued', 'submitting') then ${price}
      -- What may be owed without a price stays at risk when its task is asked about again.
      when state = 'rendering' then case when reopens > 0 and reserved_ticks = 0 then 0 else ${price} end
      -- Its own doubt is at risk already, unless it has no amount.
      when state = 'unconfirmed' and quoted_ticks is null then ${price}
      when state = 'unconfirmed' then greatest(0, ${price} - coalesce(contingent_ticks, 0))
      when state in ('archiving', 'archived') and charged_ticks is null and contingent_ticks is null then ${price}
      else 0
    end`
}

/** The sum of `committedTicks` over rows, beside the sums of what they were and may have been charged. */
export function commitmentOf(committed: Ticks, charged: Ticks | null, contingent: Ticks | null): Commitment {
  const chargedTicks = charged ?? 0n
  const possibleTicks = contingent ?? 0n
  return { chargedTicks, possibleTicks, toComeTicks: committed - chargedTicks - possibleTicks }
}
