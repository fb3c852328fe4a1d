import type { Operation } from '../job/job.ts'
import type { Problem } from '../models/check-render.ts'
import { emptyWish, type WishReading } from './job-wish.ts'
import { excerpt } from './read-cell.ts'
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
  if (!isRecord(value) || !isBatchLine(value)) return readItem(value)
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
      message: `method must be POST (found ${excerpt(JSON.stringify(value.method))})`,
      allowed: ['POST'],
    })
  }
  const url = value.url ?? '/v1/jobs'
  const isKnownUrl = typeof url === 'string' && Object.hasOwn(lineUrls, url)
  if (!isKnownUrl) {
    problems.push({
      path: 'url',
      code: 'url_not_known',
      message: `url must be one of ${Object.keys(lineUrls).join(', ')} (found ${excerpt(JSON.stringify(url))})`,
      allowed: Object.keys(lineUrls),
    })
  }
  if (!isRecord(value.body)) {
    const message = 'body must be a JSON object that holds the job, such as {"prompt": "…", "model": "…"}'
    problems.push({ path: 'body', code: 'not_an_object', message })
    return { wish: emptyWish, problems, warnings: [] }
  }
  const operation = isKnownUrl ? (lineUrls[url] ?? null) : null
  const inBodyOperation = value.body.operation ?? null
  if (operation !== null && inBodyOperation !== null && inBodyOperation !== operation) {
    problems.push({
      path: 'body.operation',
      code: 'operation_differs',
      message: `url says ${operation} and the body ${excerpt(JSON.stringify(inBodyOperation))}; keep one`,
      allowed: [operation],
    })
  }
  const job = {
    ...value.body,
    custom_id: value.custom_id ?? value.body.custom_id ?? null,
    operation: inBodyOperation ?? operation,
  }
  const reading = readItem(job)
  const inBody = reading.problems.map((problem) =>
    problem.path === 'custom_id' ? problem : { ...problem, path: `body.${problem.path}` },
  )
  return { ...reading, problems: [...problems, ...inBody] }
}

/** A job has no key of these names, so that one of them is enough to tell. */
function isBatchLine(value: { readonly [key: string]: unknown }): boolean {
  return 'body' in value || 'method' in value || 'url' in value
}
