// Takes a body in: a small one in memory, so that nothing wrong ever reaches the disk; a large one into a temporary
// file that is dropped unless the whole body was what it promised to be.

import type { Payload } from '../payload/payload.ts'
import type { PayloadFacts } from '../payload/payload-digest.ts'
import { S3Error } from '../s3-error.ts'
import type { FileIdentity } from '../storage/file-system.ts'
import type { TemporaryFile, TemporaryFiles } from '../storage/temporary-file.ts'

export interface Received {
  file: TemporaryFile
  identity: FileIdentity
  facts: PayloadFacts
}

export async function receive(payload: Payload, temporaryFiles: TemporaryFiles): Promise<Received> {
  if (payload.plan.lengthBytes > objectLimitBytes) {
    throw new S3Error('EntityTooLarge', `One request may carry at most ${objectLimitBytes} bytes.`)
  }
  if (payload.plan.lengthBytes <= inMemoryLimitBytes) {
    const { bytes, facts } = await payload.whole(inMemoryLimitBytes)
    const file = await temporaryFiles.createFrom(bytes)
    return { file, identity: file.identity, facts }
  }
  const file = temporaryFiles.create()
  try {
    const facts = await payload.pour((piece) => file.write(piece))
    return { file, identity: await file.finish(), facts }
  } catch (error) {
    file.discard()
    throw error
  }
}

const inMemoryLimitBytes = 256 * 1024
const objectLimitBytes = 5 * 1024 ** 3
