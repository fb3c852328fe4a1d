import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { openClient } from '../src/client/client.ts'
import { findConnection } from '../src/client/connection.ts'
import { checkNames } from '../src/commands/check-names.ts'

test('where there is none of a kind, that is what a mistyped name is answered with', async () => {
  const server = createServer((_, reply) => reply.end('{"data":[]}'))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const client = openClient(findConnection({ url }, { REELKEEP_API_KEY: 'key' }))
  await expect(checkNames(client, { model: 'nosuch' })).rejects.toThrow(
    'There is no model "nosuch" (--model). No model is configured.',
  )
  server.closeAllConnections()
  server.close()
})
