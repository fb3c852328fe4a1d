import { createHash } from 'node:crypto'
import { bodyTooLarge } from '../errors.ts'

/** The bytes of a request as they come, counted and hashed on the way, so that a body is never held whole. */
export type HashedBody = {
  readonly bytes: AsyncIterable<Uint8Array>
  /** Hex SHA-256 of everything read; final once `bytes` has ended. */
  digest(): string
}

export function hashedBody(source: AsyncIterable<Uint8Array>, limitBytes: number): HashedBody {
  const hash = createHash('sha256')
  async function* counted(): AsyncGenerator<Uint8Array> {
    let readBytes = 0
    for await (const chunk of source) {
      readBytes += chunk.byteLength
      if (readBytes > limitBytes) throw bodyTooLarge(limitBytes)
      hash.update(chunk)
      yield chunk
    }
  }
  return { bytes: counted(), digest: () => hash.copy().digest('hex') }
}
