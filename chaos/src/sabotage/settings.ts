import type { Sabotage } from './sabotage.ts'

const never = 86_400_000

/** Doorbells are believed in: what Redis forgot is never rung again. */
export const sweepOff: Sabotage = {
  name: 'sweep-off',
  removed: 'rows whose time has passed are looked for in Postgres',
  breaks: 'I4',
  row: 8,
  alterConfig: (config) => ({ ...config, sweep: { ...config.sweep, everyMs: never } }),
}
