import { createHash, randomUUID } from 'node:crypto'
import { text } from 'node:stream/consumers'
import { crc32 } from 'node:zlib'
import { DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { statusOf } from './status-of.ts'
import type { Store } from './store.ts'

/** What a person would try by hand: writes, reads and deletes one small object of its own, and looks at the clock. */
export type StoreProbe = {
  /** Writes a small object, reads it back, and says whether a second write over it is refused, as ours ask for. */
  writeAndRead(signal: AbortSignal): Promise<{ readonly key: string; readonly keepsTheFirst: boolean }>
  /** False: our key may not delete, and nothing else of ours needs that it may. */
  remove(key: string, signal: AbortSignal): Promise<boolean>
  /** By the `Date` of an answer; null: it gives none. */
  storeTime(signal: AbortSignal): Promise<Date | null>
  /** The status with which the address that callers are given answers a signed link to nothing; null: none is configured. */
  publicStatus(signal: AbortSignal): Promise<number | null>
}

const probeFolder = '.reelkeep/probe/doctor'

export function openStoreProbe(store: Store): StoreProbe {
  return {
    writeAndRead: (signal) => writeAndRead(store, signal),
    remove: (key, signal) => remove(store, key, signal),
    storeTime: (signal) => storeTime(store, signal),
    publicStatus: (signal) => publicStatus(store, signal),
  }
}

async function writeAndRead(store: Store, signal: AbortSignal) {
  const key = `${probeFolder}-${randomUUID()}`
  const [first, second] = [objectOf('first'), objectOf('second')]
  await store.put(key, first, signal)
  const again = await store.put(key, second, signal)
  const found = await store.read(key, undefined, signal)
  if (found.outcome !== 'bytes') throw new Error('the store does not give back what it took')
  const content = await text(found.body)
  if (content !== first.body.toString() && content !== second.body.toString()) {
    throw new Error('the store gives back other bytes than it took')
  }
  return { key, keepsTheFirst: again === 'taken' && content === first.body.toString() }
}

function objectOf(content: string) {
  const body = Buffer.from(`${content} ${randomUUID()}`)
  const checksum = Buffer.alloc(4)
  checksum.writeUInt32BE(crc32(body))
  return {
    body,
    sha256: createHash('sha256').update(body).digest('hex'),
    crc32: checksum.toString('base64'),
    facts: { jobId: 'doctor' },
  }
}

async function remove({ settings }: Store, key: string, signal: AbortSignal): Promise<boolean> {
  const client = new S3Client({
    region: settings.region,
    forcePathStyle: settings.forcePathStyle,
    maxAttempts: 1,
    ...(settings.endpoint !== null && { endpoint: settings.endpoint }),
    ...(settings.credentials && { credentials: settings.credentials() }),
  })
  try {
    await client.send(new DeleteObjectCommand({ Bucket: settings.bucket, Key: key }), { abortSignal: signal })
    return true
  } catch (error) {
    if (statusOf(error) === 403) return false
    throw error
  } finally {
    client.destroy()
  }
}

/** Unsigned: a refusal has a date as well. */
async function storeTime({ settings }: Store, signal: AbortSignal): Promise<Date | null> {
  const url = settings.endpoint ?? `https://s3.${settings.region}.amazonaws.com`
  const answer = await fetch(url, { method: 'HEAD', redirect: 'manual', signal })
  const date = answer.headers.get('date')
  return date === null || Number.isNaN(Date.parse(date)) ? null : new Date(date)
}

async function publicStatus(store: Store, signal: AbortSignal): Promise<number | null> {
  if (store.settings.publicEndpoint === null) return null
  const link = await store.presignGet(`${probeFolder}-nothing`, { expiresInS: 60 })
  const answer = await fetch(link, { redirect: 'manual', signal })
  await answer.body?.cancel()
  return answer.status
}
