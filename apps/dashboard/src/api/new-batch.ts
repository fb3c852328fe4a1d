import { createImageMap } from './client.ts'
import type { BatchPreview, CreateBatchResponses, Upload } from './gen/types.gen.ts'
import { type FileOrder, sendFile } from './send-file.ts'

export type { BatchPreview, Problem } from './gen/types.gen.ts'
export type CreatedBatch = CreateBatchResponses[202]

type Sending = Pick<FileOrder, 'body' | 'type' | 'signal' | 'onSent'>

/** The lines of `POST /v1/batches/table`. */
export function readTable(query: URLSearchParams, sending: Sending): Promise<string> {
  return sendFile({ ...sending, url: `/v1/batches/table?${query}` })
}

/** Admits nothing. */
export async function previewBatch(query: URLSearchParams, sending: Sending): Promise<BatchPreview> {
  const asked = new URLSearchParams(query)
  asked.set('dry_run', 'true')
  return JSON.parse(await sendFile({ ...sending, url: `/v1/batches?${asked}` }))
}

/** With the token of a dry run, so that nothing else is bought than what was seen. */
export async function sendBatch(
  query: URLSearchParams,
  token: string,
  sending: Sending & Required<Pick<FileOrder, 'idempotencyKey'>>,
): Promise<CreatedBatch> {
  const asked = new URLSearchParams(query)
  asked.set('confirm', token)
  return JSON.parse(await sendFile({ ...sending, url: `/v1/batches?${asked}` }))
}

/** Keeps an image; the same bytes again are the same upload. */
export async function uploadImage(image: Blob, signal?: AbortSignal): Promise<Upload> {
  const type = 'application/octet-stream'
  return JSON.parse(await sendFile({ url: '/v1/uploads', body: image, type, ...(signal && { signal }) }))
}

/** The same map has the same id. */
export async function keepImageMap(images: ReadonlyMap<string, string>): Promise<string> {
  const { id } = await createImageMap({ body: { images: Object.fromEntries(images) } })
  return id
}
