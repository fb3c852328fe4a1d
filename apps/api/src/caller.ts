import type { OwnerId } from '@reelkeep/core'
import type { FastifyRequest } from 'fastify'
import { keyMissing } from './errors.ts'

/** What a key may do: see, send, steer, or hand out keys. Each is granted by name; none implies another. */
export const scopes = ['read', 'submit', 'operate', 'admin'] as const
export type Scope = (typeof scopes)[number]

/** What a key may ask for beyond its scopes. Null: the key sets no limit of its own. Its money is held in its accounts. */
export type KeyLimits = {
  readonly requestsPerMinute: number | null
  readonly upstreams: readonly string[] | null
  readonly models: readonly string[] | null
  readonly maxDurationS: number | null
}

export const noLimits: KeyLimits = {
  requestsPerMinute: null,
  upstreams: null,
  models: null,
  maxDurationS: null,
}

/** Who asks. Every query filters by `ownerId`; audit entries and events name `keyId`. */
export type Caller = {
  /** Whose things are meant: the key's owner, or the one that an admin key acts for. */
  readonly ownerId: OwnerId
  /** Stands in front of the owner's clip keys. */
  readonly ownerName: string
  readonly keyId: string
  readonly keyName: string
  readonly via: 'key' | 'session'
  readonly scopes: readonly Scope[]
  readonly limits: KeyLimits
}

/** The caller that the auth plugin found. Throws on a public route, where nobody was asked for. */
export function callerOf(request: FastifyRequest): Caller {
  if (request.caller === null) throw keyMissing()
  return request.caller
}

/** Who did it, for an audit entry. The address is that of whoever connects to us: behind a proxy, the proxy's. */
export function auditedBy(request: FastifyRequest): {
  readonly actor: string
  readonly requestId: string
  readonly ip: string
} {
  return { actor: callerOf(request).keyId, requestId: request.id, ip: request.ip }
}

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | null
  }
  interface FastifyContextConfig {
    /** Needs no key. */
    public?: boolean
    /** What the key needs; `any`: every key will do. Absent: `read` for GET and HEAD; every other route must say. */
    scope?: Scope | 'any'
    /** The route keeps its own answers for repeated keys; the plugin leaves it alone. */
    ownIdempotency?: boolean
  }
}
