// Which reference stands for which path in the file that is sent next.
import { createHash } from 'node:crypto'
import type { OwnerId } from '@reelkeep/core'
import { newImageMapId } from '../ids.ts'
import type { Database } from '../open-database.ts'

export type ImageMap = { readonly [path: string]: string }

/** Nobody sends a file a month after its images. */
const keptFor = '30 days'

/** Keeps a map, and drops a few that nobody has used for long. The same map again has the same id. */
export async function keepImageMap(
  { sql }: Database,
  { ownerId, images }: { readonly ownerId: OwnerId; readonly images: ImageMap },
): Promise<string> {
  const text = JSON.stringify(Object.entries(images).sort(([one], [other]) => (one < other ? -1 : 1)))
  const sha256 = createHash('sha256').update(text).digest('hex')
  const [row] = await sql<{ id: string }[]>`
    with swept as (
      delete from image_maps where id in (
        select id from image_maps where used_at < now() - ${keptFor}::interval order by used_at limit 10
        for update skip locked)
    )
    insert into image_maps (id, owner_id, sha256, images)
    values (${newImageMapId()}, ${ownerId}, ${sha256}, ${JSON.stringify(images)}::text::jsonb)
    on conflict (owner_id, sha256) do update set used_at = now()
    returning id`
  if (row === undefined) throw new Error('a map was neither kept nor known')
  return row.id
}

/** Null: there is none of this id, or not of this owner. */
export async function readImageMap(
  { sql }: Database,
  { ownerId, id }: { readonly ownerId: OwnerId; readonly id: string },
): Promise<ImageMap | null> {
  const [row] = await sql<{ images: ImageMap }[]>`
    update image_maps set used_at = now() where owner_id = ${ownerId} and id = ${id} returning images`
  return row?.images ?? null
}
