import {
  type JobDocument,
  jobStates,
  manifestKeyFor,
  openJobsKeyFor,
  recordKindOf,
  restoredJob,
  sidecarKeyFor,
} from '@reelkeep/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packLines, readJobDocument, readRecordedRow, unpackLines } from '../src/index.ts'

const text = fc.string({ unit: 'grapheme', maxLength: 200 }).filter((value) => !value.includes('\0'))
const ticks = fc.option(fc.bigInt({ min: 0n, max: 10n ** 17n }).map(String))
const moment = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString().replace('Z', '123+00:00'))

test('a document is read back as it was written, whatever people and vendors put into it', () => {
  fc.assert(
    fc.property(
      fc.record({ prompt: text, note: text, ticks, contingent: ticks, at: moment }),
      ({ prompt, note, ticks: quoted, contingent, at }) => {
        const written = aDocument({
          prompt,
          created_at: at,
          quoted_ticks: quoted,
          contingent_ticks: contingent,
          row_data: { note, '=cell': prompt },
          metadata: { [note]: [note, 1, null] },
        })
        const marked = { ...written, mark: { mark: 'redo' as const, note, at, key: written.key } }
        for (const document of [written, marked]) {
          expect(readJobDocument(JSON.stringify(document))).toEqual(document)
        }
      },
    ),
    { numRuns: 200 },
  )
})

test('a column may have any name', () => {
  const written = aDocument({ metadata: { ['__proto__']: 'kept', constructor: { ['__proto__']: [1] } } })
  expect(readJobDocument(JSON.stringify(written))).toEqual(written)
})

test('lines come out of a packed record as they went in', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.jsonValue().map((value) => JSON.stringify(value))), async (lines) => {
      const unpacked: string[] = []
      for await (const line of unpackLines(await packLines(lines))) unpacked.push(line)
      expect(unpacked).toEqual(lines)
    }),
    { numRuns: 50 },
  )
})

test('a packed record that was cut is said to be broken', async () => {
  const packed = await packLines(Array.from({ length: 500 }, (_, index) => `{"n":${index * 7919}}`))
  const readAll = async () => {
    for await (const line of unpackLines(packed.subarray(0, packed.length / 2))) expect(line).not.toBe('')
  }
  await expect(readAll()).rejects.toThrow('unexpected end of file')
})

test.each([
  ['no JSON', 'no json', 'it is no JSON'],
  ['another shape', '{"schema":"reelkeep.job/2"}', 'schema: '],
  ['a NUL', JSON.stringify(aDocument({ prompt: 'a\0b' })), 'job.prompt: holds a NUL'],
  ['money that is no whole number', JSON.stringify(aDocument({ quoted_ticks: '1.5' })), 'job.quoted_ticks: '],
  ['an archived job without a clip', JSON.stringify(aDocument({ state: 'archived' })), 'without a clip'],
])('a document with %s is refused in words', (_name, written, message) => {
  expect(() => readJobDocument(written)).toThrow(message)
})

test('only short lines are read as pointers to a record', () => {
  const line = { job_id: anId('job'), row: 1, version: 7, sidecar: 'admin/b/0001_a.json' }
  expect(readRecordedRow(JSON.stringify(line))).toEqual(line)
  expect(readRecordedRow(JSON.stringify(aDocument({})))).toBeNull()
})

test('records have keys of their own beside the clips', () => {
  const clip = 'admin/b/0001_a-lake.mp4'
  const manifest = manifestKeyFor({ owner: 'admin', name: '批次', id: anId('batch') })
  expect([sidecarKeyFor(clip), manifest, openJobsKeyFor({ id: anId('owner'), name: 'admin' })]).toEqual([
    'admin/b/0001_a-lake.json',
    'admin/manifest-0000000000.ndjson.gz',
    'admin/single/open-jobs-0000000000.ndjson.gz',
  ])
  expect([clip, sidecarKeyFor(clip), manifest].map(recordKindOf)).toEqual([null, 'sidecar', 'manifest'])
})

test('no job comes back in a state from which it would be sent by itself', () => {
  const moment = { at: '2026-11-21T00:00:00.000Z', newSubmissionId: anId('sub') }
  for (const state of jobStates) {
    for (const batch of [null, { id: anId('batch'), name: 'b', columns: [], created_at: moment.at }]) {
      const isSent = !['queued', 'canceled'].includes(state)
      const document = {
        ...aDocument({ state, submissions: isSent ? 1 : 0, quoted_ticks: '7' }),
        batch,
        submissions: isSent ? [aSubmission('intent')] : [],
      }
      const { job, events, submissions, ledger } = restoredJob(document, moment)
      const sendsItself = job.state === 'submitting' || (job.state === 'queued' && batch === null)
      expect([state, batch === null, sendsItself]).toEqual([state, batch === null, false])
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
      if (events.length > 1) expect(events.at(-1)?.to_state).toBe(job.state)
      if (job.state === 'unconfirmed' && state !== 'unconfirmed') {
        expect([submissions.at(-1)?.status, job.contingent_ticks]).toEqual(['unknown', '7'])
        expect(ledger.map(({ kind, ticks: amount }) => [kind, amount])).toEqual([['contingent', '7']])
      }
    }
  }
})

test('a job that was copying a clip of ours comes back to copy it, and asks no upstream', () => {
  const moment = { at: '2026-11-21T00:00:00.000Z', newSubmissionId: anId('sub') }
  const document = aDocument({ state: 'archiving', reused_from: anId('job'), submissions: 0 })
  const read = readJobDocument(JSON.stringify(document))
  expect(restoredJob(read, moment).job).toMatchObject({
    state: 'archiving',
    next_step: 'archive',
    due_at: moment.at,
    reused_from: anId('job'),
  })
})

test('a record from before tasks could be adopted tells of none', () => {
  const { adopted: _, reused_from: __, ...job } = aDocument({}).job
  const read = readJobDocument(JSON.stringify({ ...aDocument({}), job }))
  expect(read.job).toMatchObject({ adopted: false, reused_from: null })
})

test('a record from before marks and bound tasks could be corrected tells of neither', () => {
  const { mark: _, ...document } = aDocument({})
  const { task_unproven: __, ...submission } = aSubmission('accepted')
  const read = readJobDocument(JSON.stringify({ ...document, submissions: [submission] }))
  expect(read).toMatchObject({ mark: null, submissions: [{ task_unproven: false }] })
})

function anId(prefix: string): string {
  return `${prefix}_00000000000000000000000000`
}

function aSubmission(status: string): JobDocument['submissions'][number] {
  return {
    id: anId('sub'),
    number: 1,
    status,
    deadline_at: null,
    sent_at: null,
    upstream: 'u',
    task_id: null,
    task_unproven: false,
    credential_id: null,
    base_url: null,
    requested_model: 'm',
    reported_model: null,
    price_version: null,
    http_status: null,
    message: null,
    created_at: '2026-11-20T00:00:00+00:00',
    settled_at: null,
  }
}

function aDocument(job: Partial<JobDocument['job']>): JobDocument {
  const at = '2026-11-20T00:00:00.123456+00:00'
  return {
    schema: 'reelkeep.job/1',
    recorded_at: at,
    owner: { id: anId('owner'), name: 'admin', created_at: at },
    key: { id: anId('key'), name: 'admin', scopes: ['submit', 'read'], created_at: at },
    batch: null,
    job: {
      id: anId('job'),
      batch_row: null,
      row_key: null,
      content_hash: null,
      is_current: true,
      supersedes_id: null,
      custom_id: null,
      name: null,
      priority: 5,
      metadata: {},
      row_data: null,
      created_at: at,
      upstream: 'u',
      model: 'm',
      operation: 'generate',
      prompt: 'a lake',
      duration_s: 6,
      aspect_ratio: null,
      resolution: null,
      image_urls: [],
      video_url: null,
      clip_key: 'admin/single/a.mp4',
      simulated: true,
      keep_exchanges: false,
      adopted: false,
      reused_from: null,
      quoted_ticks: null,
      max_price_ticks: null,
      price_version: null,
      account_ids: [],
      state: 'queued',
      reason: null,
      waiting_for: null,
      due_at: at,
      next_step: null,
      version: 1,
      last_seq: 1,
      overdue: false,
      submissions: 0,
      retries: 0,
      polls: 0,
      poll_failures: 0,
      archive_failures: 0,
      link_refreshes: 0,
      reopens: 0,
      progress: null,
      upstream_status: null,
      source_expires_at: null,
      reported: null,
      mismatch: [],
      reserved_ticks: '0',
      charged_ticks: null,
      reported_ticks: null,
      contingent_ticks: null,
      cost_source: 'unknown',
      failure: null,
      submitted_at: null,
      rendered_at: null,
      finished_at: null,
      ...job,
    },
    submissions: [],
    ledger: [],
    failures: [],
    events: [{ seq: 1, kind: 'job-created', from_state: null, to_state: 'queued', detail: {}, at }],
    clip: null,
    mark: null,
  }
}
