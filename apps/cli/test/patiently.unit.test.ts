import { expect, test } from 'vitest'
import { patiently } from '../src/client/patiently.ts'
import { RequestError } from '../src/client/request-error.ts'
import { CommandError, exitCodes } from '../src/exit-codes.ts'
import { aTerminal } from './a-terminal.ts'

const failing = (error: Error) => () => Promise.reject(error)

test.each([
  ['a server that does not answer', new CommandError('refused', exitCodes.unreachable)],
  [
    'a database that is away',
    new RequestError(503, { code: 'database_away', message: 'away' }, '/v1/batches'),
  ],
  ['a proxy without its server', new RequestError(502, null, '/v1/batches')],
])('%s is asked again', async (_, error) => {
  const ask = patiently(aTerminal())
  expect(await ask(failing(error))).toBeNull()
  expect(await ask(async () => 'an answer')).toBe('an answer')
})

test.each([
  ['a refusal', new RequestError(404, { code: 'not_found', message: 'no such batch' }, '/v1/batches')],
  ['a fault of the server', new RequestError(500, null, '/v1/batches')],
])('%s is told at once', async (_, error) => {
  await expect(patiently(aTerminal())(failing(error))).rejects.toBe(error)
})
