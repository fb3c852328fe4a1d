import { isReused } from '../job/job.ts'
import { maxLinkRefreshes } from '../job/refresh-link.ts'
import type { ExplainFacts, StateWords } from './explanation.ts'
import { countWords, spanWords } from './words.ts'

/** Rendered and paid for, and not yet ours: what is in the way, and when the link dies. */
export function explainArchiving(facts: ExplainFacts): StateWords {
  const { job, waitingFor } = facts
  if (isReused(job)) return copying(facts)
  if (job.rescuedTo !== null) return rescued(facts)
  if (waitingFor === 'link_refused') return refused(facts)
  if (job.sourceUrl === null || job.linkRefreshes > 0) return askingForLink(facts)
  if (waitingFor === 'archive_unwell') return storeAway(facts)
  return fetching(facts)
}

function copying({ job }: ExplainFacts): StateWords {
  return {
    state: `Its clip is copied from ${job.reusedFrom}, which asked for the very same; nothing was sent.`,
    next: {
      says: 'The copy is made and checked. Should the original be damaged, it fails, and can be bought.',
      at: job.dueAt,
      by: 'reelkeep',
      commands: [],
    },
    rule: {
      says: 'Finished work is reused where the sender asked for that.',
      place: 'docs/decisions/0022-tasks-of-others-and-clips-of-ours.md',
    },
  }
}

function fetching({ job, now, events }: ExplainFacts): StateWords {
  const last = events.findLast(({ kind }) => kind === 'archive-interrupted')?.detail.why
  const trouble =
    job.archiveFailures === 0
      ? ''
      : ` ${countWords(job.archiveFailures, 'attempt')} with this link failed${typeof last === 'string' ? `: ${last}` : ''}.`
  return {
    state: `The render is done, and its clip is being fetched into the bucket.${trouble}${linkWords(job.sourceExpiresAt, now)}`,
    next: {
      says: 'It is downloaded, checked and kept; then it is archived.',
      at: job.dueAt,
      by: 'reelkeep',
      commands: [],
    },
    rule: {
      says: 'A link is tried three times, a little later each time; then the upstream is asked for a fresh one, up to six times. All of that is free.',
      place: 'docs/failure-cases.md',
    },
  }
}

function askingForLink({ job, now }: ExplainFacts): StateWords {
  return {
    state: `The render is done, and ${job.upstream} is asked for a fresh link (${Math.min(job.linkRefreshes, maxLinkRefreshes)} of ${maxLinkRefreshes} times so far): the one before gave no clip.${linkWords(job.sourceExpiresAt, now)}`,
    next: {
      says: 'The upstream is asked, and the link that it gives is fetched.',
      at: job.dueAt,
      by: 'reelkeep',
      commands: [],
    },
    rule: {
      says: `After ${maxLinkRefreshes} questions without a clip the job fails as artifact_lost, with its charge; it can be rearchived then.`,
      place: 'docs/failure-cases.md',
    },
  }
}

function refused({ job, now, events }: ExplainFacts): StateWords {
  const detail = events.findLast(({ kind }) => kind === 'link-refused')?.detail ?? {}
  const host = typeof detail.host === 'string' ? detail.host : 'HOST'
  const why = typeof detail.why === 'string' ? ` ${detail.why}` : ''
  return {
    state: `The clip is paid for, and its link points to ${host}, from where nothing may be fetched yet.${why}${linkWords(job.sourceExpiresAt, now)}`,
    next: {
      says: 'Somebody allows the host; every clip that waits for it follows at once. When the link dies first, the upstream is asked for another.',
      at: job.sourceExpiresAt,
      by: 'person',
      commands: [`reelkeep upstream allow ${job.upstream} ${host}`],
    },
    rule: {
      says: 'Links are strangers’: they are fetched only from public hosts, and only from those listed where a list is configured.',
      place: `upstreams.${job.upstream}.link_hosts`,
    },
  }
}

function rescued({ job }: ExplainFacts): StateWords {
  return {
    state:
      'The verified clip lies on a worker’s own disk, since the store would not take it before its link would have died.',
    next: {
      says: 'It is offered to the store every 15 s by the worker that has the disk, and is archived when the store takes it.',
      at: job.dueAt,
      by: 'reelkeep',
      commands: ['reelkeep doctor'],
    },
    rule: {
      says: 'A clip that is paid for is never given up because our own store is away.',
      place: 'docs/decisions/0017-do-not-buy-what-cannot-be-kept.md',
    },
    notes: [`It is in rescue folder ${job.rescuedTo} (REELKEEP_DATA_DIR/rescue): keep that disk.`],
  }
}

function storeAway({ job, store, now }: ExplainFacts): StateWords {
  return {
    state: `The render is done, and the store does not take its clip${store.closedReason === null ? '' : `: ${store.closedReason}`}.${linkWords(job.sourceExpiresAt, now)}`,
    next: {
      says: 'It is tried again every minute at least; before the link dies the clip goes to a worker’s own disk. Somebody has to make the store writable.',
      at: job.dueAt,
      by: 'reelkeep',
      commands: ['reelkeep doctor'],
    },
    rule: {
      says: 'Our own store’s trouble never ends a job, and spends nothing of its link.',
      place: 'docs/decisions/0017-do-not-buy-what-cannot-be-kept.md',
    },
  }
}

function linkWords(diesAt: Date | null, now: Date): string {
  if (diesAt === null) return ''
  const leftMs = diesAt.getTime() - now.getTime()
  return leftMs > 0
    ? ` Its link is planned to live ${spanWords(leftMs)} more.`
    : ' Its link is past the life that was planned for it.'
}
