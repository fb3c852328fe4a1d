import type { Terminal } from '../src/terminal.ts'

/** A terminal that keeps what is written to it, and answers no question. */
export function aTerminal(): Terminal & { printed(): string; noted(): string } {
  const printed: string[] = []
  const noted: string[] = []
  return {
    print: (text) => void printed.push(text),
    pour: async (lines) => {
      for await (const bytes of lines) printed.push(Buffer.from(bytes).toString())
    },
    note: (text) => void noted.push(text),
    redraw: () => {},
    endRedraw: () => {},
    confirm: async () => false,
    isInteractive: false,
    width: Number.POSITIVE_INFINITY,
    printed: () => printed.join('\n'),
    noted: () => noted.join('\n'),
  }
}
