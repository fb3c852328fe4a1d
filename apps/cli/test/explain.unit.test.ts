import { mkdtempSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import type { Explanation } from '../src/client/shapes.ts'
import { lookLocally } from '../src/commands/doctor.ts'
import { explanationText } from '../src/commands/explain.ts'
import { momentWords } from '../src/print/moment-words.ts'
import { aTerminal } from './a-terminal.ts'

const told: Explanation = {
  object: 'explanation',
  job_id: 'job_01',
  as_of: '2026-11-20T12:00:00.000Z',
  job: {
    state: 'queued',
    reason: null,
    waiting_for: 'budget',
    overdue: false,
    batch_id: 'batch_1',
    batch_name: 'autumn',
    row: 7,
  },
  state:
    'It needs $0.50, and the day’s cap of its key has $0.10 left of $10.00, as seen 2026-11-20T11:00:00.000Z.',
  next: {
    says: 'It goes on by itself when the day turns.',
    at: '2026-11-20T13:30:00.000Z',
    by: 'reelkeep',
    commands: ['reelkeep keys set key_1 --day-cap USD'],
  },
  rule: {
    says: 'Money is reserved in the very statement that claims a job, so that no number of workers can pass a cap.',
    place: 'day_cap of key_1',
  },
  cost: { says: 'Nothing so far: nothing was sent.', known_by: 'price list x' },
  notes: [],
  detail: {},
}

test('an explanation fits 80 columns, names moments as every command does, and leaves its commands whole', () => {
  const text = explanationText(told, {
    terminal: aTerminal(),
    when: (moment) => momentWords(moment, { isUtc: true }),
    keys: new Map(),
  })
  const lines = text.split('\n')
  expect(lines[0]).toBe('job_01: queued, budget, row 7 of autumn')
  expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(80)
  expect(text).toContain('2026-11-20 13:30:00 UTC, in 90 min')
  expect(text).not.toContain('11:00:00.000Z')
  expect(lines.at(-1)).toBe('you can   reelkeep keys set key_1 --day-cap USD')
})

test('without a server the doctor says whether anything listens, and what of a data dir is there', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const dataDir = mkdtempSync(join(tmpdir(), 'cli-doctor-'))
  const [heard] = await lookLocally(url, dataDir)
  expect(heard?.message).toContain('something listens there')
  await new Promise((resolve) => server.close(resolve))
  const [silent, folder] = await lookLocally(url, join(dataDir, 'gone'))
  expect(silent?.message).toContain('nothing listens there')
  expect(folder?.outcome).toBe('warning')
})
