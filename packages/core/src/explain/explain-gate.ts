import { assertNever } from '../assert-never.ts'
import { type Closure, isOverdueCapMet, overdueReason } from '../policy/gate.ts'
import type { ExplainFacts, ExplainGate, StateWords } from './explanation.ts'

const place = 'docs/decisions/0011-gates-probe-and-give-way.md'

/** The gate of its upstream lets nothing through: why, and who or what opens it. */
export function explainGate(facts: ExplainFacts): StateWords {
  const { job, gate } = facts
  if (gate?.paused) return pausedByHand(job.upstream)
  if (hasNoKey(facts) || gate?.closedKind === 'no_key') return withoutKey(facts)
  if (gate === null) return closed(facts, 'It is closed.', 'breaker')
  if (gate.closedKind !== null) return closed(facts, gate.closedReason ?? 'It is closed.', gate.closedKind)
  if (isOverdueCapMet(gate)) return tooManyOverdue(facts, gate)
  return {
    state: `The gate of ${job.upstream} was closed when it was last tried, and is open again.`,
    next: { says: 'It is sent in its turn.', at: facts.now, by: 'reelkeep', commands: [] },
    rule: { says: 'A gate that opens lets everything through again, in turn.', place },
  }
}

/** The gate knows what the workers found; where none was made yet, what is configured here has to do. */
export function hasNoKey({ gate, rules, isConfigured }: ExplainFacts): boolean {
  return rules === null || (gate === null ? !isConfigured : gate.closedKind === 'no_key')
}

function pausedByHand(upstream: string): StateWords {
  return {
    state: `A person has paused ${upstream}: nothing is created there. What was sent is polled and fetched on.`,
    next: {
      says: 'Somebody resumes it.',
      at: null,
      by: 'person',
      commands: [`reelkeep upstream resume ${upstream}`],
    },
    rule: {
      says: 'A pause holds over restarts until somebody ends it.',
      place: `live setting paused of ${upstream}`,
    },
  }
}

function withoutKey({ job, rules }: ExplainFacts): StateWords {
  const { upstream } = job
  const variable = `${upstream.toUpperCase().replaceAll('-', '_')}_API_KEY`
  return {
    state:
      rules === null
        ? `The configuration has no upstream named ${upstream}, so nothing can be sent there.`
        : `${upstream} has no key, so nothing can be sent there.`,
    next: {
      says: `Somebody sets ${variable}${rules === null ? ', or a section for it,' : ''} and starts the workers again; its gate opens with that.`,
      at: null,
      by: 'person',
      commands: [`export ${variable}=…`, 'npm start'],
    },
    rule: {
      says: 'An upstream without a key starts with its gate closed; nothing is pretended.',
      place: `${variable}, or upstreams.${upstream}.api_key`,
    },
  }
}

function closed(facts: ExplainFacts, reason: string, kind: Exclude<Closure, 'no_key'>): StateWords {
  const { job, gate } = facts
  const { upstream } = job
  const isProbing = gate?.isProbing === true
  return {
    state: `The gate of ${upstream} is closed: ${reason}`,
    next: {
      says: isProbing
        ? 'A single job is under way to try it; if that is accepted the gate opens for all.'
        : 'A single job tries it then; if that is accepted the gate opens for all, else the wait doubles. To try at once, mend the cause and resume it.',
      at: isProbing ? null : (gate?.probeAt ?? null),
      by: isProbing ? 'upstream' : 'reelkeep',
      commands: [`reelkeep upstream resume ${upstream}`, `reelkeep upstreams ${upstream}`],
    },
    rule: { says: closureWords(kind), place },
  }
}

function closureWords(kind: Exclude<Closure, 'no_key'>): string {
  switch (kind) {
    case 'account':
      return 'An upstream that refuses the account (401, 402, no credit) gets nothing more; one job tries again after 5 minutes, doubling to an hour.'
    case 'configuration':
      return 'An answer that no upstream’s api gives (a page, a redirect) points at our configuration; one job tries again after 5 minutes, doubling to an hour.'
    case 'breaker':
      return 'More than three submissions lost within five minutes close the gate, since each further one risks money; one job tries again after a minute, doubling to half an hour.'
    default:
      return assertNever(kind)
  }
}

function tooManyOverdue({ job }: ExplainFacts, gate: ExplainGate): StateWords {
  return {
    state: `The gate of ${job.upstream} is closed: ${overdueReason(gate.overdue, gate.maxOverdue ?? gate.overdue)}.`,
    next: {
      says: 'It opens by itself when a late task ends; else somebody asks the upstream about them, or gives them up.',
      at: null,
      by: 'upstream',
      commands: [
        `reelkeep list --upstream ${job.upstream} --state rendering`,
        'reelkeep resolve JOB --write-off --reason "…"',
      ],
    },
    rule: {
      says: 'An upstream that finishes nothing is not fed on.',
      place: `upstreams.${job.upstream}.max_overdue`,
    },
  }
}
