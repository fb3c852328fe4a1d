import type { IncomingMessage } from 'node:http'
import { hasKey, keyOf } from '../http/bearer.ts'
import type { Mount } from '../mounts/mounts.ts'
import type { VendorError } from '../vendor/vendor.ts'
import type { World } from '../world.ts'

/** What a vendor asks of every call: a key of its own, and not too many at once. Counts the request. */
export function refuseRequest(request: IncomingMessage, world: World, mount: Mount): VendorError | null {
  const nowMs = world.now()
  mount.traffic.noteRequest(nowMs)
  if (!hasKey(request, world.apiKeys)) return mount.vendor.keyRefusal(keyOf(request) !== undefined)
  const over = mount.rateLimit?.take(nowMs) ?? null
  if (over === null) return null
  const text = `Too many requests for team 00000000-0000-0000-0000-000000000016. Your team's rate limit is: Requests per Second (actual/limit): ${over.actual}/${over.limit}`
  return { status: 429, message: text }
}
