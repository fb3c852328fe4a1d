import { expect, test } from 'vitest'
import { createOnce } from '../src/api/once.ts'
import { RefusedError } from '../src/api/refused-error.ts'
import { SilentError } from '../src/api/silent-error.ts'

const keyOf = (headers: { readonly 'idempotency-key': string }) => headers['idempotency-key']

const refused = (code: string, status = 409) =>
  new RefusedError(new Response(null, { status }), { error: { code, message: 'No.' } })

test('a second press, and a try after silence, are the same request to the api', () => {
  const once = createOnce()
  const first = keyOf(once.headers('retry'))
  expect(first).toMatch(/^[0-9a-f]{32}$/)
  expect(keyOf(once.headers('retry')), 'pressed twice').toBe(first)
  once.ended(new SilentError(new Error('no answer')))
  expect(keyOf(once.headers('retry')), 'after silence').toBe(first)
  once.ended(refused('idempotency_in_progress'))
  expect(keyOf(once.headers('retry')), 'while the first is being carried out').toBe(first)
  once.ended(refused('internal_error', 503))
  expect(keyOf(once.headers('retry')), 'after an answer that does not say what was done').toBe(first)
})

test('what was answered, or is about something else, is a request of its own', () => {
  const once = createOnce()
  const first = keyOf(once.headers('retry'))
  once.ended(refused('preview_changed'))
  const second = keyOf(once.headers('retry'))
  expect(second, 'after a refusal').not.toBe(first)
  once.ended(null)
  const third = keyOf(once.headers('retry'))
  expect(third, 'after it was done').not.toBe(second)
  expect(keyOf(once.headers('cancel')), 'another wish').not.toBe(third)
})
