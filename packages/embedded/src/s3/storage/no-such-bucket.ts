import { S3Error } from '../s3-error.ts'

export function noSuchBucket(bucket: string): S3Error {
  return new S3Error('NoSuchBucket', 'The specified bucket does not exist.', {
    details: { BucketName: bucket },
  })
}
