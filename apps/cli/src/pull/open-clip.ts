import type { Client, ClipPart } from '../client/client.ts'

type Link = { readonly url: string; readonly expires_at: string | null }

/** The bytes of a clip from `from` on: from the store by a fresh signed link, or through the api where there is none. */
export async function openClip(client: Client, jobId: string, part: ClipPart): Promise<Response> {
  const link = await client.get<Link>(`/v1/jobs/${encodeURIComponent(jobId)}/video`)
  // Without an end the address is the api's own, which asks for our key; a signed link must never be given it.
  if (link.expires_at === null) return client.streamClip(jobId, part)
  return fetch(link.url, {
    headers: part.from > 0 ? { range: `bytes=${part.from}-` } : {},
    redirect: 'error',
    signal: part.signal,
  })
}
