/** Where messages live. Redis (or Valkey) in production; BullMQ's own Postgres backend for trying Reelkeep without one. */
export type QueueSettings =
  | {
      readonly kind: 'redis'
      readonly url: string
      /** A hash tag, so that all keys of a queue stay on one node of a cluster. */
      readonly prefix: string
    }
  | { readonly kind: 'postgres'; readonly url: string; readonly schema: string }

type Environment = { readonly [name: string]: string | undefined }

/** Throws an Error of one line that names the setting and the fix. Addresses hold passwords and are never repeated. */
export function readQueueSettings(env: Environment): QueueSettings {
  const kind = env.REELKEEP_QUEUE?.trim() || 'redis'
  switch (kind) {
    case 'redis':
      return {
        kind,
        url: readUrl(env, 'REDIS_URL', ['redis:', 'rediss:'], 'or set REELKEEP_QUEUE=postgres'),
        prefix: '{reelkeep}',
      }
    case 'postgres':
      return {
        kind,
        url: readUrl(env, 'DATABASE_URL', ['postgres:', 'postgresql:'], 'or unset REELKEEP_QUEUE'),
        schema: 'reelkeep_queue',
      }
    default:
      throw new Error(`REELKEEP_QUEUE must be "redis" or "postgres" (found "${kind}")`)
  }
}

function readUrl(env: Environment, name: string, protocols: readonly string[], otherwise: string): string {
  const text = env[name]?.trim()
  const wanted = protocols.map((protocol) => `${protocol}//host:port`).join(' or ')
  if (!text) throw new Error(`${name} must be set to ${wanted}, ${otherwise} (found nothing)`)
  if (!URL.canParse(text) || !protocols.includes(new URL(text).protocol)) {
    throw new Error(`${name} must be ${wanted} (found something else)`)
  }
  return text
}
