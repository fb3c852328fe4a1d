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
import { playBreaks } from './sabotage/play-breaks.ts'
import { playSabotages } from './sabotage/play-sabotages.ts'
import { soakOf } from './soak.ts'
import { hasRedis } from './world/find-redis.ts'
import { type Section, writeReport } from './write-report.ts'

const exitCodeBadUsage = 2
const exitCodeInterrupted = 130

// A connection that a fault left half open must not keep us when all is said.
process.exit(await main())

async function main(): Promise<number> {
  const options = readOptionsOrExplain()
  if (options === null) return exitCodeBadUsage
  if (options.isHelp) {
    process.stdout.write(help)
    return 0
  }
  const known = allRows.map(({ number }) => number)
  const unknown = options.rows?.find((number) => !known.includes(number))
  if (unknown !== undefined) {
    console.error(`there is no row ${unknown}; --list shows those there are`)
    return exitCodeBadUsage
  }
  const rows = rowsOf(options)
  const signal = stopsOnSignal()
  if (options.isList) {
    for (const { number, fault, expected } of rows) console.log(`${number}\t${fault} → ${expected}`)
    return 0
  }
  if (options.isSabotage) {
    const lines: string[] = []
    const say = (line: string) => {
      console.log(line)
      lines.push(line)
    }
    const isSeen = await playBreaks(options.seed, say)
    const isNoticed = (await playSabotages(allRows, options.seed, say)) && isSeen
    report('sabotage', lines.map((line) => `    ${line}`).join('\n'), options)
    return isNoticed ? 0 : 1
  }
  if (options.isNaive) {
    report('naive', await playNaive({ ...options, say: (line) => console.log(line) }), options)
    return 0
  }
  return playRows(options.soakMs === null ? rows : [soakOf(options.soakMs)], options, signal)
}

async function playRows(rows: readonly Row[], options: Options, signal: AbortSignal): Promise<number> {
  const plays = playsOf(rows, options)
  if (!(await hasRedis())) return skip(plays, options)
  const results = await playAll(plays, {
    parallel: options.parallel,
    keeps: options.keeps,
    signal,
    onResult: (result) => console.log(lineOf(result)),
    say: (line) => console.log(line),
  })
  const tables = tablesOf(rows, results)
  console.log(`\n${tables}`)
  await writeJson(options, { skipped: [], results })
  report(options.soakMs === null ? (options.isGate ? 'gate' : 'rows') : 'soak', tables, options)
  const red = results.filter(({ isGreen }) => !isGreen).length
  const unplayed = plays.length - results.length
  const stopped = unplayed === 0 ? '' : `, ${unplayed} not played`
  console.log(`\n${results.length - red} passed, ${red} failed${stopped}`)
  return red + unplayed === 0 ? 0 : 1
}

/** Ctrl-C ends after what is in hand, with the table of what was played; a second one ends at once. */
function stopsOnSignal(): AbortSignal {
  const stopping = new AbortController()
  const stop = () => {
    if (stopping.signal.aborted) process.exit(exitCodeInterrupted)
    console.log('stopping after what is in hand; once more ends it now')
    stopping.abort()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return stopping.signal
}

/** Nothing was shown, and nothing was broken: whoever counts is told what was not played. */
async function skip(plays: readonly Play[], options: Options): Promise<number> {
  const skipped = plays.map(
    ({ row, seed }) => `chaos row ${row.number}, seed ${seed}: no redis-server can be had here`,
  )
  await writeJson(options, { skipped, results: [] })
  for (const line of skipped) console.log(`skipped: ${line}`)
  return 0
}

function report(section: Section, text: string, { reportFile }: Options): void {
  if (reportFile !== null) writeReport(reportFile, section, process.argv.slice(2), text)
}

async function writeJson({ jsonFile }: Options, content: object): Promise<void> {
  if (jsonFile !== null) await writeFile(jsonFile, JSON.stringify(content, null, 2))
}

/** Seed by seed, so that a row that breaks is seen soon whatever the number of seeds. */
function playsOf(rows: readonly Row[], { seed, repeat }: Options): Play[] {
  const seeds = Array.from({ length: repeat }, (_, index) => seed + index)
  return seeds.flatMap((each) => rows.map((row) => ({ row, seed: each })))
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
