import { describe, expect, test } from 'vitest'
import {
  type ExplainFacts,
  explainJob,
  failureReasons,
  failureRules,
  type Job,
  jobStates,
  type TaskId,
  waitingReasons,
} from '../src/index.ts'
import { aJob, aSubmission, rules as testRules } from './a-job.ts'

const now = new Date('2026-11-20T12:00:00Z')
const inMinutes = (minutes: number) => new Date(now.getTime() + minutes * 60_000)

const openGate = {
  paused: false,
  closedKind: null,
  closedReason: null,
  isProbing: false,
  notBefore: null,
  probeAt: null,
  overdue: 0,
  maxOverdue: 25,
  inFlight: 3,
  maxInFlight: null,
  requestsPerMinute: null,
  rateCut: 1,
} as const

function facts(job: Job, changes: Partial<ExplainFacts> = {}): ExplainFacts {
  return {
    job,
    batchRow: 7,
    waitingFor: job.waitingFor,
    clipCheck: null,
    supersedesId: null,
    replacedBy: null,
    events: [],
    batch: { name: 'autumn', state: 'running', pause: null, trialRows: null },
    caps: [],
    key: { id: 'key_1', maxInFlight: null, inFlight: 0 },
    reserveTicks: 5_000_000_000n,
    ahead: 0,
    gate: openGate,
    store: { closedAt: null, closedKind: null, closedReason: null },
    workers: { alive: 1, lastBeatAt: now },
    rules: testRules,
    isConfigured: true,
    now,
    ...changes,
  }
}

const queued = (waitingFor: Job['waitingFor'] = null) =>
  aJob({ state: 'queued', waitingFor: null, dueAt: now, ...(waitingFor === null ? {} : { waitingFor }) })

type Case = readonly [
  what: string,
  facts: ExplainFacts,
  state: string,
  by: string,
  command: string | null,
  place: string,
]

const taken = { chargedTicks: 90_000_000_000n, toComeTicks: 4_000_000_000n, possibleTicks: 5_000_000_000n }
const cap = { capTicks: 100_000_000_000n, leftTicks: 1_000_000_000n, taken, endsAt: null } as const
const paused = (reason: string | null) => ({
  name: 'my batch',
  state: 'paused' as const,
  pause: { reason, detail: { held: 40, spoiled: 4, judged: 10 } },
  trialRows: 5,
})

const cases: Case[] = [
  ['its turn', facts(queued(), { ahead: 12 }), '12 jobs', 'reelkeep', 'reelkeep priority', 'candidates'],
  [
    'the upstream’s slots',
    facts(queued(), { waitingFor: 'slot', gate: { ...openGate, inFlight: 50 } }),
    '50 jobs sent',
    'upstream',
    'reelkeep upstream set',
    'max_in_flight',
  ],
  [
    'the key’s slots',
    facts(queued(), {
      waitingFor: 'slot',
      gate: { ...openGate, inFlight: 0 },
      key: { id: 'key_1', maxInFlight: 2, inFlight: 2 },
    }),
    'Its key may have 2',
    'upstream',
    'reelkeep keys set key_1',
    'max_in_flight of key_1',
  ],
  [
    'a used-up rate',
    facts(queued(), { waitingFor: 'rate' }),
    'used up',
    'reelkeep',
    null,
    'requests_per_minute',
  ],
  [
    'a rate of nothing',
    facts(queued(), { waitingFor: 'rate', gate: { ...openGate, requestsPerMinute: 0 } }),
    '0 jobs a minute',
    'person',
    'reelkeep upstream set',
    'live limit',
  ],
  [
    'a hold after a 429',
    facts(queued(), { waitingFor: 'rate', gate: { ...openGate, notBefore: inMinutes(1) } }),
    'pause for 60 s',
    'reelkeep',
    null,
    '0011',
  ],
  [
    'a paused upstream',
    facts(queued(), { waitingFor: 'gate', gate: { ...openGate, paused: true } }),
    'A person has paused',
    'person',
    'reelkeep upstream resume',
    'paused',
  ],
  [
    'a refused account',
    facts(queued(), {
      waitingFor: 'gate',
      gate: { ...openGate, closedKind: 'account', closedReason: 'no credit', probeAt: inMinutes(5) },
    }),
    'no credit',
    'reelkeep',
    'reelkeep upstream resume',
    '0011',
  ],
  [
    'no key',
    facts(queued(), {
      waitingFor: 'gate',
      isConfigured: false,
      gate: { ...openGate, closedKind: 'no_key', closedReason: 'x' },
    }),
    'has no key',
    'person',
    'npm start',
    'API_KEY',
  ],
  [
    'an upstream that is gone from the configuration',
    facts(queued(), { rules: null, isConfigured: false, gate: null }),
    'no upstream named',
    'person',
    'npm start',
    'API_KEY',
  ],
  [
    'too many overdue tasks',
    facts(queued(), { waitingFor: 'gate', gate: { ...openGate, overdue: 25 } }),
    '25 overdue',
    'upstream',
    'reelkeep list',
    'max_overdue',
  ],
  [
    'a batch that a person paused',
    facts(queued(), { waitingFor: 'pause', batch: paused('by_user') }),
    'A person has paused its batch',
    'person',
    "reelkeep resume 'my batch'",
    'my batch',
  ],
  [
    'the end of a trial',
    facts(queued(), { waitingFor: 'pause', batch: paused('trial') }),
    '40 rows',
    'person',
    'reelkeep resume',
    'trial of batch',
  ],
  [
    'a batch that stopped by itself',
    facts(queued(), { waitingFor: 'pause', batch: paused('stop_when') }),
    '4 of 10 rows',
    'person',
    'reelkeep resume',
    'stop_when',
  ],
  [
    'a restored batch',
    facts(queued(), { waitingFor: 'pause', batch: paused('restored') }),
    'came back from the bucket',
    'person',
    'reelkeep resume',
    '0018',
  ],
  [
    'rows of a trial before it',
    facts(queued(), {
      waitingFor: 'pause',
      batch: { name: 'autumn', state: 'running', pause: null, trialRows: 5 },
    }),
    'only the first 5 rows',
    'person',
    'reelkeep watch autumn',
    'trial',
  ],
  [
    'a person who holds it',
    facts({ ...queued('pause'), dueAt: null }),
    'holds this very job',
    'person',
    'reelkeep resume job_',
    'pause',
  ],
  [
    'the budget',
    facts(queued(), { waitingFor: 'budget', caps: [{ kind: 'batch', ...cap }] }),
    '$0.10 left of $10.00',
    'person',
    'reelkeep budget autumn',
    'budget_usd',
  ],
  [
    'the key’s cap',
    facts(queued(), { waitingFor: 'budget', caps: [{ kind: 'key', ...cap }] }),
    'the cap of its key',
    'person',
    'reelkeep keys set key_1 --cap',
    'cap of key_1',
  ],
  [
    'the day’s cap',
    facts(queued(), { waitingFor: 'budget', caps: [{ kind: 'day', ...cap, endsAt: inMinutes(90) }] }),
    'the day’s cap',
    'reelkeep',
    'reelkeep keys set key_1 --day-cap',
    'REELKEEP_TZ',
  ],
  [
    'a price',
    facts(queued(), { waitingFor: 'price', reserveTicks: null, caps: [{ kind: 'batch', ...cap }] }),
    'has no price',
    'person',
    'reelkeep cancel',
    'prices',
  ],
  [
    'a store that is away',
    facts(queued(), {
      waitingFor: 'archive_unwell',
      store: { closedAt: inMinutes(-5), closedKind: 'failing', closedReason: 'HTTP 503' },
    }),
    'HTTP 503',
    'person',
    'reelkeep doctor',
    '0017',
  ],
  [
    'clips that wait to be kept',
    facts(queued(), {
      waitingFor: 'archive_unwell',
      store: { closedAt: inMinutes(-5), closedKind: 'at_risk', closedReason: '600 clips' },
    }),
    '600 clips',
    'reelkeep',
    'reelkeep doctor',
    'at_risk',
  ],
]

test.each(cases)(
  'a queued job that waits for %s is told why, who moves it and where it is written',
  (_what, given, state, by, command, place) => {
    const told = explainJob(given)
    expect(told.state).toContain(state)
    expect(told.next.by).toBe(by)
    expect(told.rule.place).toContain(place)
    expect(told.next.commands.some((line) => command !== null && line.includes(command))).toBe(
      command !== null,
    )
  },
)

describe('times', () => {
  test('the day’s cap names the moment at which the day turns', () => {
    const told = explainJob(
      facts(queued(), { waitingFor: 'budget', caps: [{ kind: 'day', ...cap, endsAt: inMinutes(90) }] }),
    )
    expect(told.next.at).toEqual(inMinutes(90))
  })

  test('a probed gate names the moment of the next probe, and none while one is under way', () => {
    const closed = {
      ...openGate,
      closedKind: 'breaker',
      closedReason: 'lost',
      probeAt: inMinutes(1),
    } as const
    expect(explainJob(facts(queued(), { waitingFor: 'gate', gate: closed })).next.at).toEqual(inMinutes(1))
    expect(
      explainJob(facts(queued(), { waitingFor: 'gate', gate: { ...closed, isProbing: true } })).next.at,
    ).toBeNull()
  })

  test('a rendering job names its next poll, and its deadline from its submission', () => {
    const job = aJob({ state: 'rendering', polls: 2, dueAt: inMinutes(1), submittedAt: inMinutes(-1) })
    const told = explainJob(facts(job))
    expect(told.next.at).toEqual(inMinutes(1))
    expect(told.state).toContain('asked about 2 times')
    expect(told.rule.place).toContain('poll plan of profile')
    expect(told.next.says).toContain('past its deadline')
  })

  test('an unconfirmed job names when its policy acts, and three commands', () => {
    const job = aJob({ state: 'unconfirmed', dueAt: null })
    const events = [{ kind: 'submission-unknown', at: inMinutes(-10), detail: { why: 'socket hang up' } }]
    const held = explainJob(facts(job, { events }))
    expect([held.next.at, held.next.by, held.next.commands.length]).toEqual([null, 'person', 3])
    expect(held.state).toContain('socket hang up')
    const says = (words: ReturnType<typeof explainJob>) =>
      [words.state, words.next.says, ...words.notes].join(' ')
    expect(says(held)).toContain('it waits: only an answer that still comes ends the doubt by itself')
    const failing = { ...testRules, onUnconfirmed: 'fail', unconfirmedHoldMs: 3_600_000 } as const
    const told = explainJob(facts(job, { events, rules: failing }))
    expect([told.next.at, told.next.by]).toEqual([inMinutes(50), 'reelkeep'])
    expect(says(told)).toContain('An answer that comes before then ends the doubt by itself')
  })
})

describe('what was paid for and is not ours yet', () => {
  test('a refused link names its host, the command, and when it dies', () => {
    const job = aJob({ state: 'archiving', waitingFor: 'link_refused', sourceExpiresAt: inMinutes(30) })
    const events = [
      { kind: 'link-refused', at: now, detail: { host: 'cdn.example.com:8443', why: 'not listed' } },
    ]
    const told = explainJob(facts(job, { events }))
    expect(told.next.commands).toEqual([`reelkeep upstream allow ${job.upstream} cdn.example.com:8443`])
    expect(told.state).toContain('30 min more')
  })

  test('a rescued clip says on which disk it is', () => {
    const told = explainJob(
      facts(aJob({ state: 'archiving', rescuedTo: 'folder-1', waitingFor: 'archive_unwell' })),
    )
    expect(told.notes.join(' ')).toContain('folder-1')
  })

  test('a signed link is told to nobody', () => {
    const job = aJob({ state: 'archiving', sourceUrl: 'https://cdn.example.com/clip.mp4?sig=secret' })
    expect(told(job)).not.toContain('sig=secret')
    function told(one: Job) {
      return JSON.stringify(explainJob(facts(one)))
    }
  })
})

describe('what has ended', () => {
  test.each(failureReasons)(
    'a failure as %s says whose fault it is, what it cost, and what can be done',
    (reason) => {
      const rule = failureRules[reason]
      const failure = {
        step: 'poll',
        reason,
        message: rule.message,
        charged: rule.charged,
        retryable: rule.retryable,
        upstreamStatus: null,
      } as const
      const told = explainJob(facts(aJob({ state: 'failed', reason, failure })))
      expect(told.state).toContain(rule.message)
      expect(told.next.says).toContain(rule.remedy)
      expect(told.state).toMatch(/charged/)
      expect(told.next.commands.some((line) => line.startsWith('reelkeep retry'))).toBe(rule.retryable)
    },
  )

  test('a superseded job names the one that stands for its row', () => {
    const replacedBy = aJob().id
    const told = explainJob(facts(aJob({ state: 'canceled', reason: 'superseded' }), { replacedBy }))
    expect(told.state).toContain(replacedBy)
    expect(told.next.by).toBe('nobody')
  })

  test('an archived job names key, hash and the last look; a damaged one what to do', () => {
    const kept = {
      bucket: 'clips',
      key: 'a/1.mp4',
      bytes: 9,
      sha256: 'a'.repeat(64),
      mediaSha256: null,
      crc32: '',
    }
    const shape = {
      contentType: 'video/mp4',
      durationMs: 1,
      width: 1,
      height: 1,
      codec: 'avc1',
      archivedAt: now,
    } as const
    const job = aJob({ state: 'archived', clip: { ...kept, ...shape } })
    const whole = explainJob(facts(job, { clipCheck: { checkedAt: now, damage: null } }))
    expect(whole.state).toContain(`a/1.mp4, 9 bytes, sha256 ${kept.sha256}`)
    expect(whole.state).toContain(now.toISOString())
    const damaged = explainJob(facts(job, { clipCheck: { checkedAt: now, damage: 'other_hash' } }))
    expect(damaged.next.commands[0]).toContain('bulk rearchive')
  })
})

describe('money', () => {
  test('what nobody knows is never told as nothing', () => {
    const job = aJob({ state: 'rendering', quotedTicks: null, reservedTicks: 0n, chargedTicks: null })
    const { says } = explainJob(facts(job, { reserveTicks: null })).cost
    expect(says).toContain('not known')
    expect(says).not.toContain('$0')
  })

  test('a free end says nothing of what an earlier submission cost', () => {
    const words = { message: 'refused', retryable: false, upstreamStatus: null }
    const failure = { step: 'submit', reason: 'rejected', charged: 'no', ...words } as const
    const job = aJob({ state: 'failed', quotedTicks: null, chargedTicks: null, failure, submissions: 2 })
    const { says } = explainJob(facts(job, { reserveTicks: null })).cost
    expect(says).toMatch(/^An unknown amount/)
  })

  test('a copy of a clip of ours costs nothing', () => {
    const job = aJob({ state: 'archived', submissions: 0, reusedFrom: aJob().id, chargedTicks: null })
    expect(explainJob(facts(job)).cost.says).toContain('Nothing')
  })
})

test('with no worker alive, whatever would happen by itself waits for one, and what a person holds still waits for the person', () => {
  const workers = { alive: 0, lastBeatAt: inMinutes(-3) }
  const turn = explainJob(facts(queued(), { workers }))
  expect(turn.next).toMatchObject({ by: 'person', at: null })
  expect(turn.next.commands).toContain('npm start')
  const held = explainJob(facts(queued(), { workers, waitingFor: 'pause', batch: paused('trial') }))
  expect(held.next.commands[0]).toContain('reelkeep resume')
})

test('every state, wait, reason and kind of cost has words, and none of them is empty or a hole', () => {
  const told = []
  for (const state of jobStates) {
    for (const waitingFor of [null, ...waitingReasons]) {
      for (const reason of [null, 'by_user', 'superseded', ...failureReasons] as const) {
        for (const around of [
          {},
          { gate: null, rules: null, batch: null, isConfigured: false, reserveTicks: null },
        ]) {
          const job = aJob({ state, reason, waitingFor, ...(state === 'failed' ? { failure: null } : {}) })
          told.push(explainJob(facts(job, { waitingFor, ...around })))
        }
      }
    }
  }
  expect(told.length).toBe(jobStates.length * (waitingReasons.length + 1) * (failureReasons.length + 3) * 2)
  for (const { state, next, rule, cost, notes } of told) {
    for (const words of [
      state,
      next.says,
      rule.says,
      rule.place,
      cost.says,
      cost.knownBy,
      ...next.commands,
      ...notes,
    ]) {
      expect(words).not.toBe('')
      expect(words).not.toMatch(/undefined|null|NaN|unknown rule|\[object/)
    }
  }
})

test('a job that waits for a budget is told what the budget has gone on, possible charges by their name', () => {
  const { state } = explainJob(facts(queued('budget'), { caps: [{ kind: 'batch', ...cap, leftTicks: 1n }] }))
  expect(state).toContain('9.00 charged, 0.40 reserved or in line, 0.50 possibly charged')
})

test.each(['rendering', 'failed'] as const)(
  'a %s job whose bound task was never seen is told with every way to correct it, the right task first',
  (state) => {
    const task = { taskId: 'video_typo' as TaskId, isUnproven: true }
    const job = aJob({
      state,
      reason: state === 'failed' ? 'upstream_lost' : null,
      submission: aSubmission(state === 'failed' ? 'failed' : 'accepted', task),
    })
    const { next, notes } = explainJob(facts(job))
    expect(next.commands.slice(0, 3)).toEqual([
      'reelkeep resolve job_1 --bind TASK --reason "…"',
      'reelkeep resolve job_1 --resubmit --reason "…"',
      'reelkeep resolve job_1 --write-off --reason "…"',
    ])
    expect([next.says, ...notes].join(' ')).toContain('video_typo was named by a person')
  },
)
