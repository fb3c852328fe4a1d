import { expect, test } from 'vitest'
import { settleBatch } from '../src/batch-file/settle-batch.ts'
import type { BatchPreview } from '../src/client/shapes.ts'
import { aTerminal } from './a-terminal.ts'

const held = { batch_id: 'batch_1', created_at: '', ticks: '1500000000000', unpriced_rows: 0 }
const preview = {
  name: 'prompts 2026-11-30',
  valid: true,
  also_in: [
    { ...held, name: 'prompts 2026-11-29', rows: 3 },
    { ...held, name: 'prompts 2026-11-28', rows: 500, unpriced_rows: 2 },
  ],
  // Nothing else is read of it.
} as unknown as BatchPreview
const asked = { name: 'prompts 2026-11-30' }

function settle(answer: boolean | null, options: object = {}, of: BatchPreview = preview) {
  const questions: string[] = []
  const terminal = {
    ...aTerminal(),
    isInteractive: answer !== null,
    confirm: async (question: string) => {
      questions.push(question)
      return answer === true
    },
  }
  return { name: settleBatch(of, asked, { mayAsk: true, ...options }, { terminal }), terminal, questions }
}

test('a person is told what another day holds and costs, and chooses', async () => {
  const { name, terminal, questions } = settle(true)
  expect(await name).toBe('prompts 2026-11-28')
  expect(terminal.noted().split('\n')[1]).toBe(
    '"prompts 2026-11-28" holds 500 clips of these already, archived or under way; "prompts 2026-11-30" would pay for them again: $150.00, and 2 clips of unknown price. To continue it: --name "prompts 2026-11-28"',
  )
  expect(questions).toEqual(['Continue "prompts 2026-11-28"? No: a new batch.'])
  expect(await settle(false).name).toBeNull()
})

test.each([
  ['nobody is there to ask', null, {}],
  ['nobody is to be asked', true, { mayAsk: false }],
])('a second batch is refused where %s', async (_, answer, options) => {
  await expect(settle(answer, options).name).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(/--name "prompts 2026-11-28".*--new-batch/),
  })
})

test.each([
  ['a name', { name: 'prompts 2026-11-30' }, preview],
  ['--new-batch', { newBatch: true }, preview],
  ['a body that names its batch', {}, { ...preview, name: 'prompts 2026-12-01' }],
])('nothing is asked about with %s', async (_, options, of) => {
  const { name, terminal } = settle(null, options, of)
  expect([await name, terminal.noted()]).toEqual([null, ''])
})
