import { describe, expect, test } from 'vitest'
import type { HistoryEvent, Job } from '../src/client/shapes.ts'
import { costWords, damageWords, failureWords } from '../src/print/job-words.ts'
import { needWords } from '../src/print/need-words.ts'
import { sourceWords } from '../src/print/source-words.ts'

const nothing = { duration: null, aspect_ratio: null, resolution: null, image_urls: [], video_url: null }

// The words read no other field.
const aJob = (fields: object) =>
  ({ id: 'job_1', upstream: 'xai', model: 'm', waiting_for: null, ...fields }) as Job
const anEvent = (fields: object) => ({ detail: {}, ...fields }) as HistoryEvent

test('money of a simulated upstream is marked, and what was possibly charged is told', () => {
  const cost = {
    quoted_ticks: '500000000',
    charged_ticks: '500000000',
    reported_ticks: null,
    contingent_ticks: '500000000',
    source: 'estimated',
  } as Job['cost']
  const said = 'charged $0.05 (estimated), quoted $0.05, possibly charged $0.05'
  expect(costWords({ cost, simulated: false })).toBe(said)
  expect(costWords({ cost, simulated: true })).toBe(`${said} (simulated: no real money)`)
})

describe('what a clip is made from', () => {
  const words = (params: Partial<Job['params']>) => sourceWords({ params: { ...nothing, ...params } })

  test('is its source clip by host and path, without what may be a signature', () => {
    expect(words({ video_url: 'https://clips.example:443/a/b.mp4?X-Sig=secret#t' })).toEqual([
      ['source', 'clips.example/a/b.mp4'],
    ])
  })

  test('is each image with its place among them', () => {
    expect(words({ image_urls: ['https://a.example/1.png?k=1'] })).toEqual([['image', 'a.example/1.png']])
    expect(words({ image_urls: ['https://a.example/1.png', 'data:image/png;base64,AAAA'] })).toEqual([
      ['image 1/2', 'a.example/1.png'],
      ['image 2/2', 'image/png in the request, 26 characters'],
    ])
    expect(words({})).toEqual([])
  })
})

describe('what a job needs', () => {
  test('in doubt it is the reason, and the console of its upstream before a resolve', () => {
    const events = [
      anEvent({ from_state: 'submitting', to_state: 'unconfirmed', detail: { why: 'the reply was lost' } }),
      anEvent({ from_state: 'unconfirmed', to_state: 'unconfirmed', detail: { why: 'something later' } }),
    ]
    const needs = Object.fromEntries(needWords(aJob({ state: 'unconfirmed' }), events))
    expect(needs['in doubt']).toMatch(/no machine sends it again: the reply was lost$/)
    expect(needs['what now']).toMatch(/^reelkeep resolve job_1 --help: .*console of xai/)
  })

  test.each(['rendering', 'failed'])(
    '%s with a bound task that was never seen it is the way to bind another',
    (state) => {
      const needs = Object.fromEntries(needWords(aJob({ state, task_unproven: true }), []))
      expect(needs['what now']).toMatch(/reelkeep resolve job_1 --bind TASK/)
      expect(needWords(aJob({ state, task_unproven: false }), [])).toEqual([])
    },
  )

  test('with a refused link it is why, the command that allows it, and how long there is', () => {
    const job = aJob({
      state: 'archiving',
      waiting_for: 'link_refused',
      source_expires_at: '2026-11-21T00:00:00Z',
    })
    const why = 'cdn.lan is linked over plain http; "reelkeep upstream allow xai cdn.lan" allows it'
    const [need] = needWords(job, [anEvent({ kind: 'link-refused', detail: { host: 'cdn.lan', why } })])
    expect(need?.[0]).toBe('waits for')
    expect(need?.[1]).toMatch(/: cdn\.lan is .*upstream allow xai cdn\.lan".*dies at 2026-11-21T00:00:00Z$/)
  })

  test.each([
    ['gate', 'reelkeep upstreams xai'],
    ['budget', 'reelkeep budget batch_1 USD'],
    ['price', 'upstreams.xai.prices.m'],
    ['pause', 'reelkeep resume batch_1'],
  ])('waiting for %s it is told to do: %s', (waiting_for, told) => {
    const needs = needWords(aJob({ state: 'queued', batch_id: 'batch_1', waiting_for }), [])
    expect(needs).toEqual([['waits for', expect.stringContaining(told)]])
  })

  test.each(['slot', 'rate', null])('waiting for %s it is nothing', (waiting_for) => {
    expect(needWords(aJob({ state: 'queued', waiting_for }), [])).toEqual([])
  })
})

test('a failure says that a bare status word is the upstream’s', () => {
  const failure = { message: 'No link.', upstream_status: 'done', said_by: 'upstream' } as NonNullable<
    Job['failure']
  >
  expect(failureWords(failure)).toBe('No link. The upstream said: "done"')
  expect(failureWords({ ...failure, upstream_status: null, said_by: null })).toBe('No link.')
  // What a person typed, and what we saw ourselves, is never shown as the upstream's.
  expect(failureWords({ ...failure, said_by: 'person' })).toBe('No link. Who resolved it said: "done"')
  expect(failureWords({ ...failure, said_by: 'reelkeep' })).toBe('No link. Seen here: "done"')
})

test('a damaged clip is said with what the bucket holds, when it was seen and where to read on; a whole one is not', () => {
  const words = (clip: object | null) => damageWords({ clip } as Job)
  expect(words({ damage: 'other_length', checked_at: '2026-11-20T08:00:00Z' })).toBe(
    'the bucket holds a file of another length, as seen 2026-11-20T08:00:00Z: docs/runbook.md, "A damaged clip"',
  )
  expect(words({ damage: null, checked_at: '2026-11-20T08:00:00Z' })).toBeNull()
  expect(words(null)).toBeNull()
})
