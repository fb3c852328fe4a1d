/**
 * `npm run chaos`: plays the rows of the fault matrix on real services and processes, and checks every promise after
 * every run.
 */
import process from 'node:process'
import { help, type Options, readOptions } from './options.ts'
import { playRun } from './play-run.ts'
import type { Row } from './row.ts'
import { allRows } from './rows/all-rows.ts'
import { openChaosWorld } from './world/open-world.ts'

const exitCodeBadUsage = 2

process.exitCode = await main()

async function main(): Promise<number> {
  const options = readOptionsOrExplain()
  if (options === null) return exitCodeBadUsage
  if (options.isHelp) {
    process.stdout.write(help)
    return 0
  }
  const rows = rowsOf(options)
  if (options.isList) {
    for (const { number, fault, expected } of rows) console.log(`${number}\t${fault} → ${expected}`)
    return 0
  }
  let red = 0
  const world = await openChaosWorld(options.seed)
  for (const row of rows) {
    for (let seed = options.seed; seed < options.seed + options.repeat; seed += 1) {
      await world.atRest()
      const result = await playRun(row, seed, world, {})
      if (!result.isGreen) red += 1
      console.log(
        `${result.isGreen ? '✓' : '✗'} row ${row.number} seed ${seed} fired ${result.fired} ${result.seconds.toFixed(1)} s`,
      )
      for (const complaint of result.complaints) console.log(`    ${complaint}`)
    }
  }
  if (options.keeps) console.log(world.dataDir)
  await world.close(options.keeps)
  return red === 0 ? 0 : 1
}

function rowsOf({ rows, isGate }: Options): readonly Row[] {
  return allRows.filter(
    ({ number, isReleaseGate }) => (rows === null || rows.includes(number)) && (!isGate || isReleaseGate),
  )
}

function readOptionsOrExplain(): Options | null {
  try {
    return readOptions(process.argv.slice(2))
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error} (npm run chaos -- --help)\n`)
    return null
  }
}
