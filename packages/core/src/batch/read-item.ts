import type { JsonValue } from '../job/decision.ts'
import { type Operation, operations } from '../job/job.ts'
import type { Problem } from '../models/check-render.ts'
import { checkTexts } from './check-text.ts'
import { emptyWish, type JobWish, type WishReading } from './job-wish.ts'
import { isKnownColumn, knownColumns, resembledColumn } from './known-columns.ts'
import { priorities, priorityMessage, takesMax, takesMessage } from './read-cell.ts'

const itemKeys = [...knownColumns, 'metadata'] as const

/** Reads one job given as JSON: an entry of `items`, `defaults`, or a line of NDJSON. Paths are relative to it. */
export function readItem(value: unknown): WishReading {
  if (!isRecord(value)) {
    const problem = { path: '', code: 'not_an_object', message: 'a job must be a JSON object' }
    return { wish: emptyWish, problems: [problem], warnings: [] }
  }
  const problems: Problem[] = unknownKeys(value)
  const text = (key: string) => readText(value, key, problems)
  const wish: JobWish = {
    prompt: text('prompt'),
    model: text('model'),
    upstream: text('upstream'),
    operation: readOperation(value, problems),
    durationS: readWhole(value, problems),
    aspectRatio: text('aspect_ratio'),
    resolution: text('resolution'),
    imageUrls: readLinks(value, problems),
    videoUrl: text('video_url'),
    customId: text('custom_id'),
    name: text('name'),
    priority: readPriority(value, problems),
    takes: readTakes(value, problems),
    metadata: readMetadata(value, problems),
  }
  problems.push(...checkTexts(wish))
  return { wish, problems, warnings: [] }
}

/** The wish's own values and its metadata by name, as templates see them. */
export function wishVariables(wish: JobWish): ReadonlyMap<string, string> {
  const variables = new Map<string, string>()
  for (const [key, value] of Object.entries(wish.metadata)) {
    if (typeof value === 'string') variables.set(key, value)
    if (typeof value === 'number' || typeof value === 'boolean') variables.set(key, String(value))
  }
  const own: [string, string | number | null][] = [
    ['prompt', wish.prompt],
    ['model', wish.model],
    ['upstream', wish.upstream],
    ['operation', wish.operation],
    ['duration', wish.durationS],
    ['aspect_ratio', wish.aspectRatio],
    ['resolution', wish.resolution],
    ['video_url', wish.videoUrl],
    ['custom_id', wish.customId],
    ['name', wish.name],
    ['priority', wish.priority],
    ['takes', wish.takes],
  ]
  for (const [key, value] of own) if (value !== null) variables.set(key, String(value))
  return variables
}

export function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function unknownKeys(value: { readonly [key: string]: unknown }): Problem[] {
  return Object.keys(value)
    .filter((key) => !isKnownColumn(key) && key !== 'metadata')
    .map((key) => {
      const meant = resembledColumn(key)
      const fix = meant === null ? 'put it under metadata' : `did you mean ${meant}?`
      return { path: key, code: 'unknown_key', message: `a job has no "${key}"; ${fix}`, allowed: itemKeys }
    })
}

function readText(
  value: { readonly [key: string]: unknown },
  key: string,
  problems: Problem[],
): string | null {
  const found = value[key] ?? null
  if (found === null) return null
  if (typeof found !== 'string') {
    problems.push({ path: key, code: 'not_text', message: `${key} must be text` })
    return null
  }
  return found === '' ? null : found
}

function readOperation(value: { readonly [key: string]: unknown }, problems: Problem[]): Operation | null {
  const found = value.operation ?? null
  if (found === null) return null
  const operation = operations.find((known) => known === found)
  if (operation !== undefined) return operation
  problems.push({
    path: 'operation',
    code: 'operation_not_known',
    message: `operation must be ${operations.join(', ')}`,
    allowed: operations,
  })
  return null
}

function readWhole(value: { readonly [key: string]: unknown }, problems: Problem[]): number | null {
  const found = value.duration ?? null
  if (found === null) return null
  if (typeof found === 'number' && Number.isInteger(found) && found > 0 && found < 1_000_000) return found
  problems.push({
    path: 'duration',
    code: 'not_whole_seconds',
    message: 'duration must be whole seconds, such as 10',
  })
  return null
}

function readPriority(value: { readonly [key: string]: unknown }, problems: Problem[]): number | null {
  const found = value.priority ?? null
  if (found === null) return null
  const priority = priorities.find((known) => known === found)
  if (priority !== undefined) return priority
  problems.push({
    path: 'priority',
    code: 'priority_not_allowed',
    message: priorityMessage(String(found)),
    allowed: priorities,
  })
  return null
}

function readTakes(value: { readonly [key: string]: unknown }, problems: Problem[]): number | null {
  const found = value.takes ?? null
  if (found === null) return null
  if (typeof found === 'number' && Number.isInteger(found) && found >= 1 && found <= takesMax) return found
  problems.push({ path: 'takes', code: 'takes_not_allowed', message: takesMessage(String(found)) })
  return null
}

function readLinks(value: { readonly [key: string]: unknown }, problems: Problem[]): readonly string[] {
  const found = value.image_urls ?? null
  if (found === null) return []
  if (Array.isArray(found) && found.every((link) => typeof link === 'string')) return found
  problems.push({ path: 'image_urls', code: 'not_a_list', message: 'image_urls must be a list of links' })
  return []
}

function readMetadata(
  value: { readonly [key: string]: unknown },
  problems: Problem[],
): { readonly [key: string]: JsonValue } {
  const found = value.metadata ?? null
  if (found === null) return {}
  if (isJsonRecord(found)) return found
  problems.push({ path: 'metadata', code: 'not_an_object', message: 'metadata must be a JSON object' })
  return {}
}

/** What a JSON reader gives as an object holds JSON values only. */
function isJsonRecord(value: unknown): value is { readonly [key: string]: JsonValue } {
  return isRecord(value)
}
