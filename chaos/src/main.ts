/**
 * `npm run chaos`: plays the rows of the fault matrix on real services and processes, and checks every promise after
 * every run.
 */
import { writeFile } from 'node:fs/promises'
import process from 'node:process'
import { playNaive } from './naive/play-naive.ts'
import { help, type Options, readOptions } from './options.ts'
import { type Play, playAll } from './play-all.ts'
import { lineOf, tablesOf } from './report.ts'
import type { Row } from './row.ts'
import { allRows } from './rows/all-rows.ts'
import { playSabotages } from './sabotage/play-sabotages.ts'

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
  if (options.isSabotage) {
    const isNoticed = await playSabotages(allRows, options.seed, (line) => console.log(line))
    return isNoticed ? 0 : 1
  }
  if (options.isNaive) {
    await playNaive({ ...options, say: (line) => console.log(line) })
    return 0
  }
  return playRows(rows, options)
}

async function playRows(rows: readonly Row[], options: Options): Promise<number> {
  const results = await playAll(playsOf(rows, options), {
    parallel: options.parallel,
    keeps: options.keeps,
    onResult: (result) => console.log(lineOf(result)),
    say: (line) => console.log(line),
  })
  console.log(`\n${tablesOf(rows, results)}`)
  if (options.jsonFile !== null) await writeFile(options.jsonFile, JSON.stringify(results, null, 2))
  const red = results.filter(({ isGreen }) => !isGreen).length
  console.log(`\n${results.length - red} passed, ${red} failed`)
  return red === 0 ? 0 : 1
}

/** Seed by seed, so that a row that breaks is seen soon whatever the number of seeds. */
function playsOf(rows: readonly Row[], { seed, repeat }: Options): Play[] {
  const seeds = Array.from({ length: repeat }, (_, index) => seed + index)
  return seeds.flatMap((each) => rows.map((row) => ({ row, seed: each })))
}

function rowsOf({ rows, isGate }: Options): readonly Row[] {
  const known = allRows.map(({ number }) => number)
  const unknown = rows?.find((number) => !known.includes(number))
  if (unknown !== undefined) throw new Error(`there is no row ${unknown}; --list shows those there are`)
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
