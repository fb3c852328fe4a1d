import { type Invariant, verdictOf } from './invariant.ts'

/** Asked once every fault is lifted and the run has had its time to come to rest. */
export const i4: Invariant = {
  name: 'I4',
  promise: 'nothing stuck',
  check: async ({ world }) => {
    const rows = await world.postgres.execute<{ id: string; state: string; waiting_for: string | null }>(`
      select id, state, waiting_for from jobs
      where state not in ('archived', 'failed', 'canceled', 'unconfirmed') and waiting_for is distinct from 'pause'`)
    const stuck = rows.map(
      ({ id, state, waiting_for }) => `${id} is ${state}${waiting_for ? `, waits for ${waiting_for}` : ''}`,
    )
    return verdictOf({ stuckJobs: stuck.length }, stuck)
  },
}
