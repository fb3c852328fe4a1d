import type { Operation } from '../job/job.ts'
import type { Problem } from '../models/check-render.ts'
import { emptyWish, type WishReading } from './job-wish.ts'
import { isRecord, readItem } from './read-item.ts'

/** Where an OpenAI batch line may point, and which operation that is; null: the body says. */
const lineUrls: { readonly [url: string]: Operation | null } = {
  '/v1/jobs': null,
  '/v1/videos': null,
  '/v1/videos/generations': 'generate',
  '/v1/videos/edits': 'edit',
  '/v1/videos/extensions': 'extend',
}

const lineKeys = ['custom_id', 'method', 'url', 'body']

/** Reads a line of NDJSON: a job, or an OpenAI batch line that carries a job in `body`. */
export function readBatchLine(value: unknown): WishReading {
  if (!isRecord(value) || !('body' in value)) return readItem(value)
  const problems: Problem[] = Object.keys(value)
    .filter((key) => !lineKeys.includes(key))
    .map((key) => ({
      path: key,
      code: 'unknown_key',
      message: `a batch line has no "${key}"`,
      allowed: lineKeys,
    }))
  if ((value.method ?? 'POST') !== 'POST') {
    problems.push({
      path: 'method',
      code: 'method_not_known',
      message: 'method must be POST',
      allowed: ['POST'],
    })
  }
  const url = value.url ?? '/v1/jobs'
  const isKnownUrl = typeof url === 'string' && Object.hasOwn(lineUrls, url)
  if (!isKnownUrl) {
    problems.push({
      path: 'url',
      code: 'url_not_known',
      message: `url must be one of ${Object.keys(lineUrls).join(', ')}`,
      allowed: Object.keys(lineUrls),
    })
  }
  if (!isRecord(value.body)) {
    problems.push({ path: 'body', code: 'not_an_object', message: 'body must be a JSON object' })
    return { wish: emptyWish, problems, warnings: [] }
  }
  const operation = isKnownUrl ? lineUrls[url] : null
  const job = {
    ...value.body,
    custom_id: value.custom_id ?? value.body.custom_id ?? null,
    operation: value.body.operation ?? operation ?? null,
  }
  const reading = readItem(job)
  const inBody = reading.problems.map((problem) =>
    problem.path === 'custom_id' ? problem : { ...problem, path: `body.${problem.path}` },
  )
  return { ...reading, problems: [...problems, ...inBody] }
}
