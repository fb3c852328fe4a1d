import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { confirm } from './confirm.ts'
import { cut } from './print/cut.ts'

/** What a command may do to the outside: print, ask, and know how wide the screen is. */
export type Terminal = {
  /** The answer itself: stdout. */
  readonly print: (text: string) => void
  /** An answer of any length as it comes: stdout. It ends early and well where its reader has had enough, as `head`. */
  readonly pour: (lines: AsyncIterable<Uint8Array>) => Promise<void>
  /** Progress, warnings, questions: stderr, so that pipes hold answers only. */
  readonly note: (text: string) => void
  /** One line that replaces itself; on no terminal nothing is shown. */
  readonly redraw: (text: string) => void
  readonly endRedraw: () => void
  readonly confirm: (question: string) => Promise<boolean>
  readonly isInteractive: boolean
  /** Columns that an answer may fill; Infinity where it goes into a file or a pipe, which cut nothing. */
  readonly width: number
}

/** Columns of a terminal that does not say, and of help that goes into a pipe. */
export const fallbackWidth = 100

export function openTerminal(): Terminal {
  const isInteractive = process.stdin.isTTY === true && process.stderr.isTTY === true
  const width = process.stdout.isTTY === true ? widthOf(process.stdout) : Number.POSITIVE_INFINITY
  let drawn = false
  const leaveLine = () => {
    if (drawn) process.stderr.write('\n')
    drawn = false
  }
  return {
    isInteractive,
    width,
    print: (text) => {
      leaveLine()
      process.stdout.write(`${text}\n`)
    },
    pour: async (lines) => {
      leaveLine()
      await pipeline(Readable.from(lines), process.stdout, { end: false }).catch((error) => {
        if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error
      })
    },
    note: (text) => {
      leaveLine()
      process.stderr.write(`${text}\n`)
    },
    redraw: (text) => {
      if (process.stderr.isTTY !== true) return
      drawn = true
      process.stderr.write(`\r\u001B[2K${cut(text, widthOf(process.stderr) - 1)}`)
    },
    endRedraw: leaveLine,
    confirm: (question) => {
      leaveLine()
      return confirm(question, { input: process.stdin, output: process.stderr })
    },
  }
}

/** A terminal that was never told its size says 0. */
function widthOf({ columns }: { readonly columns?: number }): number {
  return columns !== undefined && columns > 1 ? columns : fallbackWidth
}
