import { S3ServiceException } from '@aws-sdk/client-s3'

/** The HTTP status of a store's refusal; null when it never came to an answer. */
export function statusOf(error: unknown): number | null {
  return error instanceof S3ServiceException ? (error.$metadata.httpStatusCode ?? null) : null
}
