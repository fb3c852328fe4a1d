import { connect, createServer, type Socket } from 'node:net'
import { createTestDatabase } from '@reelkeep/testing'
import { expect, inject, test } from 'vitest'
import { openDatabase } from '../src/index.ts'

test('arrays of texts and integers come back as they were sent', async () => {
  await using database = await createTestDatabase()
  const texts = [
    'plain',
    '',
    'a "quoted" one',
    'back\\slash',
    'com,ma',
    '{brace}',
    'NULL',
    ' space ',
    'line\nbreak',
    'ü',
  ]
  const [row] = await database.db.sql`
    select ${texts}::text[] as texts, ${[1, -2, 3]}::integer[] as integers, ${[]}::text[] as none,
      ${['a', null]}::text[] as nulls, array_agg(word collate "C") as words
    from unnest(${texts}::text[]) word`
  expect(row).toEqual({ texts, integers: [1, -2, 3], none: [], nulls: ['a', null], words: texts })
})

// A promise that nobody handles fails the whole run, as it ends a whole worker.
test('a connection that breaks as soon as it stands is told to its caller and to nobody else', async () => {
  const { hostname, port } = new URL(inject('services').postgres.url)
  await using wire = await breakOnFirstQuestion(hostname, Number(port))
  await using database = await createTestDatabase()
  const url = new URL(database.url)
  url.host = `127.0.0.1:${wire.port}`
  const db = openDatabase({ url: url.toString(), maxConnections: 1, applicationName: 'broken' })
  await expect(db.sql`select 1`).rejects.toThrow(/ECONNRESET|CONNECTION_CLOSED/)
  await db.close()
})

/** Lets clients sign in, and resets them when they say the first word after it. */
async function breakOnFirstQuestion(host: string, port: number) {
  const readyForQuery = Buffer.from([0x5a, 0, 0, 0, 5, 0x49])
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const onward = connect(port, host)
    let isReady = false
    for (const socket of [client, onward]) {
      open.add(socket)
      socket.on('error', () => undefined)
    }
    onward.on('data', (bytes) => {
      isReady ||= bytes.includes(readyForQuery)
      client.write(bytes)
    })
    client.on('data', (bytes) => (isReady ? client.resetAndDestroy() : onward.write(bytes)))
    client.on('close', () => onward.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: address !== null && typeof address === 'object' ? address.port : 0,
    [Symbol.asyncDispose]: async () => {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
