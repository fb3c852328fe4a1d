import type { ExplainFacts, StateWords } from './explanation.ts'
import { countWords, shellWord } from './words.ts'

/** Held by a person, by the brakes of its batch, or by the end of it. */
export function explainPause(facts: ExplainFacts): StateWords {
  const { job, batch } = facts
  if (job.waitingFor === 'pause') return heldItself(facts)
  if (batch === null) return heldItself(facts)
  if (batch.state === 'canceled') return ofCanceledBatch(facts)
  if (batch.state !== 'paused') return behindTrial(facts)
  const name = shellWord(batch.name)
  const commands = [`reelkeep resume ${name}`, `reelkeep cancel ${name}`]
  const { says, place, state } = reasonOf(facts)
  return {
    state,
    next: { says: 'Somebody resumes the batch, or cancels it.', at: null, by: 'person', commands },
    rule: { says, place },
  }
}

type Reason = { readonly state: string; readonly says: string; readonly place: string }

const brakes = 'docs/decisions/0023-what-stops-a-batch-by-itself.md'

function reasonOf({ batch }: ExplainFacts): Reason {
  const detail = batch?.pause?.detail ?? {}
  const numberOf = (name: string) => (typeof detail[name] === 'number' ? detail[name] : 0)
  switch (batch?.pause?.reason) {
    case 'trial':
      return {
        state: `The trial of its batch has ended, and nobody has approved the rest${numberOf('held') > 0 ? ` (${countWords(numberOf('held'), 'row')})` : ''}.`,
        says: `A trial runs the first ${countWords(batch?.trialRows ?? 0, 'row')} and then pauses for a person to look at the clips.`,
        place: `trial of batch ${batch?.name}`,
      }
    case 'stop_when':
      return {
        state: `Its batch has stopped by itself: ${numberOf('spoiled')} of ${numberOf('judged')} rows that ended went wrong.`,
        says: 'A batch stops when so large a share of its rows fails with a charge, is moderated, or gives clips with equal content.',
        place: `stop_when of batch ${batch?.name}; ${brakes}`,
      }
    case 'restored':
      return {
        state:
          'Its batch came back from the bucket: what was queued in its record may have been sent after it was written.',
        says: 'A restored batch with queued rows waits for a person, so that nothing is paid twice.',
        place: 'docs/decisions/0018-the-bucket-describes-itself.md',
      }
    default:
      return {
        state: 'A person has paused its batch.',
        says: 'A paused batch sends nothing; what was sent is polled and fetched on. Posting the file again does not resume it.',
        place: `state of batch ${batch?.name}`,
      }
  }
}

function heldItself({ job, events }: ExplainFacts): StateWords {
  const by = events.findLast(({ kind }) => kind === 'job-paused')?.detail.by
  return {
    state: `A person holds this very job${typeof by === 'string' ? ` (${by})` : ''}.`,
    next: {
      says: 'Somebody resumes it, or cancels it.',
      at: null,
      by: 'person',
      commands: [`reelkeep resume ${job.id}`, `reelkeep cancel ${job.id}`],
    },
    rule: {
      says: 'A job that is held is not sent until a person says so.',
      place: 'POST /v1/jobs/{id}/pause',
    },
  }
}

function behindTrial({ batch, batchRow }: ExplainFacts): StateWords {
  const rows = batch?.trialRows ?? 0
  return {
    state: `Its batch is on trial: only the first ${countWords(rows, 'row')} are sent, and this is row ${batchRow ?? 'after them'}.`,
    next: {
      says: 'When the rows of the trial have ended the batch pauses; somebody looks at the clips and resumes it. Resumed earlier, the trial ends at once.',
      at: null,
      by: 'person',
      commands: [
        `reelkeep watch ${shellWord(batch?.name ?? 'BATCH')}`,
        `reelkeep resume ${shellWord(batch?.name ?? 'BATCH')}`,
      ],
    },
    rule: {
      says: 'Rows after those of a trial are sent when a person approves.',
      place: `trial of batch ${batch?.name}`,
    },
  }
}

function ofCanceledBatch({ now }: ExplainFacts): StateWords {
  return {
    state: 'Its batch is canceled; it was on its way out at that moment and came back unsent.',
    next: { says: 'It is canceled too, within seconds.', at: now, by: 'reelkeep', commands: [] },
    rule: { says: 'Nothing of a canceled batch is sent any more.', place: 'docs/runbook.md' },
  }
}
