// One byte range of an object. Like S3, several ranges or a header of another shape give the whole object.

import { S3Error } from '../s3-error.ts'

export interface ByteRange {
  start: number
  sizeBytes: number
}

export function readRange(header: string | undefined, sizeBytes: number): ByteRange | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '')
  if (!match) return null
  const [, first = '', last = ''] = match
  if (first === '' && last === '') return null
  const start = first === '' ? Math.max(0, sizeBytes - Number(last)) : Number(first)
  const end = first === '' || last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1)
  // 5-3 is no range at all; 900-999 of 100 bytes is one that cannot be had.
  if (first !== '' && last !== '' && Number(last) < start) return null
  if (start > end) {
    throw new S3Error('InvalidRange', 'The requested range is not satisfiable', {
      details: { RangeRequested: header ?? '', ActualObjectSize: String(sizeBytes) },
      headers: { 'content-range': `bytes */${sizeBytes}` },
    })
  }
  return { start, sizeBytes: end - start + 1 }
}
