import type { JobState, Run } from '../row.ts'
import { listed } from './evidence.ts'

export type GateRow = {
  readonly upstream: string
  readonly closed_kind: string | null
  readonly closed_reason: string | null
}

export async function gatesOf(run: Run, jobs: readonly JobState[]): Promise<readonly GateRow[]> {
  return run.world.postgres.execute<GateRow>(
    `select upstream, closed_kind, closed_reason from upstream_gates
     where upstream in (select upstream from jobs where id in (${listed(jobs.map(({ id }) => id))}))`,
  )
}

/** What a person does once the trouble is over: opens the gates, which also forgets losses and rate limits. */
export async function reopenGates(run: Run): Promise<void> {
  const gates = await run.world.postgres.execute<GateRow>(`select upstream from upstream_gates`)
  for (const { upstream } of gates) {
    // A gate of an upstream that this configuration does not have is nobody's to open.
    await run.world.api.call('PATCH', `/v1/upstreams/${upstream}`, { paused: false })
  }
}

/** Until every job is final or unconfirmed, a person opening whatever gate closes on the way. */
export async function restWithOpenGates(run: Run, jobs: () => Promise<readonly JobState[]>): Promise<void> {
  await run.world.until(
    'every job of the row is final or unconfirmed',
    async () => {
      const now = await jobs()
      if (now.every(isAtRest)) return true
      const gates = await gatesOf(run, now)
      if (gates.some(({ closed_kind }) => closed_kind !== null)) await reopenGates(run)
      return false
    },
    30_000,
  )
}

export function isAtRest({ state }: JobState): boolean {
  return ['archived', 'failed', 'canceled', 'unconfirmed'].includes(state)
}
