import {
  type Check,
  type CheckFinding,
  gateStateOf,
  judgeLateness,
  overdueReason,
  usdFromTicks,
} from '@reelkeep/core'
import {
  type Condition,
  databaseNow,
  type Gate,
  listImageHolders,
  listWorkers,
  readCondition,
  readGates,
  readStoreHealth,
} from '@reelkeep/db'
import { byteWords } from '../byte-words.ts'
import type { AppDeps } from '../deps.ts'

const aliveWithinMs = 30_000
const databaseFix = 'See that Postgres runs and that DATABASE_URL is right.'

/** How the rows, the gates and the workers do, whoever's jobs they are. */
export function conditionChecks({ db, upstreams, config }: AppDeps): Check[] {
  const condition = readCondition(db)
  condition.catch(() => undefined)
  const of = (name: string, judge: (condition: Condition) => CheckFinding): Check => ({
    name,
    look: async () => judge(await condition),
    fix: databaseFix,
  })
  return [
    { name: 'workers', look: () => lookAtWorkers({ db }), fix: databaseFix },
    ...upstreams.map(({ rules: { name } }) => ({
      name: `gate ${name}`,
      look: async () => judgeGate((await readGates(db, name))[0], await databaseNow(db)),
      fix: databaseFix,
    })),
    { name: 'keeping clips', look: () => lookAtKeeping({ db }), fix: databaseFix },
    of('lateness', ({ lateS }) => judgeLateness(lateS)),
    of('stuck rows', judgeStuck),
    of('clips at risk', judgeRisk),
    of('unconfirmed', judgeDoubts),
    { name: 'uploads', look: () => lookAtUploads({ db, config }), fix: databaseFix },
    of('damaged clips', ({ damaged }) =>
      damaged === 0
        ? { outcome: 'ok', message: 'none was found' }
        : {
            outcome: 'failed',
            message: `${damaged} kept clips are damaged or missing`,
            fix: 'reelkeep bulk rearchive; docs/runbook.md, "A damaged clip".',
          },
    ),
  ]
}

async function lookAtWorkers({ db }: Pick<AppDeps, 'db'>): Promise<CheckFinding> {
  const [workers, now] = await Promise.all([listWorkers(db), databaseNow(db)])
  const alive = workers.filter(({ beatAt }) => now.getTime() - beatAt.getTime() < aliveWithinMs)
  const inHand = alive.reduce((sum, worker) => sum + worker.inHand, 0)
  if (alive.length > 0) return { outcome: 'ok', message: `${alive.length} alive, ${inHand} steps in hand` }
  return {
    outcome: 'failed',
    message: 'none is alive',
    fix: 'Start a worker: npm start, or its container; its log says why it does not stay up.',
  }
}

const holdersShown = 3
/** From here on a person should hear of it before uploads are refused. */
const nearlyFull = 0.9

async function lookAtUploads({ db, config }: Pick<AppDeps, 'db' | 'config'>): Promise<CheckFinding> {
  const { maxBytes } = config.uploads
  const holders = await listImageHolders(db, holdersShown)
  const [first] = holders
  if (first === undefined)
    return { outcome: 'ok', message: `no owner holds images; each may hold ${byteWords(maxBytes)}` }
  const held = holders.map(({ name, bytes }) => `${name} ${byteWords(bytes)}`).join(', ')
  const message = `of the ${byteWords(maxBytes)} of images that an owner may hold, ${held}`
  if (first.bytes < maxBytes * nearlyFull) return { outcome: 'ok', message }
  return {
    outcome: 'warning',
    message,
    fix: `reelkeep --as-owner ${first.name} uploads delete --before DATE, or raise uploads.max_bytes in REELKEEP_CONFIG.`,
  }
}

function judgeGate(gate: Gate | undefined, now: Date): CheckFinding {
  if (gate === undefined) return { outcome: 'ok', message: 'open; nothing was sent there yet' }
  const resume = `reelkeep upstream resume ${gate.upstream}`
  switch (gateStateOf(gate, now)) {
    case 'open':
      return { outcome: 'ok', message: `open, ${gate.inFlight} in flight` }
    case 'held':
      return {
        outcome: 'ok',
        message: `open, held until ${gate.notBefore?.toISOString()} after a 429 or a POST that could not leave`,
      }
    case 'paused':
      return { outcome: 'warning', message: 'paused by a person', fix: resume }
    case 'probing':
      return {
        outcome: 'warning',
        message: `closed, and a single job tries it: ${gate.closedReason}`,
        fix: resume,
      }
    case 'closed':
      return {
        outcome: gate.closedKind === 'no_key' ? 'warning' : 'failed',
        message: `closed: ${gate.closedReason ?? overdueReason(gate.overdue, gate.maxOverdue ?? gate.overdue)}`,
        fix:
          gate.closedKind === 'no_key'
            ? 'Set its key and start the workers again, if it is to be used.'
            : `Mend the cause, then ${resume}`,
      }
  }
}

async function lookAtKeeping({ db }: Pick<AppDeps, 'db'>): Promise<CheckFinding> {
  const { closedAt, closedReason, failingSince } = await readStoreHealth(db)
  if (closedAt !== null) {
    return {
      outcome: 'failed',
      message: `none is bought since ${closedAt.toISOString()}: ${closedReason}`,
      fix: 'Make the store writable again; admission opens by itself with the first clip or probe that is kept.',
    }
  }
  if (failingSince === null) return { outcome: 'ok', message: 'clips are kept' }
  return {
    outcome: 'warning',
    message: `the store has failed since ${failingSince.toISOString()}`,
    fix: 'See the check "worker bucket".',
  }
}

function judgeStuck({ stuck, stuckJob }: Condition): CheckFinding {
  if (stuck === 0) return { outcome: 'ok', message: 'none' }
  return {
    outcome: 'failed',
    message: `${stuck} rows have been due for more than 10 minutes, ${stuckJob} among them`,
    fix: `reelkeep explain ${stuckJob}; then start the workers again.`,
  }
}

function judgeRisk({ atRisk, soonestLinkS }: Condition): CheckFinding {
  if (atRisk === 0) return { outcome: 'ok', message: 'none' }
  const left =
    soonestLinkS === null ? '' : `, the first link dies in ${Math.max(0, Math.round(soonestLinkS / 60))} min`
  return {
    outcome: soonestLinkS !== null && soonestLinkS < 600 ? 'failed' : 'warning',
    message: `${atRisk} clips are paid for and not kept yet${left}`,
    fix: 'reelkeep list --state archiving, and reelkeep explain JOB for each: a store that is away or a host that has to be allowed.',
  }
}

function judgeDoubts({ unconfirmed, unconfirmedTicks }: Condition): CheckFinding {
  if (unconfirmed === 0) return { outcome: 'ok', message: 'none' }
  const money = unconfirmedTicks === null ? 'an unknown amount' : `$${usdFromTicks(unconfirmedTicks)}`
  return {
    outcome: 'warning',
    message: `${unconfirmed} jobs may have been sent, and nobody knows; they may have cost ${money}`,
    fix: 'reelkeep list --state unconfirmed, look for each at its upstream, then reelkeep resolve JOB.',
  }
}
