import { CreateBucketCommand, type S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe } from 'vitest'
import type { Bench } from './s3-conformance/bench.ts'
import { checkBuckets } from './s3-conformance/buckets.ts'
import { checkConditions } from './s3-conformance/conditions.ts'
import { checkCopiesAndTags } from './s3-conformance/copies-and-tags.ts'
import { checkLinks } from './s3-conformance/links.ts'
import { checkLists } from './s3-conformance/lists.ts'
import { checkMultipart } from './s3-conformance/multipart.ts'
import { checkObjects } from './s3-conformance/objects.ts'
import { checkSignatures } from './s3-conformance/signatures.ts'
import { type RunningTarget, targets } from './s3-targets.ts'

describe.each(targets)('an S3 server: $name', (target) => {
  const reason = target.skipReason
  describe.skipIf(reason !== null)(reason === null ? 'does as S3 does' : `is not checked (${reason})`, () => {
    let running: RunningTarget
    let client: S3Client
    beforeAll(async () => {
      running = await target.start()
      client = running.client()
      await client.send(new CreateBucketCommand({ Bucket: 'clips' }))
    })
    afterAll(async () => {
      client?.destroy()
      await running?.stop()
    })

    const bench: Bench = {
      target,
      bucket: 'clips',
      running: () => running,
      client: () => client,
    }
    checkBuckets(bench)
    checkObjects(bench)
    checkConditions(bench)
    checkCopiesAndTags(bench)
    checkLists(bench)
    checkMultipart(bench)
    checkLinks(bench)
    checkSignatures(bench)
  })
})
