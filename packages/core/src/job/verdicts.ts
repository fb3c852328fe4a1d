import type { Decision, Verdict } from './decision.ts'
import type { Job } from './job.ts'

const nothing: Decision = {
  changes: {},
  event: null,
  submission: null,
  ledger: [],
  clip: null,
  gate: null,
  notice: null,
  wake: null,
}

/** A decision that says only what it changes. */
export function decided(decision: Partial<Decision>): Verdict {
  return { outcome: 'decided', decision: { ...nothing, ...decision } }
}

/** The fact came too late, twice, or to the wrong job: harmless. */
export function ignored(job: Job, why: string): Verdict {
  return { outcome: 'ignored', why: `${why} (the job is ${job.state})` }
}

export function later(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms)
}
