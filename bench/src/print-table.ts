import type { Engine, RunFigures } from './engine.ts'

/** Medians over the rounds, and each round's ratio to the plain worker of the same round. */
export function printTable(engines: readonly Engine[], figures: readonly RunFigures[], jobs: number): void {
  const rounds = new Set(figures.map((figure) => figure.round)).size
  console.log(`\n${jobs} jobs of one 4 KiB clip, ${rounds} alternating rounds, medians (min to max)\n`)
  console.log(
    '| engine | jobs/s | x plain worker | % of bare loop | engine core-ms/job | Postgres + Redis core-ms/job | MiB |',
  )
  console.log('|---|---|---|---|---|---|---|')
  for (const engine of engines) {
    const own = figures.filter((figure) => figure.engine === engine.name)
    const rates = own.map((figure) => figure.jobsPerSecond)
    const toPlain = own.map((figure) => figure.jobsPerSecond / rateOf(figures, 'plain', figure.round))
    const toBare = own.map((figure) => (100 * figure.jobsPerSecond) / rateOf(figures, 'bare', figure.round))
    console.log(
      `| ${[
        engine.title,
        `${median(rates).toFixed(0)} (${Math.min(...rates).toFixed(0)} to ${Math.max(...rates).toFixed(0)})`,
        median(toPlain).toFixed(2),
        median(toBare).toFixed(0),
        median(own.map((figure) => figure.workerMsPerJob)).toFixed(2),
        median(own.map((figure) => figure.storeMsPerJob)).toFixed(2),
        median(own.map((figure) => figure.memoryMib)).toFixed(0),
      ].join(' | ')} |`,
    )
  }
}

function rateOf(figures: readonly RunFigures[], engine: string, round: number | undefined): number {
  return (
    figures.find((figure) => figure.engine === engine && figure.round === round)?.jobsPerSecond ?? Number.NaN
  )
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}
