import type { BatchReply } from './api.ts'
import { type Pace, paceOf, progressLine } from './progress-line.ts'

type Counts = BatchReply['counts']

export type Progress = { show(counts: Counts, nowMs: number): void; end(): void }

const sayEveryMs = 5_000
const paceOverMs = 15_000

/** On a terminal one line that redraws itself and follows its width; elsewhere a line now and then. */
export function openProgress(output: NodeJS.WriteStream): Progress {
  const marks: { atMs: number; archived: number }[] = []
  let drawn = false
  let said = { atMs: Number.NEGATIVE_INFINITY, text: '' }

  const pace = (counts: Counts, nowMs: number): Pace => {
    marks.push({ atMs: nowMs, archived: counts.archived })
    while (marks.length > 2 && nowMs - (marks[0]?.atMs ?? nowMs) > paceOverMs) marks.shift()
    return paceOf(marks, counts)
  }
  return {
    show(counts, nowMs) {
      const now = pace(counts, nowMs)
      if (output.isTTY) {
        output.write(`\r\u001B[2K${progressLine(counts, now, (output.columns || 80) - 1)}`)
        drawn = true
        return
      }
      const text = progressLine(counts, now, 160)
      if (nowMs - said.atMs < sayEveryMs || text === said.text) return
      said = { atMs: nowMs, text }
      output.write(`${text}\n`)
    },
    end() {
      if (drawn) output.write('\n')
    },
  }
}
