import type { Sabotage } from './sabotage.ts'

const never = 86_400_000

/** Whoever began a thing is believed to end it: nobody looks after the dead. */
export const sweepOff: Sabotage = {
  name: 'sweep-off',
  removed: 'what a dead worker left behind is looked for in Postgres',
  breaks: 'I4',
  row: 2,
  alterConfig: (config) => ({ ...config, sweep: { ...config.sweep, everyMs: never } }),
}
