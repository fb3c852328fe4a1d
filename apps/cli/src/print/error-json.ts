import { RequestError } from '../client/request-error.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'

/** Why a command did nothing, for a script: in the words and the envelope of the api where it was asked. */
export function errorJson(error: unknown, exitCode: ExitCode): string {
  const envelope =
    error instanceof RequestError
      ? error.envelope
      : { code: codeWords[exitCode], message: error instanceof Error ? error.message : String(error) }
  return JSON.stringify({ object: 'error', exit_code: exitCode, error: envelope }, null, 2)
}

const codeWords: Readonly<Record<ExitCode, string>> = {
  [exitCodes.done]: 'done',
  [exitCodes.incomplete]: 'incomplete',
  [exitCodes.usage]: 'usage',
  [exitCodes.unreachable]: 'unreachable',
  [exitCodes.overBudget]: 'over_budget',
}
