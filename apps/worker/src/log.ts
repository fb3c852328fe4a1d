import { type DestinationStream, type Logger, pino } from 'pino'

export type Log = Logger

/** Names under which something secret or private could ever reach a line. */
const secretFields = new Set([
  'prompt',
  'api_key',
  'authorization',
  'password',
  'token',
  'url',
  'link',
  'source_url',
  'image_urls',
  'video_url',
  'body',
  'parameters',
  'query',
])
const depthMax = 3

export function openLog(level: string, destination?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: {
      level: (label: string) => ({ level: label }),
      // pino's own redaction looks up every path in every line; this walks only what a line has.
      log: (fields: object) => withoutSecretFields(fields, depthMax),
    },
  }
  return destination ? pino(options, destination) : pino(options)
}

/** Without the secret fields, at any depth a line may have; what lies deeper is left out altogether. */
function withoutSecretFields(fields: object, depth: number): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(fields)) {
    if (secretFields.has(name)) continue
    if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Date) {
      kept[name] = value
    } else if (depth > 1) kept[name] = withoutSecretFields(value, depth - 1)
  }
  return kept
}

/**
 * An error as it may be logged. Database drivers hang the statement and its parameters on their errors, and
 * messages repeat addresses: nothing but name, code and a message without queries and credentials is kept.
 */
export function describeError(thrown: unknown): { name: string; code: string | null; message: string } {
  if (!(thrown instanceof Error)) return { name: 'thrown', code: null, message: typeof thrown }
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : null
  const message = thrown.message.startsWith('Failed query')
    ? 'a query failed'
    : withoutSecrets(thrown.message)
  const cause = thrown.cause instanceof Error ? describeError(thrown.cause) : null
  return {
    name: thrown.name,
    code: code ?? cause?.code ?? null,
    message: (cause ? `${message}: ${cause.message}` : message).slice(0, 500),
  }
}

function withoutSecrets(message: string): string {
  return message.replace(/\b([a-z][a-z0-9+.-]*:\/\/)(?:[^\s/@]*@)?([^\s?#]*)[?#]?\S*/gi, '$1$2')
}
