import { type Decision, decide, type JobEvent, type Verdict } from '../../src/index.ts'
import type { Decide } from './world.ts'

/** The real decision, spoiled where `how` says so. */
export function spoil(
  types: readonly JobEvent['type'][],
  how: (decision: Decision, ...asked: Parameters<Decide>) => Partial<Decision> | null,
): Decide {
  return (job, event, context) => {
    const verdict = decide(job, event, context)
    if (verdict.outcome === 'ignored' || !types.includes(event.type)) return verdict
    const spoiled = how(verdict.decision, job, event, context)
    return spoiled === null ? verdict : { outcome: 'decided', decision: { ...verdict.decision, ...spoiled } }
  }
}

/** Another event is decided upon than the one that happened. */
export function mistake(
  type: JobEvent['type'],
  instead: (...asked: Parameters<Decide>) => Verdict | null,
): Decide {
  return (job, event, context) => {
    const verdict = event.type === type ? instead(job, event, context) : null
    return verdict ?? decide(job, event, context)
  }
}
