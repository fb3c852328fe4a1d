import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import { openStore } from '../src/index.ts'

test('a store that takes requests and never answers is given up, also in the middle of a large clip', async () => {
  const server = createServer((request) => request.resume())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const store = openStore({
    endpoint: `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`,
    publicEndpoint: null,
    region: 'us-east-1',
    bucket: 'hangs',
    forcePathStyle: true,
    checksum: 'when_supported',
    credentials: () => ({ accessKeyId: 'someone', secretAccessKey: 'something' }),
    answerTimeoutMs: 200,
  })
  try {
    await expect(store.beginUpload('clip.mp4', { jobId: 'job_1' })).rejects.toThrow(/200 ms/)
  } finally {
    store.close()
    server.closeAllConnections()
    server.close()
  }
})
