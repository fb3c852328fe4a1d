import type { Layer } from './layer.ts'

/** The fields in which a vendor names its task, the one to ask with first. */
export type IdField = 'request_id' | 'task_id' | 'id'

/** The task's name as it can be asked about: from the outermost level that has one, since inner ones are of other services. */
export function taskIdOf(layers: readonly Layer[], idFields: readonly IdField[]): string | null {
  return layers.flatMap((layer) => idsIn(layer, idFields))[0] ?? null
}

/**
 * The id of another task that the reply is about; null when it is about the asked one, or does not say. One id that
 * agrees is enough: a row has a number of its own beside the public id, an envelope the id of the request.
 */
export function strangerIn(
  layers: readonly Layer[],
  idFields: readonly IdField[],
  asked: string,
): string | null {
  const isAsked = layers.some((layer) => idsIn(layer, idFields).includes(asked))
  return isAsked ? null : taskIdOf(layers, idFields)
}

/** A number beside a text is a row's, and nothing to ask with. */
function idsIn(layer: Layer, idFields: readonly IdField[]): readonly string[] {
  const values = idFields.map((field) => layer[field])
  const texts = values.filter((value) => typeof value === 'string')
  const numbers = values.filter((value) => typeof value === 'number' && value !== 0)
  return [...texts, ...numbers].map(usable).filter((id) => id !== null)
}

function usable(value: string | number | null | undefined): string | null {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) return null
  const id = String(value ?? '').trim()
  const isUsable = id.length <= 200 && /^[^\s\p{Cc}\p{Cs}]+$/u.test(id) && !/^\.+$/.test(id)
  return isUsable ? id : null
}
