import type { Client } from '../client/client.ts'
import { RequestError } from '../client/request-error.ts'

const keyId = /\bkey_[0-9a-z]{26}\b/g

/** The names of the keys whose ids are in the texts, as far as the caller may know them: its own, or with the scope admin all. */
export async function nameKeys(
  client: Client,
  texts: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const ids = new Set(texts.flatMap((text) => text.match(keyId) ?? []))
  const names = new Map<string, string>()
  if (ids.size === 0) return names
  const own = await client.get<{ key_id: string; key_name: string }>('/v1/session')
  names.set(own.key_id, own.key_name)
  for (const id of ids) {
    if (names.has(id)) continue
    try {
      names.set(id, (await client.get<{ name: string }>(`/v1/keys/${id}`)).name)
    } catch (error) {
      // Not for this caller to know: the id stays.
      if (!(error instanceof RequestError) || error.status >= 500) throw error
    }
  }
  return names
}
