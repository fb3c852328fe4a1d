import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { patiently } from '../client/patiently.ts'
import type { Operation } from '../client/shapes.ts'
import type { CommandContext } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { counted } from '../print/counted.ts'
import { plainText } from '../print/plain-text.ts'

export type RebuildOptions = { readonly dryRun?: boolean }

const lookEveryMs = 500
const problemsShown = 50

/** Has the server put back what only the bucket knows, and follows it to its end. */
export async function rebuild(context: CommandContext, options: RebuildOptions): Promise<ExitCode> {
  const { client, terminal, json } = context
  const isDryRun = options.dryRun === true
  let operation = await client.post<Operation>('/v1/rebuild', {
    body: { dry_run: isDryRun },
    idempotencyKey: randomUUID(),
  })
  const ask = patiently(terminal)
  while (operation.state === 'running') {
    terminal.redraw(progressWords(operation))
    await delay(lookEveryMs)
    operation = (await ask(() => client.get<Operation>(`/v1/operations/${operation.id}`))) ?? operation
  }
  terminal.endRedraw()
  terminal.print(json ? JSON.stringify(operation, null, 2) : summary(operation))
  return operation.state === 'finished' && operation.problem_total === 0
    ? exitCodes.done
    : exitCodes.incomplete
}

function progressWords({ matched, done, skipped, problem_total }: Operation): string {
  return `${matched} found · ${done} restored · ${skipped} there already · ${counted(problem_total, 'problem')}`
}

function summary(operation: Operation): string {
  const { matched, done, skipped, problems, problem_total: total, options } = operation
  const isDryRun = options.dry_run === true
  const end =
    done === 0 && total === 0
      ? 'Nothing to restore: the database has all that the bucket knows.'
      : isDryRun
        ? 'Nothing was changed: run it without --dry-run to restore.'
        : ''
  return [
    `${counted(matched, 'job')} found in the bucket: ${done} ${isDryRun ? 'would be restored' : 'restored'}, ${skipped} there already.`,
    ...(total === 0 ? [] : [`${counted(total, 'problem')}:`]),
    ...problems.slice(0, problemsShown).map(({ where, message }) => `  ${where}: ${message}`),
    ...(total > problemsShown
      ? [`  … all that are kept: --json, or GET /v1/operations/${operation.id}`]
      : []),
    ...(operation.state === 'failed' ? ['It did not come to its end.'] : []),
    ...(end === '' ? [] : [end]),
  ]
    .map(plainText)
    .join('\n')
}
