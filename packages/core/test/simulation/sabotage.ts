import { type DecideContext, type Decision, decide, type Job, type JobEvent } from '../../src/index.ts'
import type { Invariant } from './invariant.ts'
import { mistake, spoil } from './spoil.ts'
import type { Decide } from './world.ts'

type Sabotage = { readonly what: string; readonly caughtBy: Invariant; readonly decide: Decide }

const ends = ['render-failed', 'submit-rejected', 'submission-written-off'] as const

/** Decisions as a careless change might make them, and the promise that each of them breaks. */
export const sabotages: readonly Sabotage[] = [
  {
    what: 'sends a task that was adopted',
    caughtBy: 'the database takes every decision',
    decide: (job, event, context) => decide({ ...job, adopted: false }, event, context),
  },
  {
    what: 'sends again after an unknown outcome',
    caughtBy: 'a doubt is ended by an answer, a person or the policy',
    decide: mistake('submit-unknown', (job, _, context) =>
      decide(job, { type: 'submit-not-sent', message: 'surely' }, context),
    ),
  },
  {
    what: 'takes a lost sender for one that never sent',
    caughtBy: 'a doubt is ended by an answer, a person or the policy',
    decide: mistake('sender-lost', (job, _, context) =>
      decide(job, { type: 'submit-not-sent', message: 'surely' }, context),
    ),
  },
  {
    what: 'drops an acceptance and goes back in line',
    caughtBy: 'nothing is created that nobody allowed',
    decide: mistake('submit-accepted', (job, _, context) =>
      decide(job, { type: 'submit-not-sent', message: 'surely' }, context),
    ),
  },
  {
    what: 'sends a submission again that was limited',
    caughtBy: 'one POST per submission',
    decide: spoil(['submit-rate-limited'], (_, __, ___, { now }) => ({
      changes: { dueAt: now },
      submission: { status: 'intent' },
      ledger: [],
      wake: { step: 'submit', at: now },
    })),
  },
  {
    what: 'goes back in line and leaves its submission live',
    caughtBy: 'no two live submissions',
    decide: spoil(['submit-not-sent'], () => ({ submission: null })),
  },
  {
    what: 'charges a fresh link',
    caughtBy: 'one charge per submission',
    decide: spoil(['render-succeeded'], ({ ledger, changes }, job) => {
      if (job.state !== 'archiving') return null
      const again = {
        kind: 'charged',
        ticks: 0n,
        source: 'estimated',
        priceVersion: null,
        submissionId: job.submission?.id ?? null,
        chargeKey: `${job.submission?.id}-charged-again`,
      } as const
      return { ledger: [...ledger, again], changes }
    }),
  },
  {
    what: 'charges on the row only',
    caughtBy: 'the row agrees with the ledger',
    decide: spoil(['render-succeeded'], ({ ledger }) => ({
      ledger: ledger.filter(({ kind }) => kind !== 'charged'),
    })),
  },
  {
    what: 'charges the quote whatever the bill says',
    caughtBy: 'the charge is the bill',
    decide: mistake('render-succeeded', (job, event, context) =>
      event.type === 'render-succeeded' ? decide(job, { ...event, reportedTicks: null }, context) : null,
    ),
  },
  {
    what: 'takes silence about a failure’s price for nothing',
    caughtBy: 'no bill is missing',
    decide: mistake('render-failed', (job, event, context) =>
      event.type === 'render-failed' && event.reportedTicks === null
        ? decide(job, { ...event, charged: 'no' }, { ...context, rules: { ...context.rules, retries: 0 } })
        : null,
    ),
  },
  {
    what: 'retries a failure that may have been charged',
    caughtBy: 'only a free failure is retried',
    decide: mistake('render-failed', (job, event, context) =>
      event.type === 'render-failed' && event.reportedTicks === null
        ? decide(job, { ...event, charged: 'no' }, { ...context, rules: { ...context.rules, retries: 9 } })
        : null,
    ),
  },
  {
    what: 'ignores a late acceptance',
    caughtBy: 'an accepted task is never forgotten',
    decide: mistake('submit-accepted', (job) =>
      job.state === 'unconfirmed' ? { outcome: 'ignored', why: 'too late' } : null,
    ),
  },
  {
    what: 'keeps a doubt on the books that an answer has ended',
    caughtBy: 'at risk only where in doubt',
    decide: spoil(['submit-accepted'], ({ changes }, { state, contingentTicks }) =>
      state === 'unconfirmed' ? { ledger: [], changes: { ...changes, contingentTicks } } : null,
    ),
  },
  {
    what: 'keeps the reservation of a job that ended',
    caughtBy: 'nothing stays reserved',
    decide: spoil(ends, ({ changes, ledger }, { reservedTicks }) => ({
      changes: { ...changes, reservedTicks },
      ledger: ledger.filter(({ kind }) => kind !== 'released'),
    })),
  },
  {
    what: 'fails what is late',
    caughtBy: 'late is not failed',
    decide: mistake('poll-pending', (job, _, context) =>
      job.overdue ? decide(job, lost, { ...context, rules: { ...context.rules, retries: 0 } }) : null,
    ),
  },
  {
    what: 'keeps the slot of what is late',
    caughtBy: 'slots are given back',
    decide: spoil(['poll-pending'], ({ changes }) =>
      changes.overdue ? { changes: { ...changes, holdsSlot: true } } : null,
    ),
  },
  {
    what: 'renders again what was done',
    caughtBy: 'done never becomes undone',
    decide: spoil(['poll-unanswered', 'task-missing'], ({ changes }, { state }) =>
      state === 'archiving' ? { changes: { ...changes, state: 'rendering', holdsSlot: true } } : null,
    ),
  },
  {
    what: 'gives a paid clip up because our store is away',
    caughtBy: 'trouble of our own ends no paid clip',
    decide: mistake('archive-interrupted', (job, event, context) =>
      event.type === 'archive-interrupted' && event.where === 'store' && job.waitingFor === 'archive_unwell'
        ? decide({ ...job, linkRefreshes: 9 }, { type: 'link-dead', httpStatus: 404 }, context)
        : null,
    ),
  },
  {
    what: 'throws a clip away that came after its link’s planned life',
    caughtBy: 'a finished clip with a living link is archived',
    decide: mistake('clip-archived', (job, _, context) =>
      job.sourceExpiresAt !== null && job.sourceExpiresAt <= context.now
        ? decide({ ...job, linkRefreshes: 9 }, { type: 'link-dead', httpStatus: 404 }, context)
        : null,
    ),
  },
  {
    what: 'plans a poll for never',
    caughtBy: 'nothing is stuck',
    decide: spoil(['poll-unanswered'], ({ changes }, job, _, { now }) =>
      job.state === 'rendering' && changes.state === undefined
        ? { changes: { ...changes, dueAt: new Date(now.getTime() + 1e12) }, wake: null }
        : null,
    ),
  },
  {
    what: 'plans no poll at all',
    caughtBy: 'the database takes every decision',
    decide: spoil(['submit-accepted'], ({ changes }) => ({ changes: { ...changes, dueAt: null } })),
  },
  {
    what: 'moves on without a line of history',
    caughtBy: 'history and versions are whole',
    decide: spoil(['render-succeeded'], () => ({ event: null })),
  },
  {
    what: 'writes the link into the history',
    caughtBy: 'history tells no secret',
    decide: spoil(['render-succeeded'], (_, __, event) =>
      event.type === 'render-succeeded'
        ? { event: { kind: 'render-succeeded', detail: { link: event.link } } }
        : null,
    ),
  },
  {
    what: 'resubmits by policy whatever the allowance says',
    caughtBy: 'a machine resubmits only what the allowance paid for',
    decide: mistake('hold-expired', (job, _, context) =>
      decide(job, { type: 'hold-expired', allowance: 'granted' }, context),
    ),
  },
  {
    what: 'resubmits by policy what is dearer than allowed',
    caughtBy: 'a machine resubmits only what the allowance paid for',
    decide: mistake('hold-expired', (job, event, context) =>
      event.type === 'hold-expired' && event.allowance === 'refused'
        ? decide(
            { ...job, quotedTicks: 1n },
            { ...event, allowance: 'granted' },
            { ...context, rules: { ...context.rules, resubmitMaxTicks: 1n } },
          )
        : null,
    ),
  },
  {
    what: 'ends a doubt that is to be held',
    caughtBy: 'a doubt is ended by an answer, a person or the policy',
    decide: mistake('hold-expired', (job, event, context) =>
      decide(job, event, { ...context, rules: { ...context.rules, onUnconfirmed: 'fail' } }),
    ),
  },
  {
    what: 'takes a doubt off the books that only a policy has ended',
    caughtBy: 'no bill is missing',
    decide: spoil(['hold-expired'], (decision, job, _, context) =>
      decision.changes.state === 'queued' ? asIfAbsent(job, context, decision) : null,
    ),
  },
  {
    what: 'sets a job aside at its first crash',
    caughtBy: 'set aside at the third crash in a row',
    decide: mistake('worker-lost', (job, event, context) => decide({ ...job, crashes: 9 }, event, context)),
  },
  {
    what: 'forgets each crash',
    caughtBy: 'set aside at the third crash in a row',
    decide: spoil(['worker-lost'], ({ changes }) =>
      changes.state === undefined ? { changes: { ...changes, crashes: 0 } } : null,
    ),
  },
  {
    what: 'lets a person’s retry begin with the crashes of before',
    caughtBy: 'set aside at the third crash in a row',
    decide: spoil(['job-retried'], ({ changes }, { crashes }) => ({ changes: { ...changes, crashes } })),
  },
  {
    what: 'books again about a submission under the keys of before',
    caughtBy: 'the row agrees with the ledger',
    decide: spoil(['job-rearchived'], ({ changes }) => ({ changes: { ...changes, reopens: 0 } })),
  },
  {
    what: 'renders what was charged, to have it again',
    caughtBy: 'the row agrees with the ledger',
    decide: spoil(['job-rearchived'], ({ changes }, { failure }) =>
      failure?.charged === 'yes'
        ? { changes: { ...changes, state: 'rendering', holdsSlot: !changes.overdue } }
        : null,
    ),
  },
  {
    what: 'holds an orphan’s price twice',
    caughtBy: 'at risk only where in doubt',
    decide: mistake('submission-orphaned', (job, event, context) =>
      event.type === 'submission-orphaned' ? decide(job, { ...event, isAtRisk: false }, context) : null,
    ),
  },
  {
    what: 'believes a person’s slip of the pen more than the upstream’s answer',
    caughtBy: 'an accepted task is never forgotten',
    decide: mistake('submit-accepted', (job) =>
      job.state === 'rendering' ? { outcome: 'ignored', why: 'bound' } : null,
    ),
  },
  {
    what: 'leaves an orphan to the log',
    caughtBy: 'an accepted task is never forgotten',
    decide: mistake('submission-orphaned', () => ({ outcome: 'ignored', why: 'nobody waits for it' })),
  },
  {
    what: 'tells nobody of an ending',
    caughtBy: 'an ending is told',
    decide: spoil(['clip-archived'], () => ({ notice: null })),
  },
  {
    what: 'reopens a failure for an orphan',
    caughtBy: 'an ending is final',
    decide: mistake('submission-orphaned', (job, _, context) =>
      job.state === 'failed' ? decide(job, { type: 'job-retried', by: 'system' }, context) : null,
    ),
  },
  {
    what: 'keeps another job’s clip',
    caughtBy: 'one clip per archived job',
    decide: spoil(['clip-archived'], ({ clip }) => (clip === null ? null : { clip: { ...clip, key: 'x' } })),
  },
]

/** As a person's resubmission, who has seen that nothing is there. */
function asIfAbsent(job: Job, context: DecideContext, policy: Decision): Partial<Decision> | null {
  const verdict = decide(job, { type: 'submission-resubmitted', by: 'system', message: 'surely' }, context)
  if (verdict.outcome === 'ignored') return null
  const { changes, ledger } = verdict.decision
  return { ...policy, changes, ledger, submission: { status: 'resolved_absent', message: 'surely' } }
}

const lost: JobEvent = {
  type: 'render-failed',
  reason: 'upstream_failed',
  charged: 'unknown',
  vendorMessage: 'late',
  reportedTicks: null,
  upstreamStatus: null,
}
