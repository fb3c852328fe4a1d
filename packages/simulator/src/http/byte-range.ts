export type ByteRange =
  | { readonly outcome: 'whole' }
  | { readonly outcome: 'part'; readonly first: number; readonly last: number }
  | { readonly outcome: 'unsatisfiable' }

/** Reads a Range header with one range; several, or another unit, are answered with the whole file, as RFC 9110 allows. */
export function readByteRange(header: string | undefined, sizeBytes: number): ByteRange {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? []
  if (from === '' && to === '') return { outcome: 'whole' }
  const first = from === '' ? Math.max(sizeBytes - Number(to), 0) : Number(from)
  const last = from === '' || to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1)
  if (from !== '' && to !== '' && Number(to) < Number(from)) return { outcome: 'whole' }
  return first > last ? { outcome: 'unsatisfiable' } : { outcome: 'part', first, last }
}
