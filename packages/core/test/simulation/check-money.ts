import { isFinal, type Job, type LedgerEntry, type Submission } from '../../src/index.ts'
import { holds } from './invariant.ts'
import { priceTicks } from './upstream.ts'
import type { World } from './world.ts'

/** What must hold of a job's money after every save: the row says what the ledger's accounts hold. */
export function checkMoney(world: World, job: Job): void {
  const { balances } = world.database
  const held = (account: string): bigint => balances.get(`${job.id} ${account}`) ?? 0n
  const differs = (column: string, account: string): (() => string) => {
    return () => `${job.id} ${column}, the ledger ${held(account)}`
  }
  holds(
    'the row agrees with the ledger',
    job.reservedTicks === held('reserved'),
    differs(`has ${job.reservedTicks} reserved`, 'reserved'),
  )
  holds(
    'the row agrees with the ledger',
    (job.contingentTicks ?? 0n) === held('at_risk'),
    differs(`has ${job.contingentTicks} at risk`, 'at_risk'),
  )
  holds(
    'the row agrees with the ledger',
    (job.chargedTicks ?? 0n) === held('spent'),
    differs(`is charged ${job.chargedTicks}`, 'spent'),
  )
  const isSettled = isFinal(job.state) || job.state === 'queued' || job.state === 'archiving'
  holds(
    'nothing stays reserved',
    !isSettled || job.reservedTicks === 0n,
    () => `${job.id} is ${job.state} and reserves ${job.reservedTicks}`,
  )
  checkRisk(world, job)
  const all = [...balances].filter(([account]) => account.startsWith('all '))
  const sum = all.reduce((total, [, ticks]) => total + ticks, 0n)
  holds('debits equal credits', sum === 0n, () => `the accounts add up to ${sum}`)
}

/** At most what one submission can cost, once, and nothing where everything about it is known. */
function checkRisk({ database, life }: World, { id, submission }: Job): void {
  const history = database.histories.get(id) ?? []
  for (const each of database.submissions.values()) {
    if (each.jobId !== id) continue
    const current = each.id === submission?.id ? submission : each
    const atRisk = database.balances.get(`${each.id} at_risk`) ?? 0n
    const isOrphaned = history.some(
      ({ kind, detail }) => kind === 'submission-orphaned' && detail.submission === each.id,
    )
    const most = isOrphaned || isInDoubt(current, life.isPriced) ? priceTicks : 0n
    holds(
      'at risk only where in doubt',
      atRisk >= 0n && atRisk <= most,
      () => `${each.id} is ${current.status} and has ${atRisk} at risk`,
    )
  }
}

function isInDoubt({ status }: Submission, isPriced: boolean): boolean {
  if (['unknown', 'written_off', 'failed', 'rejected', 'resolved_absent'].includes(status)) return true
  // Charged, nobody knows how much: the maximum stays at risk.
  return status === 'finished' || status === 'accepted' ? !isPriced : false
}

/** At the end our books are compared with the upstream's, submission by submission. */
export function checkBills({ upstream, database, witness }: World): void {
  const charges = [...database.ledger.values()].filter(({ kind }) => kind === 'charged')
  const bySubmission = Map.groupBy(charges, ({ submissionId }) => submissionId)
  for (const submission of database.submissions.values()) {
    const own = bySubmission.get(submission.id) ?? []
    holds('one charge per submission', own.length <= 1, () => own.map(keyOf).join(' and '))
    if (witness.misjudged.has(submission.id)) continue
    const bill = upstream.bills.get(submission.id) ?? 0n
    const [charge] = own
    if (charge === undefined) {
      const atRisk = database.balances.get(`${submission.id} at_risk`) ?? 0n
      const isOnTheBooks = bill === 0n || atRisk > 0n || isRiskUnknown(database.ledger.values(), submission)
      holds('no bill is missing', isOnTheBooks, () => `${submission.id} was billed ${bill}`)
    } else if (charge.ticks !== null) {
      const { ticks } = charge
      holds('the charge is the bill', ticks === bill, () => `${charge.chargeKey} ${ticks}, billed ${bill}`)
    }
  }
}

function keyOf({ chargeKey }: LedgerEntry): string {
  return chargeKey
}

/** At risk with an amount that nobody knows. */
function isRiskUnknown(ledger: Iterable<LedgerEntry>, { id }: Submission): boolean {
  return [...ledger].some(
    ({ kind, ticks, submissionId }) => kind === 'contingent' && ticks === null && submissionId === id,
  )
}
