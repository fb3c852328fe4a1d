import { describe, expect, test } from 'vitest'
import type { Submission } from '../src/api/job-details.ts'
import type { Job } from '../src/api/types.ts'
import { actionsOf } from '../src/job/actions/actions-of.ts'
import { paidWords } from '../src/job/actions/paid-words.ts'
import { readableBody } from '../src/job/exchanges/readable-body.ts'
import { choicesOf } from '../src/job/resolve/choices.ts'
import { evidenceOf } from '../src/job/resolve/evidence-words.ts'
import { taskIdProblem } from '../src/job/resolve/task-id-problem.ts'

const now = new Date('2026-07-01T10:00:00Z')
const later = '2026-07-01T10:05:00Z'

function aJob(changes: Partial<Job> = {}): Job {
  const cost = {
    quoted_ticks: '3000000000',
    reserved_ticks: null,
    charged_ticks: null,
    reported_ticks: null,
    contingent_ticks: null,
    source: 'unknown',
    price_version: null,
  }
  const job = {
    id: 'job_1',
    state: 'queued',
    reason: null,
    waiting_for: null,
    overdue: false,
    task_id: null,
    cost,
  }
  const rest = { task_unproven: false, adopted: false, due_at: later, failure: null, submissions: 1 }
  return { ...job, ...rest, ...changes } as Job // what these functions read of one
}

function failedAs(reason: string, charged: boolean | null, changes: Partial<Job> = {}): Job {
  const failure = { charged } as Job['failure']
  return aJob({ state: 'failed', reason, failure, task_id: 'task-1', ...changes })
}

describe('what can be done', () => {
  const cases: readonly (readonly [what: string, job: Job, actions: readonly string[]])[] = [
    ['a queued job', aJob(), ['pause', 'priority', 'cancel']],
    [
      'one that is itself paused',
      aJob({ waiting_for: 'pause', due_at: null }),
      ['resume', 'priority', 'cancel'],
    ],
    ['one whose batch is paused', aJob({ waiting_for: 'pause' }), ['pause', 'priority', 'cancel']],
    ['one that is being sent', aJob({ state: 'submitting' }), []],
    ['one in doubt', aJob({ state: 'unconfirmed', due_at: null }), ['resolve']],
    ['a render that is due later', aJob({ state: 'rendering' }), ['hurry']],
    ['a render that is due now', aJob({ state: 'rendering', due_at: now.toISOString() }), []],
    ['an overdue render', aJob({ state: 'rendering', overdue: true }), ['hurry', 'write-off']],
    ['a task that a person named', aJob({ state: 'rendering', task_unproven: true }), ['hurry', 'correct']],
    ['a refused link', aJob({ state: 'archiving', waiting_for: 'link_refused' }), ['allow-host']],
    ['a store that is away', aJob({ state: 'archiving', waiting_for: 'archive_unwell' }), ['hurry']],
    ['a moderated one', failedAs('moderated', null), ['retry']],
    ['a lost clip that was paid for', failedAs('artifact_lost', true), ['rearchive', 'retry']],
    ['a crash before anything was sent', failedAs('crashed', false, { task_id: null }), ['retry']],
    ['a lost task of somebody else', failedAs('upstream_lost', null, { adopted: true }), ['rearchive']],
    [
      'a lost task that a person named',
      failedAs('upstream_lost', null, { task_unproven: true }),
      ['correct', 'rearchive', 'retry'],
    ],
    ['an archived one', aJob({ state: 'archived', due_at: null }), []],
    ['a canceled one', aJob({ state: 'canceled', due_at: null }), []],
  ]

  test.each(cases)('%s', (_, job, actions) => {
    expect(actionsOf(job, now)).toEqual(actions)
  })
})

describe('what may have been paid already', () => {
  const withCost = (cost: Partial<Job['cost']>, changes: Partial<Job> = {}) =>
    paidWords(aJob({ ...changes, cost: { ...aJob().cost, ...cost } }))

  test('a charge is named with how it is known, and what is possible besides', () => {
    expect(withCost({ charged_ticks: '3000000000', source: 'metered' })).toBe(
      '$0.30 was charged for it already (metered); that is not given back.',
    )
    expect(
      withCost({ charged_ticks: '3000000000', source: 'estimated', contingent_ticks: '5000000000' }),
    ).toMatch(/Up to \$0\.50 more may have been charged\.$/)
  })

  test('the unknown is said to be unknown, never nothing', () => {
    expect(withCost({ contingent_ticks: '3000000000' })).toMatch(/^Up to \$0\.30 may have been charged/)
    expect(withCost({})).toMatch(/^Whether it was charged already is not known/)
  })

  test('what was never sent, or is known to be free, needs no warning', () => {
    expect(withCost({}, { submissions: 0 })).toBeNull()
    expect(withCost({ charged_ticks: '0' })).toBeNull()
    expect(paidWords(failedAs('rejected', false))).toBeNull()
  })
})

test('each way out of a doubt says what it may cost', () => {
  const [bind, resubmit, writeOff] = choicesOf(aJob({ state: 'unconfirmed' }), false)
  expect(bind?.does).toContain('nothing is paid anew')
  expect(resubmit).toMatchObject({
    button: 'Resubmit for $0.30',
    does: expect.stringContaining('paid twice'),
  })
  expect(writeOff?.does).toContain('$0.30 stays on the books as possibly charged')
  const [, again, off] = choicesOf(aJob({ state: 'unconfirmed', simulated: true }), false)
  expect(again?.button).toBe('Resubmit for $0.30 (simulated)')
  expect(off?.does).toContain('$0.30 (simulated) stays on the books')
  expect(choicesOf(aJob({ state: 'rendering', overdue: true }), true).map(({ name }) => name)).toEqual([
    'write_off',
  ])
})

describe('the evidence of a doubt', () => {
  const submission = {
    id: 'sub_1',
    status: 'unknown',
    sent_at: '2026-07-01T09:50:00Z',
    http_status: 524,
    requested_model: 'grok_video3',
    doubt: {
      since: null,
      why: 'HTTP 524',
      answer_due_at: null,
      answer: {
        at: '2026-07-01T09:51:40Z',
        http_status: 524,
        content_type: 'text/html',
        body: 'A timeout occurred',
        read_as: 'submit-unknown',
      },
    },
  } as Submission // what the function reads of one

  const said = (changes: Partial<Submission> = {}) =>
    Object.fromEntries(evidenceOf({ ...submission, ...changes }, now).map(({ name, text }) => [name, text]))

  test('says when it was sent, what left us, and what came back after how long', () => {
    expect(said()).toMatchObject({
      Sent: expect.stringMatching(/2026-07-01 09:50:00 UTC.* \(10 min ago\)$/),
      Bytes: 'the request was committed to be sent; all of it may have arrived, or none',
      'Came back': 'HTTP 524 after 1 min 40 s, read as submit unknown',
      'Why it is in doubt': 'HTTP 524',
    })
  })

  test('does not make nothing of an answer that was not kept', () => {
    expect(said({ doubt: null })['Came back']).toBe('HTTP 524; the answer was not kept')
    expect(said({ doubt: null, http_status: null })['Came back']).toBe('nothing, or nothing that was kept')
    expect(said({ sent_at: null }).Sent).toBe('it is not known when, or not by us')
  })
})

test('a task’s id is checked for what a paste gets wrong', () => {
  expect(taskIdProblem('  ')).toMatch(/^Paste/)
  expect(taskIdProblem(' video_1-2 ')).toBeNull()
  expect(taskIdProblem('video 1')).toMatch(/no spaces/)
  expect(taskIdProblem('vidéo')).toMatch(/no special characters/)
  expect(taskIdProblem('x'.repeat(501))).toMatch(/500/)
})

test('an answer is indented where that loses nothing, and hidden marks in it are shown', () => {
  expect(readableBody('{"a":[1]}')).toBe('{\n  "a": [\n    1\n  ]\n}')
  expect(readableBody('{"id":12345678901234567890}')).toBe('{"id":12345678901234567890}')
  expect(readableBody('<b>bad\ngateway\u202E</b>')).toBe('<b>bad\ngateway‹U+202E›</b>')
})
