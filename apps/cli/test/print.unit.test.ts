import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { money, spentWords } from '../src/print/money.ts'
import { plainText } from '../src/print/plain-text.ts'
import { table } from '../src/print/table.ts'

const rows = [
  { id: 'job_1', prompt: 'a lake at dawn, slow push-in, mist over the water' },
  { id: 'job_2', prompt: '富士山の上を飛ぶ鳥の群れ、ゆっくりとしたカメラ' },
]
const columns = [
  { title: 'JOB', value: (row: (typeof rows)[number]) => row.id },
  { title: 'PROMPT', value: (row: (typeof rows)[number]) => row.prompt, shrinks: true },
]

test.each([20, 40, 80])('a table keeps within %i columns, wide characters counted as two', (width) => {
  for (const line of table(rows, columns, width).split('\n')) {
    expect(stringWidth(line)).toBeLessThanOrEqual(width)
  }
})

test('a cell that was cut says so, and the others stay whole', () => {
  const narrow = table(rows, columns, 30)
  expect(narrow).toContain('…')
  expect(narrow).toContain('job_2')
  expect(table(rows, columns, 200)).not.toContain('…')
})

test('a column that may leave does so where shrinking is not enough, and comes back with the room', () => {
  const wide = [{ title: 'CREATED', value: () => '2026-11-21 04:05:06 +01:00', leaves: 1 }, ...columns]
  expect(table(rows, wide, 30)).not.toContain('CREATED')
  expect(table(rows, wide, 60)).toContain('CREATED')
})

test('what is cut is cut between characters, not inside one', () => {
  const flags = [{ id: 'job_1', prompt: '🇩🇪'.repeat(20) }]
  const [, line = ''] = table(flags, columns, 24).split('\n')
  expect(line).toMatch(/^job_1 {2}(?:🇩🇪)+…$/u)
  expect(stringWidth(line)).toBeLessThanOrEqual(24)
})

test('a stranger’s text cannot move the cursor, break the line or turn it around', () => {
  expect(plainText('\u001B[2Jgone')).toBe('\\u{1b}[2Jgone')
  expect(plainText('one\ntwo\tthree')).toBe('one two three')
  expect(plainText('\u202Eevil')).toBe('\\u{202e}evil')
})

test.each([
  [null, 'unknown'],
  ['0', '$0.00'],
  ['500000000', '$0.05'],
  ['3018000000', '$0.3018'],
  ['1', '$0.0000000001'],
  ['-125000000000', '-$12.50'],
])('%s ticks are %s', (ticks, text) => {
  expect(money(ticks)).toBe(text)
})

test.each([
  [['500000000', null, false], '$0.05'],
  [['500000000', '1000000000', false], '$0.05 and perhaps $0.10'],
  [['500000000', '1000000000', true], '$0.05 simulated and perhaps $0.10 simulated'],
  [[null, '1000000000', false], 'perhaps $0.10'],
  [['0', null, true], '$0.00 simulated'],
  [[null, null, false], 'unknown'],
] as const)('%j was spent: %s', ([charged, contingent, simulated], text) => {
  expect(spentWords({ charged_ticks: charged, contingent_ticks: contingent }, simulated)).toBe(text)
})
