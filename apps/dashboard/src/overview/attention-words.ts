import type { Attention } from '../api/types.ts'
import { counted } from '../format/count.ts'
import { reasonWords } from '../format/reason-words.ts'
import { visibleText } from '../format/visible-text.ts'

/** How urgent: money that is being lost, what stands still, what merely went wrong. */
export type Urgency = 'losing' | 'standing' | 'failed'

type Words = { readonly urgency: Urgency; readonly title: (jobs: string, name: string) => string }

const known: Readonly<Record<string, Words>> = {
  unconfirmed: { urgency: 'losing', title: (jobs) => `${jobs} may have been bought, and nobody knows` },
  link_refused: { urgency: 'losing', title: (jobs) => `${jobs} rendered, on a host that is not allowed` },
  archive_unwell: { urgency: 'losing', title: (jobs) => `${jobs} waiting for a store that keeps no clips` },
  overdue: { urgency: 'standing', title: (jobs) => `${jobs} rendering for too long` },
  budget: { urgency: 'standing', title: (jobs) => `${jobs} waiting for money` },
  price: { urgency: 'standing', title: (jobs) => `${jobs} waiting for a price that nobody knows` },
  held: { urgency: 'standing', title: (jobs) => `${jobs} held by a person` },
  upstream_paused: { urgency: 'standing', title: (jobs) => `${jobs} waiting for a paused upstream` },
  upstream_closed: { urgency: 'standing', title: (jobs) => `${jobs} waiting for a closed upstream` },
  trial: { urgency: 'standing', title: (jobs, name) => `The trial of ${name} is over: ${jobs} waiting` },
  stop_when: { urgency: 'standing', title: (jobs, name) => `${name} stopped itself: ${jobs} went wrong` },
  restored: { urgency: 'standing', title: (jobs, name) => `${name} was restored: ${jobs} queued` },
}

/** What needs a person, in a sentence. A reason that is new here is a kind of failure. */
export function attentionWords({ reason, count, batch, batches }: Attention) {
  const jobs = counted(count, 'job')
  const words = known[reason]
  return {
    urgency: words?.urgency ?? 'failed',
    title:
      words === undefined
        ? `${jobs} failed: ${reasonWords(reason)}`
        : words.title(jobs, batch === null ? 'a batch' : `“${visibleText(batch.name)}”`),
    where:
      batch !== null ? null : batches === 0 ? 'single jobs' : `in ${counted(batches, 'batch', 'batches')}`,
  }
}

/** Reasons that are mended at an upstream's gate. */
export function isAtGate({ reason }: Attention): boolean {
  return reason === 'upstream_paused' || reason === 'upstream_closed' || reason === 'link_refused'
}

const order: Readonly<Record<Urgency, number>> = { losing: 0, standing: 1, failed: 2 }

/** What loses money first, then what stands still; within that, the most jobs. */
export function byUrgency(items: readonly Attention[]): Attention[] {
  return [...items].sort(
    (a, b) => order[attentionWords(a).urgency] - order[attentionWords(b).urgency] || b.count - a.count,
  )
}
