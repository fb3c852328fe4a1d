// Images that an owner uploaded. The object in the bucket is written before the row.
import type { OwnerId } from '@reelkeep/core'
import { newImageId } from '../ids.ts'
import type { Database } from '../open-database.ts'

export type ReferenceImage = {
  readonly id: string
  readonly sha256: string
  readonly objectKey: string
  readonly contentType: string
  readonly bytes: number
  /** Pixels; null: not known. */
  readonly width: number | null
  readonly height: number | null
  readonly createdAt: Date
}

/**
 * Notes an image that lies in the bucket by now. Whoever was first stays: the row is answered as it stands. Null: it is
 * new, and with it the owner would hold more than `maxBytes`.
 */
export async function keepReferenceImage(
  db: Database,
  image: Omit<ReferenceImage, 'id' | 'createdAt'> & { readonly ownerId: OwnerId; readonly keyId: string },
  maxBytes: number,
): Promise<{ readonly image: ReferenceImage; readonly isNew: boolean } | null> {
  const { sql } = db
  const id = newImageId()
  // The lock makes those who upload at once come one by one, each with the count that the last one left.
  const [row] = await sql<ImageRow[]>`
    with room as (
      select id from owners where id = ${image.ownerId}
        and (image_bytes + ${String(image.bytes)}::bigint <= ${String(maxBytes)}::bigint
          or exists (select 1 from reference_images where owner_id = ${image.ownerId} and sha256 = ${image.sha256}))
      for no key update
    )
    insert into reference_images as i (id, owner_id, key_id, sha256, object_key, content_type, bytes, width, height)
    select ${id}, room.id, ${image.keyId}, ${image.sha256}, ${image.objectKey}, ${image.contentType},
      ${String(image.bytes)}::bigint, ${image.width}::int, ${image.height}::int from room
    -- A rebuild knows no sizes, and a row that does nothing gives nothing back.
    on conflict (owner_id, sha256) do update set width = coalesce(i.width, excluded.width),
      height = coalesce(i.height, excluded.height)
    returning ${columns(sql)}`
  if (row !== undefined) return { image: imageOf(row), isNew: row.id === id }
  // It may have been kept by another request since this statement began to look.
  const known = await readReferenceImage(db, { ownerId: image.ownerId, name: image.sha256 })
  return known === null ? null : { image: known, isNew: false }
}

/** One image of an owner, by its id or its SHA-256. */
export async function readReferenceImage(
  { sql }: Database,
  { ownerId, name }: { readonly ownerId: OwnerId; readonly name: string },
): Promise<ReferenceImage | null> {
  const [row] = await sql<ImageRow[]>`
    select ${columns(sql)} from reference_images where owner_id = ${ownerId} and (id = ${name} or sha256 = ${name})`
  return row === undefined ? null : imageOf(row)
}

/** A page and one more, newest first. */
export async function listReferenceImages(
  { sql }: Database,
  {
    ownerId,
    limit,
    beforeId,
  }: { readonly ownerId: OwnerId; readonly limit: number; readonly beforeId: string | null },
): Promise<ReferenceImage[]> {
  const rows = await sql<ImageRow[]>`
    select ${columns(sql)} from reference_images
    where owner_id = ${ownerId} ${beforeId === null ? sql`` : sql`and id < ${beforeId}`}
    order by id desc limit ${limit + 1}`
  return rows.map(imageOf)
}

/** The owner's images of these hashes, those that there are. */
export async function findReferenceImages(
  { sql }: Database,
  { ownerId, hashes }: { readonly ownerId: OwnerId; readonly hashes: readonly string[] },
): Promise<ReadonlyMap<string, ReferenceImage>> {
  const rows = await sql<ImageRow[]>`
    select ${columns(sql)} from reference_images
    where owner_id = ${ownerId} and sha256 = any(${[...new Set(hashes)]}::text[])`
  return new Map(rows.map((row) => [row.sha256, imageOf(row)]))
}

export type FoundImage = Pick<ReferenceImage, 'sha256' | 'objectKey' | 'contentType' | 'bytes'>

/** Puts back the images that a rebuild found in an owner's folder; answers how many were not known. */
export async function restoreReferenceImages(
  { sql }: Database,
  { ownerId, images }: { readonly ownerId: string; readonly images: readonly FoundImage[] },
): Promise<number> {
  const rows = await sql`
    insert into reference_images (id, owner_id, key_id, sha256, object_key, content_type, bytes)
    select f.id, ${ownerId}, k.id, f.sha256, f.object_key, f.content_type, f.bytes
    from unnest(${images.map(() => newImageId())}::text[], ${images.map(({ sha256 }) => sha256)}::text[],
      ${images.map(({ objectKey }) => objectKey)}::text[], ${images.map(({ contentType }) => contentType)}::text[],
      ${images.map(({ bytes }) => String(bytes))}::text[]::bigint[]) as f (id, sha256, object_key, content_type, bytes)
    cross join lateral (select id from api_keys where owner_id = ${ownerId} order by created_at limit 1) as k
    on conflict (owner_id, sha256) do nothing
    returning 1`
  return rows.length
}

type ImageRow = {
  readonly id: string
  readonly sha256: string
  readonly object_key: string
  readonly content_type: string
  readonly bytes: bigint
  readonly width: number | null
  readonly height: number | null
  readonly created_at: Date
}

function columns(sql: Database['sql']) {
  return sql`id, sha256, object_key, content_type, bytes, width, height, created_at`
}

function imageOf(row: ImageRow): ReferenceImage {
  return {
    id: row.id,
    sha256: row.sha256,
    objectKey: row.object_key,
    contentType: row.content_type,
    bytes: Number(row.bytes),
    width: row.width,
    height: row.height,
    createdAt: row.created_at,
  }
}
