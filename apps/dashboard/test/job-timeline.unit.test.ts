import { globSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { HistoryEvent } from '../src/api/types.ts'
import { knownKinds } from '../src/job/timeline/known-kinds.ts'
import { missingTicksWords, pollsWithoutTick } from '../src/job/timeline/poll-words.ts'
import { fittingScale, scaleOf } from '../src/job/timeline/scale.ts'
import { buildTimeline, type TimedExchange, type Timeline } from '../src/job/timeline/timeline.ts'

const startedAt = Date.parse('2026-07-01T10:00:00.000Z')

type Line = readonly [seconds: number, kind: string, to: string, detail?: HistoryEvent['detail']]

function history(lines: readonly Line[]): HistoryEvent[] {
  return lines.map(([seconds, kind, to, detail = {}], index) => ({
    seq: index + 1,
    at: new Date(startedAt + seconds * 1_000).toISOString(),
    kind,
    from_state: lines[index - 1]?.[2] ?? null,
    to_state: to,
    detail,
  }))
}

type Row = { readonly waiting_for?: 'slot' | 'rate' | 'budget' | 'pause' | 'gate' | null }

function lived(lines: readonly Line[], nowS = 10_000, row: Row = {}, exchanges: TimedExchange[] = []) {
  const job = { upstream: 'xai', waiting_for: row.waiting_for ?? null }
  return buildTimeline({ job, events: history(lines), exchanges }, new Date(startedAt + nowS * 1_000))
}

/** "Submission 1: wait 5, submit 1, render 60, archive 2 → archived", lengths in seconds, `…` where it lasts still. */
function told({ attempts }: Timeline): string[] {
  return attempts.map(({ title, bars, ending }) => {
    const steps = bars.map(
      ({ step, startAt, endAt }) => `${step} ${endAt === null ? '…' : (endAt - startAt) / 1_000}`,
    )
    return `${title}: ${steps.join(', ')} → ${ending?.text ?? 'under way'}`
  })
}

/** The reasons on one bar of an attempt, in order. */
function whys(timeline: Timeline, step: string, attempt = 0): string[] {
  const bar = timeline.attempts[attempt]?.bars.find((each) => each.step === step)
  return bar?.stretches.map(({ why }) => why) ?? []
}

const created: Line = [0, 'job-created', 'queued', { by: 'key_1' }]
const admitted = (at: number, number = 1, more = {}): Line => [
  at,
  'job-admitted',
  'submitting',
  { submission: `sub_${number}`, number, worker: 'w1', ...more },
]
const sending = (at: number): Line => [at, 'submission-sending', 'submitting', { worker: 'w1' }]
const accepted = (at: number, more = {}): Line => [
  at,
  'submission-accepted',
  'rendering',
  { task: 'task-1', late: false, ...more },
]
const sent: readonly Line[] = [created, admitted(5), sending(5.2), accepted(6)]
const rendered = (at: number): Line => [at, 'render-succeeded', 'archiving', { polls: 4, overdue: false }]
const archived = (at: number): Line => [at, 'clip-archived', 'archived', { bytes: 9, sha256: 'ab' }]

const lives: readonly (readonly [name: string, lines: readonly Line[], bars: readonly string[]])[] = [
  [
    'a straight success has a bar for each step',
    [...sent, rendered(66), archived(68)],
    ['Submission 1: wait 5, submit 1, render 60, archive 2 → archived'],
  ],
  [
    'a free failure is sent again as another submission',
    [
      ...sent,
      [20, 'retry-scheduled', 'queued', { reason: 'upstream_failed', charged: 'no', retry: 1 }],
      admitted(21, 2),
      sending(21),
      accepted(22),
      rendered(50),
      archived(51),
    ],
    [
      'Submission 1: wait 5, submit 1, render 14 → failed: upstream failed; it was free, and is sent again',
      'Submission 2: wait 1, submit 1, render 28, archive 1 → archived',
    ],
  ],
  [
    'a 429 ends a submission, and the next one waits it off',
    [
      created,
      admitted(1),
      sending(1),
      [2, 'submission-rate-limited', 'queued', { why: 'slow down' }],
      admitted(32, 2),
      sending(32),
      accepted(33),
    ],
    [
      'Submission 1: wait 1, submit 1 → refused for now (429), nothing created',
      'Submission 2: wait 30, submit 1, render … → under way',
    ],
  ],
  [
    'what was taken back before it was sent is told apart from what was sent',
    [created, admitted(1), [9, 'intent-taken-back', 'queued', { why: 'worker stops' }], admitted(10, 2)],
    [
      'Submission 1: wait 1, submit 8 → taken back before it was sent',
      'Submission 2: wait 1, submit … → under way',
    ],
  ],
  [
    'a lost answer is a bar of its own until a person binds the task',
    [
      created,
      admitted(1),
      sending(1),
      [121, 'submission-unknown', 'unconfirmed', { why: 'no answer within 120 s', http_status: null }],
      [600, 'submission-bound', 'rendering', { by: 'key_1', task: 'task-9', why: 'seen in the console' }],
      rendered(601),
      archived(603),
    ],
    ['Submission 1: wait 1, submit 120, doubt 479, render 1, archive 2 → archived'],
  ],
  [
    'a doubt that is given up is followed by another submission',
    [
      created,
      admitted(1),
      [2, 'submission-unknown', 'unconfirmed', { why: 'HTTP 524' }],
      [50, 'submission-resubmitted', 'queued', { by: 'system', why: 'on_unconfirmed is resubmit' }],
      admitted(52, 2),
    ],
    [
      'Submission 1: wait 1, submit 1, doubt 48 → given up; another one follows',
      'Submission 2: wait 2, submit … → under way',
    ],
  ],
  [
    'a write-off ends the doubt',
    [
      created,
      admitted(1),
      [2, 'submission-unknown', 'unconfirmed', { why: 'HTTP 524' }],
      [50, 'job-failed', 'failed', { step: 'resolve', reason: 'written_off', charged: 'unknown' }],
    ],
    ['Submission 1: wait 1, submit 1, doubt 48 → failed: written off'],
  ],
  [
    'tries of a download and a fresh link stay one bar',
    [
      ...sent,
      rendered(66),
      [67, 'archive-interrupted', 'archiving', { where: 'source', why: 'reset', failures: 1 }],
      [70, 'link-dead', 'archiving', { http_status: 403 }],
      [71, 'link-refreshed', 'archiving', { refreshes: 1 }],
      archived(75),
    ],
    ['Submission 1: wait 5, submit 1, render 60, archive 9 → archived'],
  ],
  [
    'a moderated render fails with its reason',
    [...sent, [40, 'job-failed', 'failed', { step: 'poll', reason: 'moderated', charged: 'unknown' }]],
    ['Submission 1: wait 5, submit 1, render 34 → failed: moderated'],
  ],
  [
    'an overdue render that comes late is archived all the same',
    [
      ...sent,
      [7_206, 'job-overdue', 'rendering', { status: 'processing' }],
      rendered(9_006),
      archived(9_008),
    ],
    ['Submission 1: wait 5, submit 1, render 9000, archive 2 → archived'],
  ],
  [
    'an adopted task begins with its render',
    [[0, 'job-adopted', 'rendering', { by: 'key_1', task: 'made elsewhere' }], rendered(2), archived(4)],
    ['Adopted task: render 2, archive 2 → archived'],
  ],
  [
    'a copy of a clip of ours has nothing but its archive step',
    [[0, 'job-created', 'archiving', { reused_from: 'job_0' }], archived(1)],
    ['Copy of a clip of ours: archive 1 → archived'],
  ],
  [
    'a canceled job was never sent',
    [created, [30, 'job-canceled', 'canceled', { by: 'key_1', reason: 'by_user' }]],
    ['Never sent: wait 30 → canceled'],
  ],
  [
    'a job that lost three workers stays on the bar where it lost them',
    [
      ...sent,
      [10, 'worker-lost', 'rendering', { step: 'poll', crashes: 1 }],
      [20, 'worker-lost', 'rendering', { step: 'poll', crashes: 2 }],
      [30, 'job-failed', 'failed', { step: 'poll', reason: 'crashed', charged: 'unknown' }],
    ],
    ['Submission 1: wait 5, submit 1, render 24 → failed: crashed'],
  ],
  [
    'a retry by a person is another attempt, and the time between belongs to neither',
    [
      ...sent,
      [40, 'job-failed', 'failed', { reason: 'upstream_failed' }],
      [100, 'job-retried', 'queued', { by: 'key_1' }],
      admitted(103, 2),
    ],
    [
      'Submission 1: wait 5, submit 1, render 34 → failed: upstream failed',
      'Submission 2: wait 3, submit … → under way',
    ],
  ],
  [
    'a clip that is asked for again is an attempt without a submission',
    [
      ...sent,
      rendered(66),
      [80, 'job-failed', 'failed', { reason: 'artifact_lost', charged: 'yes' }],
      [200, 'job-rearchived', 'archiving', { by: 'key_1' }],
      [201, 'link-refreshed', 'archiving', { refreshes: 0 }],
      archived(203),
    ],
    [
      'Submission 1: wait 5, submit 1, render 60, archive 14 → failed: artifact lost',
      'Asked again for its clip: archive 3 → archived',
    ],
  ],
  [
    'a kind that is not known yet moves the job as its states say',
    [created, [3, 'invented-tomorrow', 'rendering', {}], archived(9)],
    ['A submission: wait 3, render 6 → archived'],
  ],
]

describe('the bars of a life', () => {
  test.each(lives)('%s', (_, lines, bars) => {
    expect(told(lived(lines))).toEqual(bars)
  })

  test.each(lives)('no moment is without a bar: %s', (_, lines) => {
    const timeline = lived(lines)
    for (const { bars } of timeline.attempts) {
      const stretches = bars.flatMap((bar) => bar.stretches)
      for (const [index, { startAt, why }] of stretches.entries()) {
        expect(why).not.toBe('')
        if (index > 0) expect(startAt).toBe(stretches[index - 1]?.endAt)
      }
    }
  })
})

describe('the reason of a gap', () => {
  const blocked = [
    [null, 'Waiting for its turn'],
    ['slot', 'Waiting for a slot: all of xai’s are taken'],
    ['rate', 'Waiting for the rate: xai’s creates a minute are used up, or it answered 429'],
    ['gate', 'Waiting for the gate of xai, which is closed'],
    ['budget', 'Held by the budget: a cap would be passed'],
  ] as const

  test.each(blocked)('a job that waits now for %s says so', (waitingFor, why) => {
    expect(whys(lived([created], 60, { waiting_for: waitingFor }), 'wait')).toEqual([why])
  })

  const claims = [
    [
      40,
      { slots_taken: 49, slots: 50, rate_left: 9 },
      'Waiting for a slot: 49 of 50 slots of xai were taken when its turn came',
    ],
    [
      40,
      { slots_taken: 3, slots: 50, rate_left: 1 },
      'Waiting for the rate: xai’s creates a minute were used up when its turn came',
    ],
    [
      40,
      { slots_taken: 3, slots: 50, rate_left: 9 },
      'Waiting for its turn: 3 of 50 slots of xai were taken when its turn came',
    ],
    [1, { slots_taken: 50, slots: 50, rate_left: 0 }, 'Waiting for its turn'],
    [40, {}, 'Waiting for its turn'],
  ] as const

  test.each(claims)('a wait of %d s that ended with %j says what was full', (seconds, room, why) => {
    expect(whys(lived([created, admitted(seconds, 1, room)]), 'wait')).toEqual([why])
  })

  test('a pause and a backoff keep their own reason, whatever the row waits for now', () => {
    const lines: Line[] = [
      created,
      [5, 'job-paused', 'queued', { by: 'key_1' }],
      [9, 'job-resumed', 'queued', { by: 'key_1' }],
      admitted(10),
      [11, 'submission-rate-limited', 'queued', { why: 'too many requests' }],
    ]
    const timeline = lived(lines, 20, { waiting_for: 'rate' })
    expect(whys(timeline, 'wait')).toEqual([
      'Waiting for its turn',
      'Paused by a person (key_1)',
      'Resumed; waiting for its turn',
    ])
    expect(whys(timeline, 'wait', 1)).toEqual(['Backed off after a 429 of xai: too many requests'])
  })

  test('each trouble of a render and an archive is a stretch with its words', () => {
    const timeline = lived([
      ...sent,
      [30, 'poll-unanswered', 'rendering', { http_status: 503, why: 'busy' }],
      [60, 'render-progressed', 'rendering', { status: 'processing', progress: 40 }],
      rendered(66),
      [67, 'archive-interrupted', 'archiving', { where: 'store', why: 'connection refused' }],
      [70, 'link-refused', 'archiving', { host: 'clips.example', why: 'not listed' }],
      [90, 'link-allowed', 'archiving', { by: 'key_1', host: 'clips.example' }],
      archived(95),
    ])
    expect(whys(timeline, 'render')).toEqual([
      'xai accepted it as task task-1, and renders',
      'No usable answer, HTTP 503: busy; asked again later',
      'xai works on it: processing',
    ])
    expect(whys(timeline, 'archive')).toEqual([
      'Rendered; the clip is downloaded, checked and kept',
      'The store does not take it: connection refused; tried again',
      'Waits for a person to allow clips.example',
      'clips.example was allowed; tried again',
    ])
  })
})

describe('what lies on a bar', () => {
  const poll = (seconds: number, more: Partial<TimedExchange> = {}): TimedExchange => ({
    at: new Date(startedAt + seconds * 1_000).toISOString(),
    step: 'poll',
    http_status: 200,
    duration_ms: 120,
    read_as: 'poll-pending',
    ...more,
  })

  test('an answer lies on the bar on which it came, the last one on the bar that it ended', () => {
    const exchanges = [
      poll(66, { read_as: 'render-succeeded' }),
      poll(20),
      poll(6, { step: 'submit', read_as: 'submit-accepted', http_status: null }),
    ]
    const [attempt] = lived([...sent, rendered(66), archived(68)], 100, {}, exchanges).attempts
    expect(attempt?.bars.map(({ step, marks }) => [step, marks.map(({ text }) => text)])).toEqual([
      ['wait', []],
      ['submit', ['Submitted: no answer in 120 ms, read as submit accepted']],
      [
        'render',
        [
          'Polled: HTTP 200 in 120 ms, read as poll pending',
          'Polled: HTTP 200 in 120 ms, read as render succeeded',
        ],
      ],
      ['archive', []],
    ])
  })

  test('what moves nothing is a mark, and what comes after the end stands apart', () => {
    const { attempts, afterwards } = lived([
      created,
      [2, 'job-prioritized', 'queued', { by: 'key_1', priority: 9, was: 5 }],
      admitted(5),
      accepted(6),
      [30, 'job-hurried', 'rendering', { by: 'key_1' }],
      rendered(40),
      [41, 'link-aging', 'archiving', { left: 'tenth', left_s: 360 }],
      archived(42),
      [900, 'clip-damaged', 'archived', { damage: 'missing' }],
    ])
    expect(attempts[0]?.bars.flatMap(({ marks }) => marks.map(({ text }) => text))).toEqual([
      'Priority 9, was 5',
      'Asked for now by a person (key_1)',
      'Its link has a tenth of its life left, 6 min',
    ])
    expect(afterwards.map(({ text }) => text)).toEqual(['The stored clip was found damaged: missing'])
  })
})

test('an open life ends now and says so, an ended one at its end', () => {
  expect(lived(sent, 100)).toMatchObject({ endAt: startedAt + 100_000, isOpen: true })
  expect(lived([...sent, rendered(66), archived(68)], 100)).toMatchObject({
    endAt: startedAt + 68_000,
    isOpen: false,
  })
})

test('every kind that core or a query writes is known', () => {
  const sources = globSync(['packages/core/src/job/*.ts', 'packages/db/src/**/*.ts'], {
    cwd: new URL('../../../', import.meta.url).pathname,
  })
  const written = sources.flatMap((path) => {
    const text = readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')
    const inCore = [...text.matchAll(/\bkind: '([a-z]+-[a-z-]+)'/g)]
    const inSql = [
      ...text.matchAll(/last_seq, '([a-z]+-[a-z-]+)'/g),
      ...text.matchAll(/id, 1, '([a-z]+-[a-z-]+)'/g),
    ]
    return [...inCore, ...inSql].map(([, kind = '']) => kind)
  })
  expect(written.length).toBeGreaterThan(30)
  expect([...new Set(written)].filter((kind) => !knownKinds.has(kind))).toEqual([])
})

describe('the scale', () => {
  const long = lived([
    created,
    admitted(3_600),
    [3_601, 'submission-sending', 'submitting'],
    accepted(3_602),
    rendered(3_662),
    archived(3_663),
  ])
  const at = (seconds: number) => startedAt + seconds * 1_000

  test('true lengths are in proportion', () => {
    const { placeOf, momentAt } = scaleOf(long, 'true')
    expect(placeOf(at(0))).toBe(0)
    expect(placeOf(at(3_663 / 2))).toBeCloseTo(0.5)
    expect(momentAt(0.5)).toBeCloseTo(at(3_663 / 2), -1)
    expect(placeOf(at(3_663))).toBe(1)
  })

  test('compressed, a step beside an hour of waiting is wide enough to see, and order is kept', () => {
    const { placeOf, momentAt } = scaleOf(long, 'compressed')
    const places = [0, 3_600, 3_601, 3_602, 3_662, 3_663].map((seconds) => placeOf(at(seconds)))
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect((places[5] ?? 0) - (places[4] ?? 0)).toBeGreaterThan(0.04)
    expect(momentAt(placeOf(at(3_601.5)))).toBeCloseTo(at(3_601.5), -1)
  })

  test('is compressed by itself only where a wait dwarfs the steps', () => {
    expect(fittingScale(long)).toBe('compressed')
    expect(fittingScale(lived([...sent, rendered(26), archived(28)]))).toBe('true')
  })
})

test('polls without a tick are told, since an empty stretch of a bar is none in which nothing happened', () => {
  const kept = [{ step: 'submit' }, { step: 'poll' }]
  expect([0, 1, 5].map((polls) => pollsWithoutTick(polls, kept))).toEqual([0, 0, 4])
  expect(missingTicksWords(1, 0, false)).toBeNull()
  expect(missingTicksWords(5, 4, false)).toBe(
    '4 of 5 polls are not drawn: their answers changed nothing, so that only the number was kept, not the time.',
  )
  expect(missingTicksWords(1, 1, false)).toMatch(/^1 poll is not drawn: its answer changed nothing, /)
  expect(missingTicksWords(90, 40, true)).toMatch(/may not be loaded yet, or changed nothing/)
})
