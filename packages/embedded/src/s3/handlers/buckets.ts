import type { Exchange, Reply } from '../exchange.ts'
import { readXml, xmlLimitBytes } from '../xml/read-xml.ts'
import { writeXml, type XmlNode } from '../xml/write-xml.ts'
import { xmlReply } from './xml-reply.ts'

export async function listBuckets({ storage }: Exchange): Promise<Reply> {
  const buckets = storage.buckets.list().map(({ name, createdMs }): XmlNode => {
    return [
      'Bucket',
      [
        ['Name', name],
        ['CreationDate', new Date(createdMs).toISOString()],
      ],
    ]
  })
  return xmlReply(writeXml('ListAllMyBucketsResult', [owner, ['Buckets', buckets]]))
}

const owner: XmlNode = [
  'Owner',
  [
    ['ID', 'reelkeep'],
    ['DisplayName', 'reelkeep'],
  ],
]

/** A place asked for in the body is read for its form only: there is one place. */
export async function createBucket(exchange: Exchange): Promise<Reply> {
  const { target, storage } = exchange
  const { bytes } = await exchange.payload().whole(xmlLimitBytes)
  if (bytes.length > 0) readXml(bytes, 'CreateBucketConfiguration')
  await storage.buckets.create(target.bucket)
  return { status: 200, headers: { location: `/${target.bucket}` } }
}

export async function headBucket(): Promise<Reply> {
  return { status: 200 }
}

export async function deleteBucket({ target, storage }: Exchange): Promise<Reply> {
  storage.buckets.remove(target.bucket)
  return { status: 204 }
}

/** Empty is how S3 writes its first region. */
export async function locateBucket(): Promise<Reply> {
  return xmlReply(writeXml('LocationConstraint', []))
}
