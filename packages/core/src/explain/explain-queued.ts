import { assertNever } from '../assert-never.ts'
import { commitmentWords, committedTotal } from '../pricing/commitment.ts'
import { explainGate, hasNoKey } from './explain-gate.ts'
import { explainPause } from './explain-pause.ts'
import type { Cap, ExplainFacts, StateWords } from './explanation.ts'
import { countWords, moneyWords, shellWord, spanWords } from './words.ts'

/** Wanted, and nothing sent: what it waits for, in the order in which a person would have to act. */
export function explainQueued(facts: ExplainFacts): StateWords {
  const { waitingFor, job } = facts
  switch (waitingFor) {
    case 'slot':
      return waitForSlot(facts)
    case 'rate':
      return waitForRate(facts)
    case 'gate':
      return explainGate(facts)
    case 'pause':
      return explainPause(facts)
    case 'budget':
      return waitForBudget(facts)
    case 'price':
      return waitForPrice(facts)
    case 'archive_unwell':
      return waitForStore(facts)
    case 'link_refused':
    case null:
      return hasNoKey(facts) ? explainGate(facts) : waitForTurn(facts)
    default:
      return assertNever(waitingFor)
  }
  function waitForTurn({ ahead, now }: ExplainFacts): StateWords {
    const heldUntil = job.dueAt !== null && job.dueAt > now ? job.dueAt : null
    return {
      state:
        heldUntil === null
          ? `It waits only for its turn${ahead > 0 ? `: ${countWords(ahead, 'job')} of ${job.upstream} ${ahead === 1 ? 'is' : 'are'} due before it` : ''}.`
          : `It waits until it may be tried again, in ${spanWords(heldUntil.getTime() - now.getTime())}.`,
      next: {
        says: `A worker claims it and sends it to ${job.upstream}, once.`,
        at: heldUntil ?? now,
        by: 'reelkeep',
        commands: [`reelkeep priority ${job.id} 9`],
      },
      rule: {
        says: 'Batches take turns, so that a small one is not kept waiting by a large one; within a batch priority goes first, then age. Each upstream is looked at every second.',
        place: 'packages/db/src/admission/candidates.ts',
      },
    }
  }
}

function waitForSlot({ job, gate, key, rules }: ExplainFacts): StateWords {
  const slots = gate?.maxInFlight ?? rules?.maxInFlight ?? null
  const ofKey = key.maxInFlight !== null && key.inFlight >= key.maxInFlight
  if (ofKey && !(gate !== null && slots !== null && gate.inFlight >= slots)) {
    return {
      state: `Its key may have ${key.maxInFlight} jobs in flight, and has ${key.inFlight}.`,
      next: {
        says: 'It is sent as soon as one of the key’s jobs is rendered or fails.',
        at: null,
        by: 'upstream',
        commands: [`reelkeep keys set ${key.id} --max-in-flight ${(key.maxInFlight ?? 0) + 10}`],
      },
      rule: {
        says: `The key’s own limit is ${key.maxInFlight} in flight.`,
        place: `max_in_flight of ${key.id} (reelkeep keys show ${key.id})`,
      },
    }
  }
  const isLive = gate !== null && gate.maxInFlight !== null
  return {
    state: `All ${slots ?? 'its'} slots of ${job.upstream} are taken: ${countWords(gate?.inFlight ?? 0, 'job')} sent and not yet rendered.`,
    next: {
      says: 'It is sent as soon as a render there is done, fails, or is past its deadline.',
      at: null,
      by: 'upstream',
      commands: [`reelkeep upstream set ${job.upstream} --max-in-flight ${(slots ?? 0) + 10}`],
    },
    rule: {
      says: `${job.upstream} may have ${slots ?? 'a fixed number of'} jobs in flight${isLive ? ', as a person set it' : ''}.`,
      place: isLive
        ? `live limit max_in_flight of ${job.upstream}`
        : `upstreams.${job.upstream}.max_in_flight`,
    },
  }
}

function waitForRate({ job, gate, rules, now }: ExplainFacts): StateWords {
  const perMinute = gate?.requestsPerMinute ?? (rules === null ? null : rules.requestsPerMinute / rules.speed)
  const place =
    gate !== null && gate.requestsPerMinute !== null
      ? `live limit requests_per_minute of ${job.upstream}`
      : `upstreams.${job.upstream}.requests_per_minute`
  const heldUntil = gate?.notBefore ?? (job.waitingFor === 'rate' ? job.dueAt : null)
  if (heldUntil !== null && heldUntil > now) {
    return {
      state: `Creates at ${job.upstream} pause for ${spanWords(heldUntil.getTime() - now.getTime())}: it asked us to slow down, or could not be reached.`,
      next: { says: 'It is sent after that, in its turn.', at: heldUntil, by: 'reelkeep', commands: [] },
      rule: {
        says: 'After a 429 nothing is created for as long as Retry-After says, else 30 to 60 s, and the rate is halved; after a POST that could not leave, for 10 to 20 s.',
        place: 'docs/decisions/0011-gates-probe-and-give-way.md',
      },
    }
  }
  if (perMinute === 0) {
    return {
      state: `${job.upstream} may create 0 jobs a minute, so nothing is sent there.`,
      next: {
        says: 'Somebody has to give it a rate again.',
        at: null,
        by: 'person',
        commands: [`reelkeep upstream set ${job.upstream} --requests-per-minute default`],
      },
      rule: { says: 'A rate of 0 stops creates at once.', place },
    }
  }
  const cut =
    gate === null || gate.rateCut >= 1 ? '' : `, at ${Math.round(gate.rateCut * 100)} % of it after a 429`
  return {
    state: `The creates that ${job.upstream} allows in a minute are used up${cut}.`,
    next: {
      says: 'It is sent when the rate allows the next one and its turn has come.',
      at: null,
      by: 'reelkeep',
      commands: [],
    },
    rule: { says: `${perMinute ?? 'So many'} creates a minute${cut}.`, place },
  }
}

const capNames = {
  batch: 'the budget of its batch',
  key: 'the cap of its key',
  day: 'the day’s cap of its key',
} as const

function waitForBudget(facts: ExplainFacts): StateWords {
  const { job, caps, reserveTicks, batch, key } = facts
  const met = caps.filter(({ leftTicks }) => reserveTicks === null || leftTicks < reserveTicks)
  const tightest = met.reduce<Cap | null>(
    (least, cap) => (least === null || cap.leftTicks < least.leftTicks ? cap : least),
    null,
  )
  const onlyDay = met.length > 0 && met.every(({ kind }) => kind === 'day')
  const commands = met.map(({ kind }) => raiseCommand(kind, facts))
  return {
    state:
      tightest === null
        ? 'A cap had no room for it a moment ago.'
        : `It needs ${moneyWords(reserveTicks)}, and ${capNames[tightest.kind]} has ${moneyWords(tightest.leftTicks)} left of ${moneyWords(tightest.capTicks)}${takenWords(tightest)}.`,
    next: {
      says: onlyDay
        ? 'It goes on by itself when the day turns, or sooner when the cap is raised.'
        : 'It goes on by itself when what others reserve is freed; else somebody raises the cap, or cancels it.',
      at: onlyDay ? (tightest?.endsAt ?? null) : null,
      by: onlyDay ? 'reelkeep' : 'person',
      commands: [...new Set([...commands, `reelkeep cancel ${job.id}`])],
    },
    rule: {
      says: 'Money is reserved in the very statement that claims a job, so that no number of workers can pass a cap; what is reserved, charged or possibly charged counts.',
      place:
        tightest === null
          ? 'docs/decisions/0025'
          : tightest.kind === 'batch'
            ? `budget_usd of batch ${batch?.name ?? job.batchId}`
            : `${tightest.kind === 'day' ? 'day_cap' : 'cap'} of ${key.id}${tightest.kind === 'day' ? ', by the days of REELKEEP_TZ' : ''}`,
    },
  }
}

function takenWords({ taken }: Cap): string {
  return committedTotal(taken) === 0n ? '' : `: ${commitmentWords(taken)}`
}

function raiseCommand(kind: Cap['kind'], { job, batch, key }: ExplainFacts): string {
  switch (kind) {
    case 'batch':
      return `reelkeep budget ${shellWord(batch?.name ?? job.batchId ?? 'BATCH')} USD`
    case 'key':
      return `reelkeep keys set ${key.id} --cap USD`
    case 'day':
      return `reelkeep keys set ${key.id} --day-cap USD`
    default:
      return assertNever(kind)
  }
}

function waitForPrice({ job, caps }: ExplainFacts): StateWords {
  const kinds = caps.map(({ kind }) => capNames[kind]).join(' and ') || 'a cap'
  return {
    state: `${job.model} has no price here, and ${kinds} applies to it: what nobody can price cannot be kept under a cap.`,
    next: {
      says: 'Somebody gives the model a price or a ceiling, and sends the row again.',
      at: null,
      by: 'person',
      commands: [`reelkeep cancel ${job.id}`],
    },
    rule: {
      says: 'Where a cap applies, a row needs a price, or max_price_usd, which is then reserved.',
      place: `upstreams.${job.upstream}.prices.${job.model}`,
    },
  }
}

function waitForStore({ store, now }: ExplainFacts): StateWords {
  const isFailing = store.closedKind !== 'at_risk'
  const since = store.closedAt === null ? '' : ` for ${spanWords(now.getTime() - store.closedAt.getTime())}`
  return {
    state: `Clips cannot be kept${since}, so none is bought${store.closedReason === null ? '' : `: ${store.closedReason}`}.`,
    next: {
      says: isFailing
        ? 'It goes on by itself as soon as a clip or a probe can be written; somebody has to make the store writable.'
        : 'It goes on by itself when enough of the clips that wait are kept.',
      at: null,
      by: isFailing ? 'person' : 'reelkeep',
      commands: ['reelkeep doctor'],
    },
    rule: {
      says: 'Nothing is bought while the store takes no clips, or while too many that were paid for wait to be kept.',
      place: isFailing ? 'docs/decisions/0017-do-not-buy-what-cannot-be-kept.md' : 'archive.at_risk_max_usd',
    },
  }
}
