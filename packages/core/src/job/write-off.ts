import type { DecideContext } from './decide.ts'
import type { Verdict } from './decision.ts'
import { failJob } from './fail-job.ts'
import type { Job } from './job.ts'
import { holdMaximum, releaseReservation } from './settle-money.ts'
import { decided } from './verdicts.ts'

/** The doubt stays on the books as contingent until a bill says otherwise; only the reservation goes back. */
export function writeOff(job: Job, why: string, context: DecideContext): Verdict {
  const reserved = releaseReservation(job)
  const maximum = holdMaximum(job)
  const verdict = failJob(
    job,
    {
      step: 'resolve',
      reason: 'written_off',
      upstreamStatus: why,
      submissionStatus: 'written_off',
      settle: false,
      changes: { ...reserved.changes, ...maximum.changes },
    },
    context,
  )
  if (verdict.outcome === 'ignored') return verdict
  return decided({ ...verdict.decision, ledger: [...reserved.ledger, ...maximum.ledger] })
}
