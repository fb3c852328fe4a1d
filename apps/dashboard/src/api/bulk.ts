import { actOnMany } from './client.ts'
import type { BulkPreview, BulkRequestInput } from './gen/types.gen.ts'
import type { Once } from './once.ts'

export type BulkAction = BulkRequestInput['action']
export type BulkFilter = BulkRequestInput['filter']
export type BulkWish = Pick<BulkRequestInput, 'action' | 'filter' | 'priority' | 'include_moderated'>

/** How an action on many jobs is looked at, and then begun as it was looked at. */
export type BulkWay = {
  /** What would be done, and what it costs; nothing is. */
  readonly preview: (wish: BulkWish) => Promise<BulkPreview>
  /** Refused with `preview_changed` when something else matches by now. The id of its operation; null: it is done. */
  readonly order: (wish: BulkWish, preview: BulkPreview, once: Once) => Promise<string | null>
}

/** As an operation, which the scope operate may order. */
export const operationWay: BulkWay = { preview: previewBulk, order: orderBulk }

async function previewBulk(wish: BulkWish): Promise<BulkPreview> {
  const reply = await actOnMany({ body: { ...wish, dry_run: true } })
  if (reply.object !== 'bulk_preview') throw new Error('The server began what it was only asked about.')
  return reply
}

async function orderBulk(wish: BulkWish, { token }: BulkPreview, once: Once): Promise<string> {
  const reply = await actOnMany({ body: { ...wish, confirm: token }, headers: once.headers(token) })
  if (reply.object !== 'operation') throw new Error('The server did not begin it.')
  return reply.id
}
