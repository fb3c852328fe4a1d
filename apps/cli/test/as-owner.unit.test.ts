import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { openClient } from '../src/client/client.ts'
import { findConnection } from '../src/client/connection.ts'
import { run } from '../src/run.ts'
import { openTerminal } from '../src/terminal.ts'

test('everything that is asked as another owner says so, and nothing else does', async () => {
  const asked: (string | string[] | undefined)[] = []
  const server = createServer((request, reply) => {
    asked.push(request.headers['reelkeep-owner'])
    reply.end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const environment = { REELKEEP_API_KEY: 'key' }
  const askAll = async (asOwner?: string) => {
    const client = openClient(findConnection({ url, asOwner }, environment))
    await client.get('/a')
    await client.post('/b')
    await client.patch('/c', {})
    for await (const _ of await client.download('/d')) expect(_).toBeDefined()
    await client.streamClip('job_1', { from: 0, signal: AbortSignal.timeout(5_000) })
  }
  await askAll('studio')
  await askAll()
  server.closeAllConnections()
  server.close()
  expect(asked).toEqual([...Array(5).fill('studio'), ...Array(5).fill(undefined)])
})

test('a name that no owner can have is bad usage, before anything is asked', async () => {
  const notes: string[] = []
  const terminal = { ...openTerminal(), note: (text: string) => void notes.push(text) }
  process.env.REELKEEP_API_KEY ??= 'key'
  expect(await run(['--as-owner', 'A\r\nB', '--url', 'http://127.0.0.1:1', 'list'], terminal)).toBe(2)
  expect(notes.join()).toContain('--as-owner')
})
