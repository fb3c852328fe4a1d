// The parts a caller names at the end, compared with the parts that came.

import { checksumAlgorithms } from '../payload/checksums.ts'
import { S3Error } from '../s3-error.ts'
import type { Part, Upload } from '../storage/upload-store.ts'
import { children, childText, malformed, requiredText, type XmlElement } from '../xml/read-xml.ts'
import { partCountLimit } from './upload-part.ts'

const smallestPartBytes = 5 * 1024 * 1024

export function chooseParts(document: XmlElement, upload: Upload, parts: readonly Part[]): Part[] {
  const named = children(document, 'Part')
  if (named.length < 1 || named.length > partCountLimit)
    throw malformed(`it must name 1 to ${partCountLimit} parts`)
  const byNumber = new Map(parts.map((part) => [part.number, part]))
  let former = 0
  const chosen = named.map((element) => {
    const number = Number(requiredText(element, 'PartNumber').trim())
    if (!Number.isInteger(number)) throw malformed('PartNumber must be a whole number')
    if (number <= former) {
      throw new S3Error('InvalidPartOrder', 'The list of parts was not in ascending order.')
    }
    former = number
    const part = byNumber.get(number)
    if (part === undefined || !isSamePart(element, upload, part)) throw invalidPart(number)
    return part
  })
  const small = chosen.slice(0, -1).find((part) => part.sizeBytes < smallestPartBytes)
  if (small) {
    throw new S3Error('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', {
      details: {
        PartNumber: String(small.number),
        ProposedSize: String(small.sizeBytes),
        MinSizeAllowed: String(smallestPartBytes),
      },
    })
  }
  return chosen
}

function isSamePart(element: XmlElement, upload: Upload, part: Part): boolean {
  if (requiredText(element, 'ETag').trim().replaceAll('"', '') !== part.etag) return false
  for (const algorithm of checksumAlgorithms) {
    const named = childText(element, `Checksum${algorithm}`)?.trim()
    const isOfUpload = upload.checksum?.algorithm === algorithm
    if (named === undefined) {
      // Without it the checksum of checksums would rest on parts nobody vouched for at the end.
      if (isOfUpload && upload.checksum?.type === 'COMPOSITE') {
        throw new S3Error(
          'InvalidRequest',
          `The upload was created using a ${algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${part.number} in the request.`,
        )
      }
      continue
    }
    if (part.checksum?.algorithm !== algorithm || part.checksum.value !== named) return false
  }
  return true
}

function invalidPart(number: number): S3Error {
  return new S3Error(
    'InvalidPart',
    "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    { details: { PartNumber: String(number) } },
  )
}
