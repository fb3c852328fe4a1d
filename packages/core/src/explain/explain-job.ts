import { assertNever } from '../assert-never.ts'
import { explainArchiving } from './explain-archiving.ts'
import { explainCost } from './explain-cost.ts'
import { explainArchived, explainCanceled, explainFailed } from './explain-ended.ts'
import { explainQueued } from './explain-queued.ts'
import { explainRendering, explainSubmitting, explainUnconfirmed } from './explain-sent.ts'
import type { ExplainFacts, Explanation, StateWords } from './explanation.ts'
import { spanWords } from './words.ts'

/**
 * Why a job is in its state, what happens next and when or who must act, which rule says so, and what it has cost. Every
 * state has words for every reason and everything that can be waited for; what nobody knows is said to be unknown.
 */
export function explainJob(facts: ExplainFacts): Explanation {
  const words = withWorkers(wordsOf(facts), facts)
  return {
    state: words.state,
    next: words.next,
    rule: words.rule,
    cost: explainCost(facts),
    notes: [...(words.notes ?? []), ...notesOf(facts)],
  }
}

function wordsOf(facts: ExplainFacts): StateWords {
  const { state } = facts.job
  switch (state) {
    case 'queued':
      return explainQueued(facts)
    case 'submitting':
      return explainSubmitting(facts)
    case 'unconfirmed':
      return explainUnconfirmed(facts)
    case 'rendering':
      return explainRendering(facts)
    case 'archiving':
      return explainArchiving(facts)
    case 'archived':
      return explainArchived(facts)
    case 'failed':
      return explainFailed(facts)
    case 'canceled':
      return explainCanceled(facts)
    default:
      return assertNever(state)
  }
}

/** Whatever would happen by itself is done by a worker; with none alive, somebody has to start one first. */
function withWorkers(words: StateWords, { workers, now }: ExplainFacts): StateWords {
  if (workers.alive > 0 || words.next.by === 'nobody' || words.next.by === 'person') return words
  const heard =
    workers.lastBeatAt === null
      ? 'no worker has ever been heard of'
      : `no worker has been heard of for ${spanWords(now.getTime() - workers.lastBeatAt.getTime())}`
  return {
    state: words.state,
    next: {
      says: `Nothing, until a worker runs: ${heard}. Then: ${words.next.says}`,
      at: null,
      by: 'person',
      commands: ['npm start', 'reelkeep doctor'],
    },
    rule: {
      says: 'Only workers move jobs, and each says every 5 s that it is alive.',
      place: 'ARCHITECTURE.md, One job’s journey',
    },
    notes: [...(words.notes ?? []), `Its own rule: ${words.rule.says} (${words.rule.place})`],
  }
}

function notesOf({ job, supersedesId }: ExplainFacts): string[] {
  return [
    ...(job.adopted
      ? ['Its task was made elsewhere and adopted: it is polled, archived and costed, and never sent.']
      : []),
    ...(supersedesId === null ? [] : [`It replaces ${supersedesId}, whose row was changed.`]),
    ...(job.crashes > 0
      ? [`${job.crashes} of 3: so many workers in a row died with it in hand; at the third it is set aside.`]
      : []),
  ]
}
