// The table of what this server can do. A request is found by its method, what it names, and the query's marker.

import type { Exchange, Reply } from './exchange.ts'
import { abortUpload } from './handlers/abort-upload.ts'
import { createBucket, deleteBucket, headBucket, listBuckets, locateBucket } from './handlers/buckets.ts'
import { completeUpload } from './handlers/complete-upload.ts'
import { copyObject } from './handlers/copy-object.ts'
import { createUpload } from './handlers/create-upload.ts'
import { deleteObject, deleteObjects } from './handlers/delete-objects.ts'
import { getObject, headObject } from './handlers/get-object.ts'
import { listObjects } from './handlers/list-objects.ts'
import { listParts } from './handlers/list-parts.ts'
import { listUploads } from './handlers/list-uploads.ts'
import { putObject } from './handlers/put-object.ts'
import { deleteTags, getTags, putTags } from './handlers/tags.ts'
import { uploadPart } from './handlers/upload-part.ts'
import { S3Error } from './s3-error.ts'
import type { Target } from './target.ts'
import { notImplemented } from './unsupported.ts'

export interface Operation {
  name: string
  run(exchange: Exchange): Promise<Reply>
}

const table = new Map<string, Operation>([
  ['GET service', { name: 'ListBuckets', run: listBuckets }],
  ['PUT bucket', { name: 'CreateBucket', run: createBucket }],
  ['HEAD bucket', { name: 'HeadBucket', run: headBucket }],
  ['DELETE bucket', { name: 'DeleteBucket', run: deleteBucket }],
  ['GET bucket location', { name: 'GetBucketLocation', run: locateBucket }],
  ['GET bucket', { name: 'ListObjectsV2', run: listObjects }],
  ['GET bucket uploads', { name: 'ListMultipartUploads', run: listUploads }],
  ['POST bucket delete', { name: 'DeleteObjects', run: deleteObjects }],
  ['GET object', { name: 'GetObject', run: getObject }],
  ['HEAD object', { name: 'HeadObject', run: headObject }],
  ['PUT object', { name: 'PutObject', run: putObject }],
  ['PUT object copy', { name: 'CopyObject', run: copyObject }],
  ['DELETE object', { name: 'DeleteObject', run: deleteObject }],
  ['GET object tagging', { name: 'GetObjectTagging', run: getTags }],
  ['PUT object tagging', { name: 'PutObjectTagging', run: putTags }],
  ['DELETE object tagging', { name: 'DeleteObjectTagging', run: deleteTags }],
  ['POST object uploads', { name: 'CreateMultipartUpload', run: createUpload }],
  ['PUT object uploadId', { name: 'UploadPart', run: uploadPart }],
  ['GET object uploadId', { name: 'ListParts', run: listParts }],
  ['POST object uploadId', { name: 'CompleteMultipartUpload', run: completeUpload }],
  ['DELETE object uploadId', { name: 'AbortMultipartUpload', run: abortUpload }],
])

export function findOperation(method: string, exchange: Exchange): Operation {
  const { target } = exchange
  const marker = findMarker(target)
  const copies = method === 'PUT' && exchange.header('x-amz-copy-source') !== undefined
  if (copies && marker !== '') throw notImplemented('A part copied from an object')
  const operation = table.get(`${method} ${resourceOf(target)}${copies ? ' copy' : marker}`)
  if (operation !== undefined) return operation
  if (marker !== '' && !implementedMarkers.has(marker)) throw notImplemented(`The query parameter${marker}`)
  throw new S3Error('MethodNotAllowed', 'The specified method is not allowed against this resource.')
}

function resourceOf(target: Target): 'service' | 'bucket' | 'object' {
  if (target.bucket === '') return 'service'
  return target.key === '' ? 'bucket' : 'object'
}

/** With a leading space, or '' when the query names no operation of its own. */
function findMarker({ query }: Target): string {
  if (query.size === 0) return ''
  for (const marker of markers) {
    if (query.has(marker)) return ` ${marker}`
  }
  return ''
}

const implementedMarkers = new Set([' delete', ' location', ' tagging', ' uploadId', ' uploads'])

/** uploadId stands before partNumber, which alone would ask for one part of a finished object. */
const markers = [
  'uploadId',
  'uploads',
  'tagging',
  'delete',
  'location',
  'accelerate',
  'acl',
  'analytics',
  'attributes',
  'cors',
  'encryption',
  'intelligent-tiering',
  'inventory',
  'legal-hold',
  'lifecycle',
  'logging',
  'metrics',
  'notification',
  'object-lock',
  'ownershipControls',
  'partNumber',
  'policy',
  'policyStatus',
  'publicAccessBlock',
  'renameObject',
  'replication',
  'requestPayment',
  'restore',
  'retention',
  'select',
  'torrent',
  'versionId',
  'versioning',
  'versions',
  'website',
]
