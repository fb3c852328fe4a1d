import { once } from 'node:events'
import { createServer } from 'node:net'
import { createTestDatabase, startTcpProxy, waitUntil } from '@reelkeep/testing'
import { expect, inject, test } from 'vitest'
import { isDatabaseAway, openDatabase } from '../src/index.ts'

const quick = { waitMs: 200, lockMs: 1_000, statementMs: 2_000, silenceMs: 600 }

/** What a caller learns. */
async function failureOf(asking: PromiseLike<unknown>): Promise<string> {
  return Promise.resolve(asking).then(
    () => 'answered',
    (error: { code?: string }) => `${error.code} ${isDatabaseAway(error) ? 'away' : 'ours'}`,
  )
}

test('a statement that finds no free connection is given up in time and is never sent', async () => {
  await using database = await createTestDatabase()
  await using db = closing(database.url, { ...quick, silenceMs: 0 }, 2)
  await database.db.sql`create table places (n integer)`
  const busy = [1, 2].map(() => failureOf(db.sql`select pg_sleep(0.6)`))
  const late = failureOf(db.sql`insert into places values (1)`)
  expect(await Promise.race([late, ...busy])).toEqual('NO_CONNECTION_FREE away')
  expect(await Promise.all(busy)).toEqual(['answered', 'answered'])
  // The places are free again, and what was given up was not carried out behind its caller's back.
  await Promise.all([1, 2, 3].map(() => db.sql`insert into places values (2)`))
  expect(await db.sql`select distinct n from places`).toEqual([{ n: 2 }])
})

test('a server that says nothing any more is left, and one that answers again is found', async () => {
  const { hostname, port } = new URL(inject('services').postgres.url)
  const wire = await startTcpProxy({ host: hostname, port: Number(port) })
  await using database = await createTestDatabase()
  const url = new URL(database.url)
  url.host = `127.0.0.1:${wire.port}`
  await using db = closing(url.toString(), quick, 1)
  expect(await db.sql`select 1 as one`).toEqual([{ one: 1 }])
  wire.freeze()
  const hung = await failureOf(db.sql`select 2`)
  expect(hung).toBe('CONNECTION_CLOSED away')
  wire.thaw()
  await waitUntil(async () => (await failureOf(db.sql`select 3`)) === 'answered', {
    what: 'an answer after the thaw',
  })
  await wire.close()
})

test('a server that hangs up on every newcomer is an outage, not a reason to knock without pause', async () => {
  let knocks = 0
  const server = createServer((socket) => {
    knocks += 1
    socket.end()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  await using db = closing(`postgres://nobody@127.0.0.1:${port}/nothing`, quick, 1)
  expect(await failureOf(db.sql`select 1`)).toBe('CONNECTION_CLOSED away')
  expect(knocks).toBe(1)
  server.close()
})

function closing(url: string, deadlines: typeof quick, maxConnections: number) {
  const db = openDatabase({ url, maxConnections, applicationName: 'deadlines', deadlines })
  return { ...db, [Symbol.asyncDispose]: () => db.close() }
}
