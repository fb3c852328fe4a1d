import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { CommandError, type ExitCode, exitCodes } from '../exit-codes.ts'
import type { Terminal } from '../terminal.ts'

export type MigrateOptions = { readonly dryRun?: boolean; readonly allowNewer?: boolean }

/** The shell speaks HTTP only: the room that speaks SQL has a program of its own. A bundle has it beside this one. */
const program = import.meta.url.endsWith('.ts')
  ? '../../../../packages/db/src/migrate-main.ts'
  : './migrate.js'

export async function migrate(
  { dryRun = false, allowNewer = false }: MigrateOptions,
  { terminal, json }: { readonly terminal: Terminal; readonly json: boolean },
): Promise<ExitCode> {
  const args = [
    ...(dryRun ? ['--dry-run'] : []),
    ...(allowNewer ? ['--allow-newer'] : []),
    ...(json ? ['--json'] : []),
  ]
  const child = spawn(process.execPath, [fileURLToPath(new URL(program, import.meta.url)), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.err += text
  })
  await once(child, 'close')
  if (child.exitCode !== exitCodes.done) {
    const code = Object.values(exitCodes).find((known) => known === child.exitCode) ?? exitCodes.incomplete
    throw new CommandError(said.err.trimEnd(), code)
  }
  terminal.print(said.out.trimEnd())
  return exitCodes.done
}
