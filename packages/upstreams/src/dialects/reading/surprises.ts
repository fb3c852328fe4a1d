import type { Surprise } from '@reelkeep/core'
import type { Reply } from '../../port.ts'
import { type Fields, fieldsOf } from './fields.ts'
import { layersOf } from './layer.ts'
import { readBody } from './reply-body.ts'
import { meaningOf, statusOf } from './status-words.ts'
import { exactTicks } from './ticks.ts'
import type { Wire } from './wire.ts'

const surprisesAtMost = 20
/** A reply of a vendor's has some dozens of fields; the bound is for a reply gone wrong. */
const fieldsAtMost = 2000

/** What a reply holds that the dialect's tables do not name: a status word, a field, a figure that cannot be read. */
export function surprisesIn(reply: Reply, wire: Wire): readonly Surprise[] {
  const body = readBody(reply)
  if (body.kind !== 'object') return []
  const found = [...strangeWords(body.fields, wire), ...strangeFields(body.fields, wire)]
  const unique = new Map(found.map((surprise) => [`${surprise.kind} ${surprise.name}`, surprise]))
  return [...unique.values()].slice(0, surprisesAtMost)
}

function strangeWords(fields: Fields, wire: Wire): readonly Surprise[] {
  return layersOf(fields, wire.fieldNames)
    .map(statusOf)
    .filter((word) => word !== null)
    .filter((word) => meaningOf(wire.statusWords, word) === null)
    .map((word) => ({ kind: 'status', name: fitName(word) }))
}

/** Walks without recursion: a reply may be nested deeper than any stack. */
function strangeFields(fields: Fields, wire: Wire): readonly Surprise[] {
  const found: Surprise[] = []
  const open: { readonly path: string; readonly value: unknown }[] = [{ path: '', value: fields }]
  for (let seen = 0; open.length > 0 && seen < fieldsAtMost && found.length < surprisesAtMost; seen++) {
    const { path, value } = open.shift() ?? { path: '', value: null }
    if (Array.isArray(value)) {
      open.push(...value.slice(0, fieldsAtMost).map((item: unknown) => ({ path: `${path}[]`, value: item })))
      continue
    }
    for (const [name, inner] of Object.entries(fieldsOf(value) ?? {}).slice(0, fieldsAtMost)) {
      const innerPath = path === '' ? name : `${path}.${name}`
      const known = wire.replyFields.has(unwrapped(innerPath))
      if (!known || isUnreadableTicks(innerPath, inner))
        found.push({ kind: 'field', name: fitName(innerPath) })
      // What is inside a field that nobody knows would only repeat that it is not known.
      if (known) open.push({ path: innerPath, value: inner })
    }
  }
  return found
}

/** Where a field stands in its own level, whatever wraps that. */
function unwrapped(path: string): string {
  return path === 'data' ? path : path.replace(/^(?:data\.)+/, '')
}

function isUnreadableTicks(path: string, value: unknown): boolean {
  return path.endsWith('usage.cost_in_usd_ticks') && value !== null && exactTicks(value) === null
}

function fitName(name: string): string {
  return name.replace(/[^\w.[\]-]/g, '_').slice(0, 80) || '_'
}
