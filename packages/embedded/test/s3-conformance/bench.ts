import { randomUUID } from 'node:crypto'
import type { GetObjectCommandOutput, S3Client } from '@aws-sdk/client-s3'
import type { RunningTarget, Target } from '../s3-targets.ts'

/** What a group of checks works with; the server behind it is started later than the checks are declared. */
export interface Bench {
  target: Target
  bucket: string
  running(): RunningTarget
  client(): S3Client
}

/** A key of the test's own. */
export function freshKey(ending = ''): string {
  return `k-${randomUUID()}${ending}`
}

export async function readBody(output: GetObjectCommandOutput): Promise<Buffer> {
  if (output.Body === undefined) throw new Error('the object has no body')
  return Buffer.from(await output.Body.transformToByteArray())
}

/** What the SDK says of a refusal. */
export async function refusalOf(
  sent: Promise<unknown>,
): Promise<{ name: string; status: number | undefined }> {
  try {
    await sent
  } catch (error) {
    const refusal = error as { name: string; $metadata?: { httpStatusCode?: number } }
    return { name: refusal.name, status: refusal.$metadata?.httpStatusCode }
  }
  throw new Error('it was accepted')
}
