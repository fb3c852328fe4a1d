import { measure } from '../invariants/i10-bounded.ts'
import { playRun, type RunResult } from '../play-run.ts'
import type { Row } from '../row.ts'
import { openChaosWorld } from '../world/open-world.ts'
import { allSabotages } from './all-sabotages.ts'
import type { Sabotage } from './sabotage.ts'

/** A row draws its faults; one that spares the missing guard by chance is played again with other draws. */
const seedsMax = 4

/** Each guard removed in turn, in a world of its own. True when every removal was noticed. */
export async function playSabotages(
  rows: readonly Row[],
  firstSeed: number,
  say: (line: string) => void,
): Promise<boolean> {
  let allNoticed = true
  for (const sabotage of allSabotages) {
    const noticed = await notice(sabotage, rows, firstSeed)
    allNoticed &&= noticed !== null
    const { name, removed, breaks, row } = sabotage
    say(
      noticed === null
        ? `✗ ${name}: ${breaks} held in ${seedsMax} seeds of row ${row}, though this was gone: ${removed}`
        : `✓ ${name}: ${breaks} red in row ${row}, seed ${noticed.seed}, without this guard: ${removed}`,
    )
    for (const offender of noticed?.verdicts[breaks]?.offenders.slice(0, 2) ?? []) say(`    ${offender}`)
  }
  return allNoticed
}

async function notice(
  sabotage: Sabotage,
  rows: readonly Row[],
  firstSeed: number,
): Promise<RunResult | null> {
  const row = rows.find(({ number }) => number === sabotage.row)
  if (row === undefined) throw new Error(`there is no row ${sabotage.row} for ${sabotage.name}`)
  const world = await openChaosWorld(firstSeed, sabotage.name)
  try {
    await world.atRest()
    const baseline = await measure(world)
    for (let seed = firstSeed; seed < firstSeed + seedsMax; seed += 1) {
      const result = await playRun(row, seed, world, baseline)
      if (result.verdicts[sabotage.breaks]?.holds === false) return result
      await world.atRest()
    }
    return null
  } finally {
    await world.close(false)
  }
}
