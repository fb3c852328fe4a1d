import {
  batchQuote,
  contentKey,
  type IncomingRow,
  type JobId,
  type JobState,
  jobStates,
  planBatch,
  rowKey,
  type StandingRow,
} from '@reelkeep/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const standing = (state: JobState, more: Partial<StandingRow> = {}): StandingRow => ({
  jobId: 'job_1' as JobId,
  rowKey: 'id:a',
  contentHash: 'same',
  state,
  version: 3,
  failure: null,
  adopted: false,
  ...more,
})

const incomingOf = (row: { readonly rowKey: string; readonly contentHash: string }): IncomingRow => ({
  ...row,
  named: row,
})

const actionOf = (row: StandingRow, contentHash: string, retry: 'safe' | 'all' = 'safe') =>
  planBatch([incomingOf({ rowKey: 'id:a', contentHash })], [row], retry).steps[0]?.action

describe('the same file again', () => {
  test.each<[JobState, string]>([
    ['queued', 'unchanged'],
    ['submitting', 'unchanged'],
    ['unconfirmed', 'unchanged'],
    ['rendering', 'unchanged'],
    ['archiving', 'unchanged'],
    ['archived', 'unchanged'],
    ['canceled', 'left-alone'],
  ])('leaves an equal row that is %s as it is', (state, action) => {
    expect(actionOf(standing(state), 'same')).toBe(action)
    expect(actionOf(standing(state), 'same', 'all')).toBe(action)
  })

  test.each(jobStates)('makes a changed row anew when its old job is %s', (state) => {
    expect(actionOf(standing(state), 'other')).toBe(state === 'queued' ? 'replace' : 'run-beside')
  })

  test.each([
    [true, 'no', 'safe', 'retry'],
    [true, 'unknown', 'safe', 'left-alone'],
    [true, 'yes', 'safe', 'left-alone'],
    [false, 'no', 'safe', 'left-alone'],
    [true, 'yes', 'all', 'retry'],
    [false, 'unknown', 'all', 'retry'],
  ] as const)(
    'a failure that is retryable %s and charged %s, asked %s: %s',
    (retryable, charged, retry, action) => {
      expect(actionOf(standing('failed', { failure: { retryable, charged } }), 'same', retry)).toBe(action)
    },
  )

  test('buys nothing for a row whose task was made elsewhere, however the row names its upstream', () => {
    const named = { rowKey: 'row:named:1', contentHash: 'named' }
    const row = { rowKey: 'row:plain:1', contentHash: 'plain', named }
    const described = standing('rendering', { ...named, adopted: true })
    expect(planBatch([row], [described], 'safe')).toMatchObject({
      steps: [{ action: 'unchanged', standing: described }],
      absent: [],
    })
    const undescribed = standing('archived', { contentHash: null, adopted: true })
    expect(actionOf(undescribed, 'anything')).toBe('unchanged')
    const edited = standing('archived', { contentHash: 'named', adopted: true })
    expect(actionOf(edited, 'other')).toBe('run-beside')
  })

  test('never sends an adopted task that failed: its row is bought anew when all are retried', () => {
    const failed = standing('failed', { adopted: true, failure: { retryable: false, charged: 'unknown' } })
    expect(actionOf(failed, 'same')).toBe('left-alone')
    expect(actionOf(failed, 'same', 'all')).toBe('run-beside')
  })

  test('counts rows that are missing from the file and leaves them alone', () => {
    const plan = planBatch([], [standing('rendering')], 'safe')
    expect(plan.steps).toEqual([])
    expect(plan.absent.map(({ jobId }) => jobId)).toEqual(['job_1'])
  })

  test('creates nothing when the same rows are planned twice', () => {
    const rows = fc.uniqueArray(fc.record({ rowKey: fc.string(), contentHash: fc.string() }), {
      selector: (row) => row.rowKey,
    })
    fc.assert(
      fc.property(rows, fc.constantFrom('safe' as const, 'all' as const), (given, retry) => {
        const incoming = given.map(incomingOf)
        const first = planBatch(incoming, [], retry)
        expect(first.steps.every(({ action }) => action === 'create')).toBe(true)
        const made = given.map((row) => standing('queued', row))
        const second = planBatch(incoming, made, retry)
        expect(second.steps.every(({ action }) => action === 'unchanged')).toBe(true)
        expect(second.absent).toEqual([])
      }),
    )
  })

  test('accounts for every row of the file and every row that stands exactly once', () => {
    const row = fc.record({
      rowKey: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      contentHash: fc.constantFrom('1', '2'),
    })
    const unique = { selector: (item: { rowKey: string }) => item.rowKey }
    fc.assert(
      fc.property(
        fc.uniqueArray(row, unique),
        fc.uniqueArray(fc.tuple(row, fc.constantFrom(...jobStates)), { selector: ([item]) => item.rowKey }),
        (given, old) => {
          const incoming = given.map(incomingOf)
          const stands = old.map(([item, state]) => standing(state, item))
          const { steps, absent } = planBatch(incoming, stands, 'safe')
          expect(steps.map((step) => step.row)).toEqual(incoming)
          const met = steps.flatMap((step) => ('standing' in step ? [step.standing] : []))
          expect(new Set([...met, ...absent])).toEqual(new Set(stands))
          expect(met.length + absent.length).toBe(stands.length)
        },
      ),
    )
  })
})

describe('what a row is known by', () => {
  test('is its custom_id, else its content and place among equals; later takes are rows of their own', () => {
    expect(rowKey({ customId: 'a', contentHash: 'h', place: 1, take: 1 })).toBe('id:a')
    expect(rowKey({ customId: null, contentHash: 'h', place: 2, take: 1 })).toBe('row:h:2')
    expect(rowKey({ customId: 'a', contentHash: 'h', place: 1, take: 2 })).toBe('take2:id:a')
  })

  test('changes with anything an upstream would render differently', () => {
    const content = {
      upstream: null,
      model: 'grok_video3',
      operation: 'generate' as const,
      prompt: 'A cat',
      params: { durationS: 10, aspectRatio: '16:9', resolution: '720p', imageUrls: [], videoUrl: null },
    }
    const variants = [
      content,
      { ...content, upstream: 'other' },
      { ...content, model: 'grok_video3_max' },
      { ...content, prompt: 'A dog' },
      { ...content, params: { ...content.params, durationS: 6 } },
      { ...content, params: { ...content.params, imageUrls: ['https://a.example/1.png'] } },
    ]
    expect(new Set(variants.map(contentKey)).size).toBe(variants.length)
    expect(contentKey({ ...content })).toBe(contentKey(content))
  })
})

describe('a quote', () => {
  const row = (ticks: bigint | null) => ({ upstream: 'globalaiopc', model: 'grok_video3', ticks })

  test('sums what is known', () => {
    const quote = batchQuote([row(5n), row(7n)], null)
    expect(quote).toEqual({
      rows: 2,
      lowTicks: 12n,
      expectedTicks: 12n,
      highTicks: 12n,
      dearestTicks: 7n,
      unknown: [],
    })
  })

  test('names unknown rows and never sums them as nothing', () => {
    const quote = batchQuote([row(5n), row(null), row(null)], null)
    expect(quote).toMatchObject({ lowTicks: 5n, expectedTicks: null, highTicks: null })
    expect(quote.unknown).toEqual([{ upstream: 'globalaiopc', model: 'grok_video3', rows: 2 }])
    expect(quote.dearestTicks).toBeNull()
    expect(batchQuote([row(5n), row(null), row(null)], 10n)).toMatchObject({
      highTicks: 25n,
      dearestTicks: 10n,
    })
  })
})
