import { actOnMany } from './client.ts'
import type { BulkPreview, BulkRequestInput, Operation } from './gen/types.gen.ts'
import type { Once } from './once.ts'

export type BulkAction = BulkRequestInput['action']
export type BulkFilter = BulkRequestInput['filter']
export type BulkWish = Pick<BulkRequestInput, 'action' | 'filter' | 'priority' | 'include_moderated'>

/** What would be done, and what it costs; nothing is. */
export async function previewBulk(wish: BulkWish): Promise<BulkPreview> {
  const reply = await actOnMany({ body: { ...wish, dry_run: true } })
  if (reply.object !== 'bulk_preview') throw new Error('The server began what it was only asked about.')
  return reply
}

/** Begins what a preview has shown. Refused with `preview_changed` when something else matches by now. */
export async function beginBulk(wish: BulkWish, token: string, once: Once): Promise<Operation> {
  const reply = await actOnMany({ body: { ...wish, confirm: token }, headers: once.headers(token) })
  if (reply.object !== 'operation') throw new Error('The server did not begin it.')
  return reply
}
