import { randomUUID } from 'node:crypto'
import type { CreatedKey } from '../client/shapes.ts'
import type { CommandContext } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { keyLines } from '../print/key-words.ts'
import { type KeyLimitOptions, keyLimits } from './key-limits.ts'

export type NewKeyOptions = Omit<KeyLimitOptions, 'name'> & {
  readonly scopes: string
  readonly owner?: string
}

/** The secret goes to standard output alone, so that a script can keep it and a person sees it once. */
export async function createKey(
  { client, terminal, json, when }: CommandContext,
  name: string,
  options: NewKeyOptions,
): Promise<ExitCode> {
  const body = {
    ...keyLimits(options, new Date()),
    name,
    scopes: options.scopes.split(',').map((scope) => scope.trim()),
    owner: options.owner,
  }
  const key = await client.post<CreatedKey>('/v1/keys', { body, idempotencyKey: randomUUID() })
  if (json) {
    terminal.print(JSON.stringify(key, null, 2))
    return exitCodes.done
  }
  const { secret, ...rest } = key
  terminal.note(keyLines(rest, when))
  terminal.note('')
  terminal.note(
    'The key, shown this once and kept nowhere: copy it now, for example into a password store. Whoever has it may do all of the above. Used as REELKEEP_API_KEY, or as "Authorization: Bearer …".',
  )
  terminal.print(secret ?? '')
  return exitCodes.done
}
