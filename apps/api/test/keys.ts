import type { TestApi } from './start-test-api.ts'

export function keyHeader(secret: string): Record<string, string> {
  return { authorization: `Bearer ${secret}` }
}

/** A key made over HTTP, as an operator makes one. */
export async function makeKey(
  api: TestApi,
  fields: { readonly scopes: readonly string[]; readonly [field: string]: unknown },
): Promise<{ id: string; name: string; secret: string; owner_id: string }> {
  const made = await api.call('POST', '/v1/keys', { name: 'test', ...fields })
  if (made.status !== 201) throw new Error(JSON.stringify(made.body))
  return made.body
}
