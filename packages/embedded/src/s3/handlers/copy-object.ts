// A copy of the present bytes under another key; with REPLACE also the way to give an object other headers.

import { closeSync } from 'node:fs'
import type { Exchange, Reply } from '../exchange.ts'
import { readChecksumAlgorithm } from '../payload/checksums.ts'
import { S3Error } from '../s3-error.ts'
import type { ObjectFacts } from '../storage/object-facts.ts'
import type { StoredObject } from '../storage/object-store.ts'
import { readWriteConditions } from '../storage/write-conditions.ts'
import { readTarget, type Target } from '../target.ts'
import { writeXml } from '../xml/write-xml.ts'
import { assemble } from './assemble.ts'
import { noSuchKey } from './get-object.ts'
import { readObjectHeaders } from './object-headers.ts'
import { checkReadConditions } from './read-conditions.ts'
import { xmlReply } from './xml-reply.ts'

export async function copyObject(exchange: Exchange): Promise<Reply> {
  const { target, storage } = exchange
  const from = readCopySource(exchange)
  storage.objects.requireBucket(from.bucket)
  const opened = await storage.objects.open(from.bucket, from.key)
  if (opened === null) throw noSuchKey(from.key)
  let described: Pick<ObjectFacts, 'headers' | 'metadata' | 'tags'>
  try {
    checkCopyConditions(exchange, opened.object)
    described = describeCopy(exchange, from, opened.object)
  } catch (error) {
    closeSync(opened.fd)
    throw error
  }
  const named = exchange.header('x-amz-checksum-algorithm')
  const algorithm = named === undefined ? opened.object.checksum?.algorithm : readChecksumAlgorithm(named)
  const { file, identity, md5, checksum } = await assemble({
    sources: [{ fd: opened.fd }],
    wants: { md5: true, checksum: algorithm ?? null },
    temporaryFiles: storage.temporaryFiles,
  })
  const object = await storage.objects.put({
    bucket: target.bucket,
    key: target.key,
    file,
    identity,
    facts: {
      ...described,
      etag: md5 ?? '',
      checksum: algorithm && checksum ? { algorithm, value: checksum, type: 'FULL_OBJECT' } : null,
    },
    conditions: readWriteConditions(exchange.header),
  })
  return xmlReply(
    writeXml('CopyObjectResult', [
      ['ETag', `"${object.etag}"`],
      ['LastModified', new Date(object.modifiedMs).toISOString()],
      ...(object.checksum ? [[`Checksum${object.checksum.algorithm}`, object.checksum.value] as const] : []),
    ]),
  )
}

/** /bucket/key, with or without the first slash, in percent encoding. */
function readCopySource(exchange: Exchange): Target {
  const source = exchange.header('x-amz-copy-source') ?? ''
  const from = readTarget(source.startsWith('/') ? source : `/${source}`)
  if (from.bucket === '' || from.key === '' || from.query.size > 0) {
    throw new S3Error('InvalidArgument', 'Copy Source must mention the source bucket and key: bucket/key')
  }
  return from
}

/** Conditions on the source fail with 412, where a plain read would answer 304. */
function checkCopyConditions(exchange: Exchange, source: StoredObject): void {
  const verdict = checkReadConditions((name) => exchange.header(`x-amz-copy-source-${name}`), source)
  if (verdict === 'not-modified') {
    throw new S3Error('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold')
  }
}

function describeCopy(
  exchange: Exchange,
  from: Target,
  source: StoredObject,
): Pick<ObjectFacts, 'headers' | 'metadata' | 'tags'> {
  const given = readObjectHeaders(exchange)
  const replacesMetadata = readDirective(exchange, 'x-amz-metadata-directive')
  const replacesTags = readDirective(exchange, 'x-amz-tagging-directive')
  const ontoItself = from.bucket === exchange.target.bucket && from.key === exchange.target.key
  if (ontoItself && !replacesMetadata) {
    throw new S3Error(
      'InvalidRequest',
      'A copy onto itself must change something: use the directive REPLACE.',
    )
  }
  return {
    headers: replacesMetadata ? given.headers : source.headers,
    metadata: replacesMetadata ? given.metadata : source.metadata,
    tags: replacesTags ? given.tags : source.tags,
  }
}

function readDirective(exchange: Exchange, name: string): boolean {
  const directive = exchange.header(name) ?? 'COPY'
  if (directive === 'COPY' || directive === 'REPLACE') return directive === 'REPLACE'
  throw new S3Error('InvalidArgument', `${name} must be COPY or REPLACE.`)
}
