import type { Reply } from '../../port.ts'
import { type Fields, fieldsOf } from './fields.ts'

/** The body of a reply as far as it can be trusted to be anything. */
export type ReplyBody =
  | { readonly kind: 'object'; readonly fields: Fields }
  | { readonly kind: 'empty' }
  | { readonly kind: 'page' }
  | { readonly kind: 'other'; readonly what: string }

export function readBody(reply: Reply): ReplyBody {
  const type = reply.contentType?.split(';')[0]?.trim().toLowerCase() ?? ''
  // trim takes a byte order mark off as well.
  const text = reply.body.trim()
  if (text === '') return { kind: 'empty' }
  // A whole JSON object is one even under text/html, which servers send that were never told the type.
  const fields = text.startsWith('{') ? fieldsOf(parseJson(text)) : null
  if (fields !== null) return { kind: 'object', fields }
  if (type.includes('html') || text.startsWith('<')) return { kind: 'page' }
  return {
    kind: 'other',
    what: text.startsWith('{') ? 'broken JSON' : `${type || 'text'} that is no JSON object`,
  }
}

/** What came, in words. */
export function describeBody(body: Exclude<ReplyBody, { kind: 'object' }>): string {
  switch (body.kind) {
    case 'empty':
      return 'an empty body'
    case 'page':
      return 'a web page'
    case 'other':
      return body.what
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, keepTicksAsText)
  } catch (error) {
    // Nested deeper than a reviver can follow: read without it, which leaves the ticks unreadable and nothing else.
    return error instanceof RangeError ? parsePlainly(text) : null
  }
}

function parsePlainly(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not an error here: what does not parse is reported as such, with the raw text kept in the exchange.
    return null
  }
}

/** Money never passes through a float: the figure stays as the digits that stood in the reply. */
function keepTicksAsText(key: string, value: unknown, context?: { readonly source?: string }): unknown {
  return key === ticksKey && typeof value === 'number' ? (context?.source ?? value) : value
}

const ticksKey = 'cost_in_usd_ticks'
