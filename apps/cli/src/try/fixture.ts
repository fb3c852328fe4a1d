import type { Exchange, Surprise } from '../client/shapes.ts'
import { isRecord, parseJson } from './reply-json.ts'

/** A reply as the upstream's dialect keeps its samples, so that the file can be put beside them. */
export type Fixture = {
  readonly source: string
  readonly note: string
  /** Absent for a create. */
  readonly asked?: { readonly task_id: string }
  readonly reply: {
    readonly status: number
    readonly content_type: string | null
    readonly body?: unknown
    readonly body_text?: string
  }
  readonly expect: { readonly type: string; readonly surprises?: readonly Surprise[] }
}

/** `on` is a date; `taskId` is what the question was about, null for a create. */
export type Sighting = { readonly on: string; readonly jobId: string; readonly taskId: string | null }

/** Null: no answer came, so there is nothing to keep. */
export function fixtureOf(exchange: Exchange, { on, jobId, taskId }: Sighting): Fixture | null {
  if (exchange.http_status === null) return null
  const json = parseJson(exchange.body)
  return {
    source: `seen by reelkeep try, ${on}`,
    note: `${jobId}; keys, prompt and the signed part of links are taken out`,
    ...(exchange.step === 'submit' || taskId === null ? {} : { asked: { task_id: taskId } }),
    reply: {
      status: exchange.http_status,
      content_type: exchange.content_type,
      ...(json === undefined ? { body_text: exchange.body ?? '' } : { body: json }),
    },
    expect: {
      type: exchange.read_as ?? 'unknown',
      ...(exchange.surprises.length === 0 ? {} : { surprises: exchange.surprises }),
    },
  }
}

/** `query.in_progress`, `create.http-429`: the call, and the status word of its reply or what it was taken for. */
export function fixtureName({ step, http_status: status, read_as: readAs, body }: Exchange): string {
  const call = step === 'submit' ? 'create' : 'query'
  if (status !== null && (status < 200 || status >= 300)) return `${call}.http-${status}`
  const word = statusIn(parseJson(body)) ?? (readAs ?? 'unknown').replace(/^(submit|poll|render|task)-/, '')
  const safe = word
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '_')
    .slice(0, 40)
  return `${call}.${safe}`
}

/** The innermost status word: wrapped replies say there how the task is. */
function statusIn(value: unknown): string | null {
  if (!isRecord(value)) return null
  for (const inner of Object.values(value)) {
    const found = statusIn(inner)
    if (found !== null) return found
  }
  return typeof value.status === 'string' && value.status !== '' ? value.status : null
}

/**
 * What tells replies apart that are worth a file each: the call, how it was answered and taken, its status words, and
 * which fields there are. Not their values: progress and times differ in every one.
 */
export function shapeOf(exchange: Exchange): string {
  const json = parseJson(exchange.body)
  const body = json === undefined ? (exchange.body ?? '') : pathsOf(json).sort().join('\n')
  return [exchange.step, exchange.http_status, exchange.content_type, exchange.read_as, body].join('\n')
}

function pathsOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap((item) => pathsOf(item, `${path}[]`)))]
  if (isRecord(value)) {
    return Object.entries(value).flatMap(([key, inner]) =>
      pathsOf(inner, path === '' ? key : `${path}.${key}`),
    )
  }
  const says = /(^|\.)(status|state|code)$/i.test(path) ? `=${String(value).toLowerCase()}` : ''
  return [`${path}:${value === null ? 'null' : typeof value}${says}`]
}
