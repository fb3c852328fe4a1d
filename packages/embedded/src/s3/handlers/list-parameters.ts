import { S3Error } from '../s3-error.ts'

type Query = ReadonlyMap<string, string>

/** A number of entries from 0 to the most one page may hold, which is also what silence means. */
export function readCount(query: Query, name: string, most: number): number {
  const text = query.get(name)
  if (text === undefined || text === '') return most
  if (!/^\d{1,9}$/.test(text)) throw new S3Error('InvalidArgument', `${name} must be a whole number.`)
  return Math.min(Number(text), most)
}

/** encoding-type=url lets a list name keys that XML cannot hold. */
export function readNameEncoding(query: Query): {
  encodingType: string | null
  encode: (name: string) => string
} {
  const encodingType = query.get('encoding-type') ?? null
  if (encodingType === null) return { encodingType, encode: (name) => name }
  if (encodingType !== 'url')
    throw new S3Error('InvalidArgument', 'Invalid Encoding Method specified in Request')
  return { encodingType, encode: (name) => encodeURIComponent(name).replaceAll('%2F', '/') }
}
