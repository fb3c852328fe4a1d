import type { IncomingMessage } from 'node:http'

/** "All requests require a Bearer token in the request header". With no keys configured any non-empty one is good. */
export function hasKey(request: IncomingMessage, apiKeys: readonly string[]): boolean {
  const key = keyOf(request)
  return key !== undefined && (apiKeys.length === 0 || apiKeys.includes(key))
}

export function keyOf(request: IncomingMessage): string | undefined {
  return /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
}
