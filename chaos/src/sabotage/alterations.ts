import type { World } from '@reelkeep/worker'

type Alteration = (world: World) => World

/** Guards that are taken out of a worker from outside, by swapping the part of its world that is the guard. */
const alterations: Readonly<Record<string, Alteration>> = {
  /** An accepted id waits for Postgres in memory only. */
  'spool-off': (world) => ({
    ...world,
    spool: { ...world.spool, keep: () => Promise.resolve(), left: () => Promise.resolve([]) },
  }),
}

export function alterationOf(name: string): Alteration {
  const alteration = alterations[name]
  if (alteration === undefined) throw new Error(`there is no sabotage called ${name}`)
  return alteration
}
