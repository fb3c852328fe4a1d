import type { CommandContext } from '../context.ts'
import type { ExitCode } from '../exit-codes.ts'

/** Runs a command with its context and remembers its exit code. */
export type Act = <Args extends unknown[]>(
  command: (context: CommandContext, ...args: Args) => Promise<ExitCode>,
) => (...args: Args) => Promise<void>
