import { setTimeout as delay } from 'node:timers/promises'
import { describeError, type Log } from './log.ts'

/** One named part of going down, and how long it may take before the next begins all the same. */
export type ShutdownPhase = {
  readonly name: string
  readonly deadlineMs: number
  readonly run: () => void | Promise<void>
}

/** Runs the phases in their order. A phase that fails or is late is reported and never stops the ones after it. */
export async function runShutdown(phases: readonly ShutdownPhase[], log: Log): Promise<void> {
  for (const phase of phases) {
    const startedMs = performance.now()
    const outcome = await runPhase(phase, log)
    const durationMs = Math.round(performance.now() - startedMs)
    log.info({ phase: phase.name, outcome, duration_ms: durationMs }, 'shutdown')
  }
}

async function runPhase(phase: ShutdownPhase, log: Log): Promise<'done' | 'late' | 'failed'> {
  const timer = new AbortController()
  try {
    const work = Promise.resolve(phase.run()).then(() => 'done' as const)
    const late = delay(phase.deadlineMs, 'late' as const, { signal: timer.signal })
    // Whichever loses the race must not end the process with an unhandled rejection.
    work.catch(() => undefined)
    late.catch(() => undefined)
    return await Promise.race([work, late])
  } catch (error) {
    log.error({ phase: phase.name, error: describeError(error) }, 'shutdown phase failed')
    return 'failed'
  } finally {
    timer.abort()
  }
}
