// What owners hold in uploaded images, and how it becomes less.
import type { OwnerId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

/** The bytes of all images of an owner. */
export async function readHeldImageBytes({ sql }: Database, ownerId: OwnerId): Promise<number> {
  const [row] = await sql<{ bytes: bigint }[]>`select image_bytes as bytes from owners where id = ${ownerId}`
  return Number(row?.bytes ?? 0n)
}

/** The owners that hold most, by name, most first. */
export async function listImageHolders(
  { sql }: Database,
  limit: number,
): Promise<{ readonly name: string; readonly bytes: number }[]> {
  const rows = await sql<{ name: string; bytes: bigint }[]>`
    select name, image_bytes as bytes from owners where image_bytes > 0 order by image_bytes desc, id limit ${limit}`
  return rows.map(({ name, bytes }) => ({ name, bytes: Number(bytes) }))
}

/** A job of the owner that still needs the image: it waits to be sent, or may have to be sent again. */
export async function findImageUser(
  { sql }: Database,
  { ownerId, reference }: { readonly ownerId: OwnerId; readonly reference: string },
): Promise<string | null> {
  const [row] = await sql<{ id: string }[]>`
    select id from jobs where owner_id = ${ownerId}
      and state in ('queued', 'submitting', 'unconfirmed', 'rendering') and ${reference} = any(image_urls)
    order by id desc limit 1`
  return row?.id ?? null
}

/** Forgets an image whose object is gone, with its audit entry. */
export async function forgetReferenceImage(
  { sql }: Database,
  {
    ownerId,
    id,
    by,
  }: {
    readonly ownerId: OwnerId
    readonly id: string
    readonly by: { readonly actor: string; readonly requestId: string; readonly ip: string }
  },
): Promise<void> {
  await sql`
    with gone as (
      delete from reference_images where owner_id = ${ownerId} and id = ${id} returning owner_id, id, sha256, bytes
    )
    insert into audit_entries (owner_id, actor, action, target, request_id, ip, detail)
    select owner_id, ${by.actor}, 'upload-deleted', id, ${by.requestId}, ${by.ip},
      jsonb_build_object('sha256', sha256, 'bytes', bytes) from gone`
}
