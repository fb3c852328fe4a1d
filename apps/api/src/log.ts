import { type DestinationStream, type Logger, pino } from 'pino'
import type { LogLevel } from './config.ts'

/** Fields that must never be written, wherever they turn up: keys, cookies, links and what people asked for. */
const secretFields = [
  'authorization',
  'cookie',
  'set-cookie',
  'key',
  'secret',
  'password',
  'prompt',
  'body',
  'query',
  'parameters',
  'args',
  'url',
  'link',
  'source_url',
  'image_urls',
  'video_url',
]

/** The process's log: one JSON line per request, in the columns' words. */
export function openLog(level: LogLevel, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { app: 'api' },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: {
      paths: secretFields.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]),
      remove: true,
    },
    serializers: { err: describeError, error: describeError, req: () => undefined, res: () => undefined },
  }
  return destination === undefined ? pino(options) : pino(options, destination)
}

/** An error without what its library hung on it: statements, parameters and requests hold prompts, links and keys. */
function describeError(error: unknown): { name: string; code: string | null; at: string | null } {
  if (!(error instanceof Error)) return { name: 'thrown', code: null, at: null }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null
  const at = (error.stack ?? '').split('\n').find((line) => line.trimStart().startsWith('at ')) ?? null
  return { name: error.name, code, at: at?.trim() ?? null }
}
