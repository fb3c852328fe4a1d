/** What scripts branch on (CONTRACT: CLI). */
export const exitCodes = {
  done: 0,
  /** Some jobs failed, are unconfirmed or canceled, or need a person; or a watched batch was charged over its budget. */
  incomplete: 1,
  /** Bad usage or bad input, and what costs money without `--yes` and without a terminal. */
  usage: 2,
  unreachable: 3,
  /** The budget refused it, and nothing was sent. */
  overBudget: 4,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** Ends a command with a sentence for a person and a code for a script. */
export class CommandError extends Error {
  readonly exitCode: ExitCode

  constructor(message: string, exitCode: ExitCode) {
    super(message)
    this.name = 'CommandError'
    this.exitCode = exitCode
  }
}
