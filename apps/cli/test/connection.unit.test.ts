import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openClient } from '../src/client/client.ts'
import { findConnection } from '../src/client/connection.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'connection-'))
afterAll(() => rmSync(dataDir, { recursive: true }))

const key = { REELKEEP_API_KEY: 'k'.repeat(32) }

async function refusalOf(
  options: { url?: string },
  environment: { [name: string]: string },
): Promise<string> {
  const client = openClient(findConnection({ dataDir, ...options }, { ...key, ...environment }))
  return client.get('/v1/batches').then(
    () => 'an answer',
    (error: Error) => error.message,
  )
}

test('where nobody answers, it is said what was tried, why there, and what to do', async () => {
  const place = join(dataDir, 'api-url')
  // Port 9 is nobody’s here.
  expect(await refusalOf({ url: 'http://127.0.0.1:9' }, {})).toMatch(
    /^Cannot reach the server at http:\/\/127\.0\.0\.1:9 \(.+\)\. The address is that of --url\. .*npm start/,
  )
  expect(await refusalOf({}, { REELKEEP_URL: 'http://127.0.0.1:9' })).toContain('that of REELKEEP_URL')
  expect(await refusalOf({}, { PORT: '9' })).toContain('made of HOST and PORT')
  const { url, whenAway } = findConnection({ dataDir }, key)
  expect(url).toBe('http://127.0.0.1:3000')
  expect(whenAway).toContain(`the usual address: ${place}`)
  writeFileSync(place, 'http://127.0.0.1:9\n')
  expect(await refusalOf({}, {})).toContain(`The address is from ${place}`)
})
