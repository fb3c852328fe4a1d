import type { OwnerId } from '@reelkeep/core'
import type { FastifyRequest } from 'fastify'
import { keyMissing } from './errors.ts'

/** What a key may do: see, send, steer, or hand out keys. Each is granted by name; none implies another. */
export type Scope = 'read' | 'submit' | 'operate' | 'admin'

/** Who asks. Every query filters by `ownerId`; audit entries and events name `keyId`. */
export type Caller = {
  readonly ownerId: OwnerId
  /** Stands in front of the owner's clip keys. */
  readonly ownerName: string
  readonly keyId: string
  readonly via: 'key' | 'session'
}

/** The caller that the auth plugin found. Throws on a public route, where nobody was asked for. */
export function callerOf(request: FastifyRequest): Caller {
  if (request.caller === null) throw keyMissing()
  return request.caller
}

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | null
  }
  interface FastifyContextConfig {
    /** Needs no key. */
    public?: boolean
    /** What the key needs. Absent: `read` for GET and HEAD; every other route must say. */
    scope?: Scope
    /** The route keeps its own answers for repeated keys; the plugin leaves it alone. */
    ownIdempotency?: boolean
  }
}
