import { expect, test } from 'vitest'
import { asCalled, type Called } from '../src/print/as-called.ts'
import { asTyped } from '../src/print/as-typed.ts'
import { table } from '../src/print/table.ts'
import { aTerminal } from './a-terminal.ts'

/** What a person reads of a text. */
function read(text: string, called: Called, json = false) {
  const terminal = aTerminal()
  const commands = () => ['show', 'list', 'upstream', 'bulk']
  asCalled(terminal, { commands, called: () => called, json }).print(text)
  return terminal.printed()
}

const plain: Called = { words: './reelkeep', options: {} }

test.each<[string, Called, string]>([
  ['Follow it: reelkeep show job_1', plain, 'Follow it: ./reelkeep show job_1'],
  [
    '"reelkeep list" shows them, then reelkeep show JOB',
    plain,
    '"./reelkeep list" shows them, then ./reelkeep show JOB',
  ],
  ['reelkeep\n          upstream resume xai', plain, './reelkeep\n          upstream resume xai'],
  ['reelkeep 1.0.0 on Node 24', plain, 'reelkeep 1.0.0 on Node 24'],
  [
    'reelkeep.config.yaml, ./reelkeep show, REELKEEP_URL',
    plain,
    'reelkeep.config.yaml, ./reelkeep show, REELKEEP_URL',
  ],
  ['reelkeep --as-owner bob list', plain, './reelkeep --as-owner bob list'],
  ['reelkeep show job_1', { words: 'reelkeep', options: {} }, 'reelkeep show job_1'],
  [
    'reelkeep show job_1',
    { words: 'npm run -s reelkeep --', options: { dataDir: 'my data', asOwner: 'bob', url: 'http://h:1' } },
    "npm run -s reelkeep -- --url http://h:1 --data-dir 'my data' --as-owner bob show job_1",
  ],
  // What a replacement would take for a pattern.
  ['reelkeep show job_1', { words: "$&'$1", options: {} }, "$&'$1 show job_1"],
])('%j is read as it was called', (text, called, words) => {
  expect(read(text, called)).toBe(words)
})

test('answers for scripts say what the api says', () => {
  const answer = '{"action":"reelkeep show JOB"}'
  expect(read(answer, plain, true)).toBe(answer)
})

test.each([
  ['./reelkeep', './reelkeep show job_1'],
  ['reelkeep', 'reelkeep show job_1'],
])('what a person or an upstream wrote stays as it was written (%s)', (words, command) => {
  const prompt = 'a sign that says: reelkeep show  me'
  const columns = [
    { title: 'PROMPT', value: () => prompt },
    { title: 'SAYS', value: () => 'reelkeep show job_1', isOurs: true },
  ]
  const rows = table([{}], columns, Number.POSITIVE_INFINITY)
  const called = { words, options: {} }
  expect(read(`${asTyped(prompt)}: ${command}\n${rows}`, called)).toBe(
    [`${prompt}: ${command}`, 'PROMPT                               SAYS', `${prompt}  ${command}`].join(
      '\n',
    ),
  )
})
