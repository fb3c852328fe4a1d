import type { Comparison } from './compare-with-naive.ts'
import type { Losses } from './count-losses.ts'

const ticksPerCent = 10n ** 8n

/** A line for each system and fault, then the sums. Markdown, so that it can stand in a page as it is. */
export function lossesTable(comparisons: readonly Comparison[]): string {
  const lines = comparisons.flatMap(({ row, fault, naive, reelkeep }) => [
    lineOf(String(row), fault, 'naive', naive),
    lineOf('', '', 'Reelkeep', reelkeep),
  ])
  const sums = [
    lineOf('', '**all**', 'naive', sumOf(comparisons.map(({ naive }) => naive))),
    lineOf('', '', 'Reelkeep', sumOf(comparisons.map(({ reelkeep }) => reelkeep))),
  ]
  return [
    '| row | fault | | asked | kept | creations | paid twice | | paid and lost | bad files | held for a person | stuck |',
    '| --: | --- | --- | --: | --: | --: | --: | --: | --: | --: | --: | --: |',
    ...lines,
    ...sums,
  ].join('\n')
}

function lineOf(row: string, fault: string, system: string, losses: Losses): string {
  const { asked, kept, creations, paidTwice, paidTwiceTicks, lost, badFiles, held, stuck } = losses
  const dollars = `$${(Number(paidTwiceTicks / ticksPerCent) / 100).toFixed(2)}`
  const cells = [row, fault, system, asked, kept, creations, paidTwice, dollars, lost, badFiles, held, stuck]
  return `| ${cells.join(' | ')} |`
}

function sumOf(all: readonly Losses[]): Losses {
  const add = (pick: (losses: Losses) => number) => all.reduce((total, losses) => total + pick(losses), 0)
  return {
    asked: add(({ asked }) => asked),
    kept: add(({ kept }) => kept),
    creations: add(({ creations }) => creations),
    paidTwice: add(({ paidTwice }) => paidTwice),
    paidTwiceTicks: all.reduce((ticks, { paidTwiceTicks }) => ticks + paidTwiceTicks, 0n),
    lost: add(({ lost }) => lost),
    badFiles: add(({ badFiles }) => badFiles),
    held: add(({ held }) => held),
    stuck: add(({ stuck }) => stuck),
  }
}
