import { randomUUID } from 'node:crypto'
import { inject } from 'vitest'
import './services.ts'

/** The environment that points `readStoreSettings` to a bucket of the test's own, not made yet, on the run's S3 server. */
export function createTestStoreEnvironment(): Record<string, string> {
  const { endpoint, region, accessKeyId, secretAccessKey } = inject('services').s3
  return {
    S3_ENDPOINT: endpoint,
    S3_REGION: region,
    S3_BUCKET: `test-${randomUUID()}`,
    S3_FORCE_PATH_STYLE: 'true',
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  }
}
