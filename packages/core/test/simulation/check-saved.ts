import { isFinal, type Job, type JobEventType, liveSubmissionStatuses } from '../../src/index.ts'
import { checkMoney } from './check-money.ts'
import type { Saved } from './database.ts'
import { holds } from './invariant.ts'
import { secret } from './upstream.ts'
import { jobsOf, tell, type World } from './world.ts'

const answersOfSubmit: readonly JobEventType[] = [
  'submit-accepted',
  'submit-rejected',
  'submit-not-sent',
  'submit-impossible',
  'submit-rate-limited',
  'submit-account-refused',
]
const resolutions: readonly JobEventType[] = [
  'submission-bound',
  'submission-resubmitted',
  'submission-written-off',
]

/** What must hold of every single save, whoever made it. */
export function checkSaved(world: World, saved: Saved, tries: number): void {
  const { before, after, event } = saved
  tell(
    world,
    `${after.id} ${event.type}: ${before.state} → ${after.state}${tries > 1 ? ', saved again' : ''}`,
  )
  checkHistory(world, before, after)
  checkSubmissions(world, saved)
  checkEndings(world, saved)
  checkSlots(world, after)
  checkCrashes(world, saved)
  noteAllowance(world, saved)
  checkMoney(world, after)
}

function checkHistory({ database }: World, before: Job, after: Job): void {
  const history = database.histories.get(after.id) ?? []
  holds(
    'history and versions are whole',
    history.length === after.lastSeq && history.at(-1)?.seq === after.lastSeq,
    () => `${after.id} says ${after.lastSeq} lines and has ${history.length}`,
  )
  const line = after.lastSeq === before.lastSeq ? null : history.at(-1)
  holds(
    'history and versions are whole',
    before.state === after.state || line !== null,
    () => `${after.id} went to ${after.state} without a line`,
  )
  const words = JSON.stringify([line?.detail ?? null, after.failure])
  holds('history tells no secret', !words.includes(secret), () => words)
}

function checkSubmissions({ upstream, database, life }: World, { before, after, event }: Saved): void {
  const { submission } = after
  if (submission === null) return
  const posts = upstream.posts.get(submission.id) ?? 0
  holds('one POST per submission', posts <= 1, () => `${submission.id} was sent ${posts} times`)
  holds(
    'one POST per submission',
    !(event.type === 'submit-started' && before.submission?.status !== 'intent'),
    () => `${submission.id} was ${before.submission?.status} when it was started`,
  )
  const was = before.submission?.id === submission.id ? before.submission : null
  holds(
    'an accepted task is never forgotten',
    // A person's word for it gives way to the upstream's own.
    was === null ||
      was.taskId === null ||
      was.taskId === submission.taskId ||
      event.type === 'submit-accepted' ||
      // And to a better word of a person, until the upstream has spoken of it.
      (event.type === 'submission-bound' && was.isUnproven),
    () => `${submission.id} had ${was?.taskId} and has ${submission.taskId}`,
  )
  holds(
    'an accepted task is never forgotten',
    after.state !== 'rendering' || submission.taskId !== null,
    () => `${after.id} renders a task without an id`,
  )
  const isByPolicy = event.type === 'hold-expired' && life.onUnconfirmed !== 'hold'
  if (before.state === 'unconfirmed' && after.state !== 'unconfirmed') {
    holds(
      'a doubt is ended by an answer, a person or the policy',
      answersOfSubmit.includes(event.type) || resolutions.includes(event.type) || isByPolicy,
      () => `${after.id} left unconfirmed by ${event.type}`,
    )
  }
  const isInDoubt = event.type === 'submit-unknown' || event.type === 'sender-lost'
  holds(
    'a doubt is ended by an answer, a person or the policy',
    !isInDoubt || after.state === 'unconfirmed',
    () => `${event.type} made ${after.id} ${after.state}`,
  )
  const live = [...database.submissions.values()].filter(
    ({ jobId, status }) =>
      jobId === after.id && (liveSubmissionStatuses as readonly string[]).includes(status),
  )
  holds('no two live submissions', live.length <= 1, () => live.map(({ id }) => id).join(' and '))
}

/** These say nothing about whether a worker outlives the job. */
const neutral: readonly JobEventType[] = [
  'submit-started',
  'intent-taken-back',
  'hold-expired',
  'submission-orphaned',
  'link-aging',
  'job-hurried',
]

function checkCrashes({ witness }: World, { before, after, event }: Saved): void {
  const { id, version } = after
  const known = witness.crashes.get(id) ?? { count: 0, version: 0 }
  // Saved again after a lost reply: counted already.
  if (known.version === version) return
  const isLoss = event.type === 'worker-lost' || event.type === 'sender-lost'
  const count = isLoss ? known.count + 1 : neutral.includes(event.type) ? known.count : 0
  witness.crashes.set(id, { count, version })
  if (event.type !== 'worker-lost') return
  holds(
    'set aside at the third crash in a row',
    (after.reason === 'crashed') === (count >= 3 && before.rescuedTo === null),
    () => `${id} is ${after.state} after ${count} crashes`,
  )
}

const endsOfRender: readonly JobEventType[] = ['render-failed', 'render-linkless', 'task-missing']

function checkEndings(world: World, { before, after, event }: Saved): void {
  if (before.state === after.state) return
  holds(
    'an ending is final',
    !isFinal(before.state) ||
      event.type === 'job-retried' ||
      event.type === 'job-rearchived' ||
      (before.submission?.isUnproven === true && resolutions.includes(event.type)) ||
      // The answer knows better than the silence of what a person took for the task.
      (before.submission?.isUnproven === true && event.type === 'submit-accepted'),
    () => `${after.id} was ${before.state} and is ${after.state} by ${event.type}`,
  )
  const isDenied = event.type === 'poll-unanswered' && (event.httpStatus === 400 || event.httpStatus === 422)
  holds(
    'late is not failed',
    before.state !== 'rendering' ||
      after.state === 'archiving' ||
      isDenied ||
      // A person may give up what the upstream does not end.
      (before.overdue && event.type === 'submission-written-off') ||
      // Or what a person named and the upstream never knew.
      (before.submission?.isUnproven === true && resolutions.includes(event.type)) ||
      after.reason === 'crashed' ||
      endsOfRender.includes(event.type),
    () => `${event.type} ended the render of ${after.id}`,
  )
  const isPaidAndLost = before.state === 'archiving' && after.state === 'failed'
  holds(
    'trouble of our own ends no paid clip',
    !isPaidAndLost ||
      world.witness.sourceTrouble.has(after.id) ||
      after.reason === 'crashed' ||
      // It copies a clip of ours, and paid nothing.
      event.type === 'reuse-lost' ||
      endsOfRender.includes(event.type) ||
      isDenied,
    () => `${event.type} ended ${after.id}, whose link was never in trouble`,
  )
  const ofAnEnd = { archived: 'job.archived', failed: 'job.failed', canceled: 'job.canceled' } as const
  const told = world.database.notices.get(after.id)?.at(-1)
  if (after.state === 'archived' || after.state === 'failed' || after.state === 'canceled') {
    const due = ofAnEnd[after.state]
    holds('an ending is told', told === due, () => `${after.id} is ${after.state}, the notice is ${told}`)
  }
  const isOwn = after.clip?.key === after.clipKey
  holds('one clip per archived job', after.state !== 'archived' || isOwn, () => `${after.clip?.key}`)
}

/** In flight is what submits, and what renders, was sent by us and is not overdue; the gate's counter says the same. */
function checkSlots(world: World, { id, state, overdue, adopted, holdsSlot }: Job): void {
  const needsOne = state === 'submitting' || (state === 'rendering' && !overdue && !adopted)
  holds('slots are given back', holdsSlot === needsOne, () => `${id} is ${state}, slot: ${holdsSlot}`)
  const held = jobsOf(world).filter((job) => job.holdsSlot).length
  const { inFlight } = world.database
  holds('slots are given back', held === inFlight, () => `${held} slots are held, ${inFlight} are counted`)
}

/**
 * A further creation is allowed by a person, by the policy within its allowance, or because the one before is known to
 * have cost nothing.
 */
function noteAllowance(world: World, { before, after, event }: Saved): void {
  const { witness, upstream, database } = world
  if (after.state !== 'queued' || before.state === 'queued') return
  const { submission } = before
  const isPolicys = event.type === 'hold-expired'
  const isPersons = event.type === 'job-retried' || event.type === 'submission-resubmitted'
  if (event.type === 'submission-resubmitted' && submission !== null) witness.misjudged.add(submission.id)
  if (isPolicys) {
    const use = submission === null ? undefined : database.granted.get(submission.id)
    const isPaidFor = use !== undefined && use.ticks === before.quotedTicks
    holds('a machine resubmits only what the allowance paid for', isPaidFor, () => `${submission?.id}`)
  }
  if (before.state === 'rendering' && !isPersons) {
    const bill = upstream.bills.get(submission?.id ?? ('' as never)) ?? 0n
    holds('only a free failure is retried', bill === 0n, () => `${before.id} was billed ${bill}`)
  }
  if (isPersons || isPolicys || before.state === 'rendering') {
    witness.allowed.set(after.id, (witness.allowed.get(after.id) ?? 0) + 1)
  }
}
