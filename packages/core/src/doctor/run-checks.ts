/** What a check found. `message` and `fix` hold no key, no prompt and no signed link. */
export type CheckFinding = {
  readonly outcome: 'ok' | 'warning' | 'failed' | 'skipped'
  readonly message: string
  /** What to do about it; absent: nothing. */
  readonly fix?: string
}

export type Check = {
  readonly name: string
  /** Looks; `signal` ends it when its time is over. */
  readonly look: (signal: AbortSignal) => Promise<CheckFinding>
  /** What to do when it cannot be looked at in time or at all. */
  readonly fix: string
}

export type CheckReport = {
  readonly name: string
  readonly outcome: CheckFinding['outcome']
  readonly message: string
  /** Null: nothing is to be done. */
  readonly fix: string | null
  readonly took_ms: number
}

export type CheckIo = {
  /** Each check may take so long, in milliseconds. */
  readonly timeoutMs: number
  /** Rejects after so many milliseconds, or never when `signal` ends first. */
  readonly after: (ms: number, signal: AbortSignal) => Promise<never>
  readonly monotonicMs: () => number
  /** An error in our own words: without addresses, keys and a driver's text. */
  readonly describe: (error: unknown) => string
}

/** Looks at everything at once. One that hangs or throws is a failed check, and holds nobody else up. */
export function runChecks(checks: readonly Check[], io: CheckIo): Promise<CheckReport[]> {
  return Promise.all(checks.map((check) => runOne(check, io)))
}

async function runOne({ name, look, fix }: Check, io: CheckIo): Promise<CheckReport> {
  const beganMs = io.monotonicMs()
  const ending = new AbortController()
  const report = (finding: CheckFinding): CheckReport => ({
    name,
    outcome: finding.outcome,
    message: finding.message,
    fix: finding.fix ?? null,
    took_ms: Math.round(io.monotonicMs() - beganMs),
  })
  try {
    return report(await Promise.race([look(ending.signal), io.after(io.timeoutMs, ending.signal)]))
  } catch (error) {
    return report({ outcome: 'failed', message: io.describe(error), fix })
  } finally {
    ending.abort()
  }
}
