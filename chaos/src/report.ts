import { allInvariants } from './invariants/all-invariants.ts'
import type { RunResult } from './play-run.ts'
import type { Row } from './row.ts'

export function lineOf(result: RunResult): string {
  const { row, seed, isGreen, fired, seconds, complaints } = result
  const line = `${isGreen ? '✓' : '✗'} row ${row} seed ${seed}: fired ${fired}, ${seconds.toFixed(1)} s`
  if (isGreen) return line
  return [line, ...complaints.map((complaint) => `    ${complaint}`), `    again: ${commandOf(result)}`].join(
    '\n',
  )
}

function commandOf({ row, seed }: RunResult): string {
  return `npm run chaos -- --row ${row} --seed ${seed}`
}

/** As Markdown, which a terminal shows well enough: the rows, then the promises with what was measured. */
export function tablesOf(rows: readonly Row[], results: readonly RunResult[]): string {
  return [...rowTable(rows, results), '', ...invariantTable(results)].join('\n')
}

function rowTable(rows: readonly Row[], results: readonly RunResult[]): string[] {
  const byRow = Map.groupBy(results, ({ row }) => row)
  return [
    '| row | fault | seeds | passed | fired | held | median s |',
    '| ---: | --- | ---: | ---: | ---: | --- | ---: |',
    ...rows.flatMap(({ number, fault, isReleaseGate }) => {
      const runs = byRow.get(number)
      if (runs === undefined) return []
      const passed = runs.filter(({ isGreen }) => isGreen).length
      const fired = runs.reduce((sum, run) => sum + run.fired, 0)
      const seconds = median(runs.map((run) => run.seconds)).toFixed(1)
      const name = isReleaseGate ? `**${number}**` : `${number}`
      return [`| ${name} | ${fault} | ${runs.length} | ${passed} | ${fired} | ${heldIn(runs)} | ${seconds} |`]
    }),
  ]
}

function heldIn(runs: readonly RunResult[]): string {
  const broken = allInvariants.filter(({ name }) =>
    runs.some(({ verdicts }) => verdicts[name]?.holds !== true),
  )
  return broken.length === 0 ? 'I1–I10' : `all but ${broken.map(({ name }) => name).join(', ')}`
}

function invariantTable(results: readonly RunResult[]): string[] {
  return [
    '| promise | checked | held | figures over all checks |',
    '| --- | ---: | ---: | --- |',
    ...allInvariants.map(({ name, promise }) => {
      const verdicts = results.flatMap(({ verdicts: each }) => each[name] ?? [])
      const held = verdicts.filter(({ holds }) => holds).length
      return `| ${name} ${promise} | ${verdicts.length} | ${held} | ${figuresOf(verdicts.map(({ figures }) => figures))} |`
    }),
  ]
}

/** A check sees the whole world so far, so figures do not add up over checks: the largest is told. */
function figuresOf(all: readonly Readonly<Record<string, number>>[]): string {
  const names = [...new Set(all.flatMap((figures) => Object.keys(figures)))]
  return names
    .map((name) => `${wordsOf(name)} up to ${Math.max(...all.map((each) => each[name] ?? 0))}`)
    .join(', ')
}

function wordsOf(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace('mi b', 'MiB')
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const [low = 0, high = low] = [
    sorted[Math.floor((sorted.length - 1) / 2)],
    sorted[Math.floor(sorted.length / 2)],
  ]
  return (low + high) / 2
}
