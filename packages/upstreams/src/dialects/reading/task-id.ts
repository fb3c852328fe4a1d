import type { Layer } from './layer.ts'

/** The fields in which a vendor names its task, the one to ask with first. */
export type IdField = 'request_id' | 'task_id' | 'id'

/** The task's name as it can be asked about: from the outermost level that has one, since inner ones are of other services. */
export function taskIdOf(layers: readonly Layer[], idFields: readonly IdField[]): string | null {
  return idsOf(layers, idFields)[0] ?? null
}

/** The id of another task that the reply is about; null when it is about the asked one, or does not say. */
export function strangerIn(
  layers: readonly Layer[],
  idFields: readonly IdField[],
  asked: string,
): string | null {
  const ids = idsOf(layers, idFields)
  // A gateway's row has a number of its own beside the public id: one that agrees is enough.
  return ids.includes(asked) ? null : (ids[0] ?? null)
}

function idsOf(layers: readonly Layer[], idFields: readonly IdField[]): readonly string[] {
  for (const layer of layers) {
    const ids = idFields.map((field) => usable(layer[field])).filter((id) => id !== null)
    if (ids.length > 0) return ids
  }
  return []
}

function usable(value: string | number | null | undefined): string | null {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) return null
  const id = String(value ?? '').trim()
  const isUsable = id.length <= 200 && /^[^\s\p{Cc}\p{Cs}]+$/u.test(id) && !/^\.+$/.test(id)
  return isUsable ? id : null
}
