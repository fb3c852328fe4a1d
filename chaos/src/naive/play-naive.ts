import { writeFile } from 'node:fs/promises'
import { openChaosWorld } from '../world/open-world.ts'
import { compareWithNaive } from './compare-with-naive.ts'
import { lossesTable } from './losses-table.ts'

type NaiveOptions = {
  readonly seed: number
  readonly jsonFile: string | null
  readonly say: (line: string) => void
}

/**
 * Prints what the naive worker loses and pays twice, beside Reelkeep's figures, and returns the table. A comparison:
 * nothing of it is red.
 */
export async function playNaive({ seed, jsonFile, say }: NaiveOptions): Promise<string> {
  const world = await openChaosWorld(seed)
  try {
    const comparisons = await compareWithNaive(world, ({ row, fault, naive, reelkeep }) => {
      const wordsOf = ({ kept, asked, paidTwice }: typeof naive) =>
        `${kept} of ${asked} kept, ${paidTwice} paid twice`
      say(`row ${row}, ${fault}: naive ${wordsOf(naive)}; Reelkeep ${wordsOf(reelkeep)}`)
    })
    const table = lossesTable(comparisons)
    say(`\n${table}`)
    const asJson = (_key: string, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)
    if (jsonFile !== null) await writeFile(jsonFile, JSON.stringify(comparisons, asJson, 2))
    return table
  } finally {
    await world.close(false)
  }
}
