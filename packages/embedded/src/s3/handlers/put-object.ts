import type { Exchange, Reply } from '../exchange.ts'
import { checkWriteConditions, hasConditions, readWriteConditions } from '../storage/write-conditions.ts'
import { readObjectHeaders, writeChecksumHeaders } from './object-headers.ts'
import { receive } from './receive.ts'

export async function putObject(exchange: Exchange): Promise<Reply> {
  const { target, storage } = exchange
  const { bucket, key } = target
  const described = readObjectHeaders(exchange)
  const conditions = readWriteConditions(exchange.header)
  if (hasConditions(conditions)) {
    // Judged again when it counts; judged here to spare a large body that is refused anyway.
    const present = await storage.objects.find(bucket, key)
    checkWriteConditions(conditions, present?.etag ?? null)
  }
  const { file, identity, facts } = await receive(exchange.payload(), storage.temporaryFiles)
  const object = await storage.objects.put({
    bucket,
    key,
    file,
    identity,
    facts: { ...described, etag: facts.md5, checksum: facts.checksum },
    conditions,
  })
  return { status: 200, headers: { etag: `"${object.etag}"`, ...writeChecksumHeaders(object) } }
}
