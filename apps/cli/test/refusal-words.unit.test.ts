import { expect, test } from 'vitest'
import { fileWords, refusalWords } from '../src/print/refusal-words.ts'

const about = (path: string | null, row: number | null = null) => [
  { path, row, code: 'wrong_type', message: '', allowed: null },
]

test('a refusal of an option names the option, not the field of the api', () => {
  expect(refusalWords('budget_usd must be dollars such as "12.50"', about('budget_usd'))).toBe(
    '--budget must be dollars such as "12.50"',
  )
  expect(refusalWords('The charset "klingon" is not known.', about('charset'))).toBe(
    'The charset "klingon" is not known. It was said with --encoding.',
  )
})

test('a time that ends before it begins names both of its options', () => {
  const details = about('from').map((detail) => ({ ...detail, code: 'after_to' }))
  expect(refusalWords('from must not be after to (2026-11-19T00:00:00.000Z)', details)).toBe(
    '--from must not be after --to (2026-11-19T00:00:00.000Z)',
  )
})

test('what is about a row, about something else or about several things stays as it is', () => {
  const message = 'takes must be at most 100'
  expect(refusalWords(message, about('takes', 3))).toBe(message)
  expect(refusalWords(message, about('prompt'))).toBe(message)
  expect(refusalWords(message, about(null))).toBe(message)
  expect(refusalWords(message, [...about('takes'), ...about('trial')])).toBe(message)
})

test('what is wrong with a file is said with the options of this shell', () => {
  const missing =
    'The file has no column "prompt"; add it, say which column it is with map "Header=prompt", or send a template with the query parameter template.'
  expect(refusalWords(missing, about('prompt'))).toBe(
    'The file has no column "prompt"; add it, say which column it is with --map "Header=prompt", or give a template with --template.',
  )
  expect(fileWords('read as gb18030; name its encoding with charset, or save it as UTF-8')).toBe(
    'read as gb18030; name its encoding with --encoding, or save it as UTF-8',
  )
})
