import type { StoreSettings } from '@reelkeep/archive'
import type { FastifyRequest } from 'fastify'

/** Whether a link to the store would open for this caller: a public address, AWS itself, or both on this machine. */
export function isStoreReachableFor(store: StoreSettings, request: FastifyRequest): boolean {
  if (store.publicEndpoint !== null || store.endpoint === null) return true
  return isLoopback(new URL(store.endpoint).hostname) && isOnThisMachine(request)
}

/** Whether its links open for anybody: it has a public address, or is AWS itself. */
export function isStorePublic(store: StoreSettings): boolean {
  return store.publicEndpoint !== null || store.endpoint === null
}

/** Where links of the store point to, for the page's content policy. */
export function storeOrigins(store: StoreSettings): string[] {
  const endpoint = store.publicEndpoint ?? store.endpoint
  if (endpoint === null) return ['https://*.amazonaws.com']
  const { protocol, host, origin } = new URL(endpoint)
  return store.forcePathStyle ? [origin] : [origin, `${protocol}//${store.bucket}.${host}`]
}

/** A request that a proxy passed on comes from the proxy's machine, whatever its caller's is. */
function isOnThisMachine(request: FastifyRequest): boolean {
  const isPassedOn =
    request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined
  return !isPassedOn && isLoopback(request.ip)
}

function isLoopback(host: string): boolean {
  return /^(127(\.\d+){3}|::1|\[::1\]|::ffff:127(\.\d+){3}|localhost)$/.test(host)
}
