import { z } from 'zod'
import { type FieldNames, inOurNames } from './field-names.ts'
import { type Fields, fieldsOf } from './fields.ts'

/**
 * One level of a reply: what any of our vendors calls the things that we read. Nothing in it is required, and what has
 * a type we do not expect counts as not being there.
 */
export type Layer = z.infer<typeof layerSchema>

const text = z.string().nullish().catch(null)
const number = z.number().nullish().catch(null)
const word = z.union([z.string(), z.number()]).nullish().catch(null)

const layerSchema = z.object({
  id: word,
  request_id: word,
  task_id: word,
  // A status of another type is an unknown word, not an absent one.
  status: z.unknown().optional(),
  progress: word,
  code: word,
  message: text,
  msg: text,
  detail: text,
  fail_reason: text,
  error: z.unknown().optional(),
  model: text,
  usage: z.object({ cost_in_usd_ticks: z.unknown().optional() }).nullish().catch(null),
  video: z
    .object({ url: text, duration: number, respect_moderation: z.boolean().nullish().catch(null) })
    .nullish()
    .catch(null),
  video_url: text,
  url: text,
  result_url: text,
  metadata: z.object({ url: text }).nullish().catch(null),
  actualDuration: number,
  created: number,
  submit_time: number,
  start_time: number,
  finish_time: number,
  data: z.unknown().optional(),
})

/** Gateways chain, and each wraps what it was told in a `{code, data}` around a row that has a `data` of its own. */
const wrappersAtMost = 3

/** The levels of a reply, outermost first; at least one, at most three wrappers deep. */
export function layersOf(reply: Fields, names: FieldNames): readonly Layer[] {
  const read = (fields: Fields): Layer => layerSchema.parse(inOurNames(fields, names))
  const layers = [read(reply)]
  for (let step = 0; step < wrappersAtMost * 2; step++) {
    const inner = wrappedIn(layers[layers.length - 1])
    if (inner === null) break
    layers.push(read(inner))
  }
  return layers
}

/** `{code: "success", data}` is an envelope, `{task_id, data}` a gateway's row around the reply it had from its own upstream. */
function wrappedIn(layer: Layer | undefined): Fields | null {
  if (layer === undefined) return null
  const isEnvelope = typeof layer.code === 'string' && layer.code.trim().toLowerCase() === 'success'
  const isRow = layer.task_id !== null && layer.task_id !== undefined
  return isEnvelope || isRow ? fieldsOf(layer.data) : null
}
