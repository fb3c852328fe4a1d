import { describe, expect, test } from 'vitest'
import type { Job, JobId, Price } from '../src/index.ts'
import { decide } from '../src/index.ts'
import { resolutionFits, resolutionOf } from '../src/models/frame.ts'
import { aJob, context, rules } from './a-job.ts'
import { aClip, anEvent } from './an-event.ts'

const perSecond: Price = { unit: 'second', ticks: { '480p': 500n, '720p': 700n } }
const prices: { readonly [model: string]: Price } = {
  grok_video3: perSecond,
  'half-price': { unit: 'second', ticks: 250n },
  'per-call': { unit: 'call', ticks: 9000n },
}
const priced = {
  rules: {
    ...rules,
    priceFor: (model: string) => prices[model] ?? null,
    modelNamed: (name: string) => name.replace(/-preview$/, ''),
  },
}

const asked = { durationS: 10, aspectRatio: '16:9', resolution: '720p', imageUrls: [], videoUrl: null }

type Came = {
  readonly job?: Partial<Job>
  readonly clip?: Partial<typeof aClip>
  readonly reported?: Partial<NonNullable<Job['reported']>>
  readonly twinId?: JobId
}

const silent = { model: null, durationS: null, createdAt: null, startedAt: null, finishedAt: null }

/** The mismatch of an archived job: what the upstream said first, then what the file shows. */
function mismatchOf({ job, clip, reported, twinId }: Came) {
  const archiving = aJob({
    state: 'archiving',
    params: asked,
    reported: { ...silent, ...reported },
    ...job,
  })
  const event = { type: 'clip-archived', clip: { ...aClip, ...clip }, twinId: twinId ?? null } as const
  const verdict = decide(archiving, event, context(priced))
  return verdict.outcome === 'decided' ? verdict.decision.changes.mismatch : null
}

function reportedMismatch(reported: Partial<NonNullable<Job['reported']>>, job: Partial<Job> = {}) {
  const event = { ...anEvent['render-succeeded'], reported: { ...silent, ...reported } }
  const verdict = decide(aJob({ state: 'rendering', params: asked, ...job }), event, context(priced))
  return verdict.outcome === 'decided' ? verdict.decision.changes.mismatch : null
}

test('a clip that its vendor gives although it breaks moderation is kept, and says so', () => {
  const flagged = { field: 'moderation', asked: 'respected', got: 'not respected', ticks: null }
  expect(reportedMismatch({ breaksModeration: true })).toEqual([flagged])
  expect(mismatchOf({ reported: { breaksModeration: true } })).toContainEqual(flagged)
})

describe('a difference is worth what was asked minus what came', () => {
  test.each([
    ['a clip that is too short', { clip: { durationMs: 6000 } }, 'duration', '10', '6', '2800'],
    ['a clip that is too long', { clip: { durationMs: 12_040 } }, 'duration', '10', '12.04', '-1400'],
    [
      'a frame that is too small',
      { clip: { width: 848, height: 480 } },
      'resolution',
      '720p',
      '848x480',
      '2000',
    ],
    [
      'a frame of no size on the price list',
      { clip: { width: 1920, height: 1080 } },
      'resolution',
      '720p',
      '1920x1080',
      null,
    ],
    [
      'a frame of no size that has a name',
      { clip: { width: 426, height: 240 } },
      'resolution',
      '720p',
      '426x240',
      null,
    ],
    ['another model', { reported: { model: 'half-price' } }, 'model', 'grok_video3', 'half-price', '4500'],
    [
      'another model under its other name',
      { reported: { model: 'half-price-preview' } },
      'model',
      'grok_video3',
      'half-price-preview',
      '4500',
    ],
    ['a model without a price', { reported: { model: 'new' } }, 'model', 'grok_video3', 'new', null],
    ['another ratio', { clip: { width: 720, height: 1280 } }, 'aspect_ratio', '16:9', '9:16', null],
    [
      'a ratio that has no name',
      { clip: { width: 1280, height: 760 } },
      'aspect_ratio',
      '16:9',
      '1280x760',
      null,
    ],
  ] as const)('in %s', (_what, came, field, wanted, got, ticks) => {
    expect(mismatchOf(came)).toEqual([{ field, asked: wanted, got, ticks }])
  })

  test('and several together are worth the whole quote minus that of what came', () => {
    const found = mismatchOf({
      clip: { durationMs: 6000, width: 848, height: 480 },
      reported: { model: 'half-price' },
    })
    expect(found?.map(({ field }) => field)).toEqual(['model', 'duration', 'resolution'])
    const sum = found?.reduce((total, { ticks }) => total + BigInt(ticks ?? 0), 0n)
    expect(sum).toBe(700n * 10n - 250n * 6n)
  })

  test('is nothing where a call has one price, and unknown where there is none', () => {
    const short = { clip: { durationMs: 6000 } }
    expect(mismatchOf({ ...short, job: { model: 'per-call' } })).toMatchObject([{ ticks: '0' }])
    expect(mismatchOf({ ...short, job: { model: 'unpriced' } })).toMatchObject([{ ticks: null }])
  })

  test('as soon as the upstream itself reports it', () => {
    expect(reportedMismatch({ model: 'half-price', durationS: 4 })).toEqual([
      { field: 'model', asked: 'grok_video3', got: 'half-price', ticks: '4500' },
      { field: 'duration', asked: '10', got: '4', ticks: '1500' },
    ])
  })

  test.each([-1, Number.NaN, 1e300])('and unknown for a reported duration of %d', (durationS) => {
    expect(reportedMismatch({ durationS })?.every(({ ticks }) => ticks === null)).toBe(true)
  })
})

describe('no difference is', () => {
  test.each([
    ['a last frame more or less', { clip: { durationMs: 9042 } }],
    ['a report of another duration than the file has', { reported: { durationS: 6 } }],
    ['another name of the same model', { reported: { model: 'grok_video3-preview' } }],
    [
      'an extended clip that is longer than the added part',
      { job: { operation: 'extend', params: { ...asked, durationS: 6 } }, clip: { durationMs: 14_000 } },
    ],
    [
      'an edit as long as its source',
      {
        job: {
          operation: 'edit',
          params: { ...asked, durationS: null, aspectRatio: null, resolution: null },
        },
        clip: { durationMs: 8700, width: 854, height: 480 },
      },
    ],
    [
      'the ratio of an image when none was asked for',
      { job: { params: { ...asked, aspectRatio: null, imageUrls: ['https://a/1'] } }, clip: { width: 960 } },
    ],
  ] as const)('%s', (_what, came) => {
    expect(mismatchOf(came)).toEqual([])
  })

  test('but an extended clip that is shorter than the added part is one', () => {
    const job = { operation: 'extend', params: { ...asked, durationS: 6 } } as const
    expect(mismatchOf({ job, clip: { durationMs: 3000 } })).toMatchObject([
      { field: 'duration', ticks: '2100' },
    ])
    expect(reportedMismatch({ durationS: 14 }, job)).toEqual([])
  })
})

test('media that another prompt got too is a difference of content, without a price', () => {
  expect(mismatchOf({ twinId: 'job_other' as JobId })).toEqual([
    { field: 'content', asked: 'a clip of its own', got: 'the same media as job_other', ticks: null },
  ])
})

/** Shorter side as named, or as many pixels as 16:9 has under the name; sides rounded to what encoders like. */
const ratios = ['16:9', '9:16', '1:1', '3:2', '2:3', '4:3', '3:4', '21:9', '5:2'] as const
const lines = [480, 720, 1080] as const
const even = (side: number) => Math.round(side / 8) * 8
const frames = lines.flatMap((line) =>
  ratios.flatMap((ratio) => {
    const [across = 1, down = 1] = ratio.split(':').map(Number)
    const unit = line / Math.min(across, down)
    const area = Math.sqrt((line * line * 16) / 9 / (across * down))
    return [unit, area].map((each) => [`${line}p`, ratio, even(across * each), even(down * each)] as const)
  }),
)

test.each(frames)(
  '%s at %s may be %i by %i pixels, and is no other resolution',
  (name, ratio, width, height) => {
    expect(resolutionOf(width, height)).toBe(name)
    for (const line of lines) expect(resolutionFits(`${line}p`, width, height)).toBe(`${line}p` === name)
    const params = { ...asked, aspectRatio: ratio, resolution: name }
    expect(mismatchOf({ job: { params }, clip: { width, height } })).toEqual([])
  },
)

test('a resolution that names no lines is compared with nothing', () => {
  expect(resolutionFits('auto', 640, 480)).toBeNull()
  expect(mismatchOf({ job: { params: { ...asked, resolution: 'HD' } } })).toEqual([])
})
