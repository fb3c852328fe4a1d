import type { ReplyHeaders } from '../../http-client.ts'

const longestMs = 24 * 60 * 60 * 1000

/**
 * `Retry-After` as milliseconds from the reply on, a day at most. A date is measured against the reply's own `Date`,
 * so that no clock of ours takes part; without one it says nothing.
 */
export function retryAfterMs(headers: ReplyHeaders): number | null {
  const value = single(headers['retry-after'])
  if (value === null) return null
  if (/^\d{1,9}(?:\.\d+)?$/.test(value)) return Math.min(Number(value) * 1000, longestMs)
  // What begins otherwise, such as "-5", Date.parse would take for some day long past.
  const until = /^[a-z]{3,9},? /i.test(value) ? Date.parse(value) : Number.NaN
  const from = Date.parse(single(headers.date) ?? '')
  if (Number.isNaN(until) || Number.isNaN(from)) return null
  return Math.min(Math.max(until - from, 0), longestMs)
}

function single(value: string | string[] | undefined): string | null {
  const text = Array.isArray(value) ? value[0] : value
  return text?.trim() ?? null
}
