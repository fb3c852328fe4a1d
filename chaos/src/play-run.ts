import { allInvariants } from './invariants/all-invariants.ts'
import type { Baseline, Verdict } from './invariants/invariant.ts'
import { openRun } from './open-run.ts'
import type { InvariantName, Row } from './row.ts'
import type { OpenChaosWorld } from './world/open-world.ts'

export type RunResult = {
  readonly row: number
  readonly seed: number
  readonly isGreen: boolean
  readonly fired: number
  readonly seconds: number
  readonly verdicts: Readonly<Partial<Record<InvariantName, Verdict>>>
  /** Why it is red, one line each. */
  readonly complaints: readonly string[]
  /** Where its world's data was kept; null when it was not. */
  readonly kept: string | null
}

/** How long a healed world may take to come to rest. */
const settlesWithinMs = 30_000

/** One row once: the fault, then peace, then every promise held against the whole world. */
export async function playRun(
  row: Row,
  seed: number,
  world: OpenChaosWorld,
  baseline: Baseline,
): Promise<RunResult> {
  const startedMs = performance.now()
  const { run, fired, disappointments } = openRun(row, seed, world)
  const complaints: string[] = []
  await row.play(run).catch((error: unknown) => complaints.push(`the row broke off: ${wordsOf(error)}`))
  complaints.push(...disappointments())
  if (fired() === 0) complaints.push('the fault did not fire')
  await world.heal()
  await settle(world).catch((error: unknown) => complaints.push(wordsOf(error)))
  const verdicts = await checkAll(world, baseline)
  for (const [name, { offenders }] of Object.entries(verdicts)) {
    complaints.push(...offenders.map((offender) => `${name}: ${offender}`))
  }
  return {
    row: row.number,
    seed,
    isGreen: complaints.length === 0,
    fired: fired(),
    seconds: (performance.now() - startedMs) / 1_000,
    verdicts,
    complaints,
    kept: null,
  }
}

/** Whatever is still under way after the faults may end; what does not is I4's to name. */
async function settle(world: OpenChaosWorld): Promise<void> {
  await world.until(
    'a healed world comes to rest',
    async () => {
      const [row] = await world.postgres.execute<{ moving: number }>(`
        select count(*)::int as moving from jobs
        where state not in ('archived', 'failed', 'canceled', 'unconfirmed') and waiting_for is distinct from 'pause'`)
      return row?.moving === 0
    },
    settlesWithinMs,
  )
}

export async function checkAll(
  world: OpenChaosWorld,
  baseline: Baseline,
): Promise<Partial<Record<InvariantName, Verdict>>> {
  const tasks = await world.upstream.tasks()
  const verdicts: Partial<Record<InvariantName, Verdict>> = {}
  for (const { name, check } of allInvariants) verdicts[name] = await check({ world, tasks, baseline })
  return verdicts
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
