import { adminKeyId, type KeyRecord, type KeySpending } from '@reelkeep/db'
import type { z } from 'zod'
import type { keySchema } from '../schemas/key.ts'
import { momentText, ticksText } from './present-values.ts'

export function presentKey(key: KeyRecord, now: Date): z.infer<typeof keySchema> {
  return {
    id: key.id,
    object: 'key',
    name: key.name,
    owner_id: key.ownerId,
    owner: key.ownerName,
    state: stateOf(key, now),
    last_four: key.lastFour,
    of_configuration: key.id === adminKeyId,
    scopes: [...key.scopes],
    created_at: key.createdAt.toISOString(),
    expires_at: momentText(key.expiresAt),
    revoked_at: momentText(key.revokedAt),
    last_used_at: momentText(key.lastUsedAt),
    cap_ticks: ticksText(key.inAll?.capTicks ?? null),
    day_cap_ticks: ticksText(key.dayCapTicks),
    max_in_flight: key.maxInFlight,
    requests_per_minute: key.requestsPerMinute,
    upstreams: key.allowedUpstreams === null ? null : [...key.allowedUpstreams],
    models: key.allowedModels === null ? null : [...key.allowedModels],
    max_duration: key.maxDurationS,
    spent: presentSpending(key.inAll),
    spent_today: presentSpending(key.today),
  }
}

function stateOf({ revokedAt, expiresAt }: KeyRecord, now: Date) {
  if (revokedAt !== null) return 'revoked'
  return expiresAt !== null && expiresAt <= now ? 'expired' : 'active'
}

function presentSpending(spending: KeySpending | null) {
  if (spending === null) return null
  return {
    charged_ticks: String(spending.chargedTicks),
    reserved_ticks: String(spending.reservedTicks),
    contingent_ticks: String(spending.contingentTicks),
  }
}
