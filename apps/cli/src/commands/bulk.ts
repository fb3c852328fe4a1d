import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { patiently } from '../client/patiently.ts'
import { RequestError } from '../client/request-error.ts'
import type { BulkPreview, Operation } from '../client/shapes.ts'
import type { CommandContext } from '../context.ts'
import { CommandError, type ExitCode, exitCodes } from '../exit-codes.ts'
import { bulkQuestion, bulkSummary, previewLines } from '../print/bulk-words.ts'
import { progressBar } from '../print/progress-bar.ts'
import { checkNames } from './check-names.ts'
import { type JobFilterOptions, jobFilterOf } from './job-filter.ts'

export type BulkOptions = JobFilterOptions & {
  readonly id?: readonly string[]
  readonly priority?: string
  readonly includeModerated?: boolean
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly detach?: boolean
}

const lookEveryMs = 500
/** Jobs go on while a person reads; after so many changes the filter has to be narrower. */
const previewsMax = 5

/** One action on all jobs of a filter: what it would do and cost first, then a yes, then its progress to the end. */
export async function bulk(
  context: CommandContext,
  action: BulkPreview['action'],
  options: BulkOptions,
): Promise<ExitCode> {
  const { client, terminal, json } = context
  const wish = wishOf(action, options)
  await checkNames(client, options)
  for (let previews = 1; ; previews += 1) {
    const preview = await client.post<BulkPreview>('/v1/bulk', { body: { ...wish, dry_run: true } })
    if (options.dryRun || preview.accepted === 0) {
      terminal.print(json ? JSON.stringify(preview, null, 2) : previewLines(preview).join('\n'))
      return exitCodes.done
    }
    terminal.note(previewLines(preview).join('\n'))
    await agree(context, preview, options)
    try {
      const begun = await client.post<Operation>('/v1/bulk', {
        body: { ...wish, ...agreementOf(preview) },
        idempotencyKey: randomUUID(),
      })
      return await follow(context, begun, options.detach === true)
    } catch (error) {
      const isChanged = error instanceof RequestError && error.envelope.code === 'preview_changed'
      if (!isChanged || previews >= previewsMax) throw error
      terminal.note('Something changed meanwhile; this is what it would be now.')
    }
  }
}

function wishOf(action: BulkPreview['action'], { id, priority, includeModerated, ...options }: BulkOptions) {
  const filter = { ...jobFilterOf(options), ...(id === undefined ? {} : { ids: id }) }
  if (Object.keys(filter).length === 0) {
    throw new CommandError(
      `Say which jobs, such as --batch autumn --state failed. "reelkeep bulk ${action} --help" lists the filters.`,
      exitCodes.usage,
    )
  }
  if (action === 'retry' && includeModerated) return { action, filter, include_moderated: true }
  if (action !== 'prioritize') return { action, filter }
  const level = Number(priority ?? Number.NaN)
  if (Number.isInteger(level) && level >= 0 && level <= 9) return { action, filter, priority: level }
  throw new CommandError('Say how soon with --priority 0 to 9; 9 goes first.', exitCodes.usage)
}

/** What costs nothing may go on although a few more or fewer match by now; what costs does exactly what was shown. */
function agreementOf({ action, matched, token }: BulkPreview) {
  return action === 'retry' ? { confirm: token } : { expect: { matched_max: matched } }
}

async function agree(
  { terminal }: CommandContext,
  preview: BulkPreview,
  options: BulkOptions,
): Promise<void> {
  if (options.yes) return
  const question = bulkQuestion(preview)
  if (!terminal.isInteractive) throw new CommandError(`${question} Add --yes to do it.`, exitCodes.usage)
  if (!(await terminal.confirm(question))) throw new CommandError('Nothing was done.', exitCodes.usage)
}

async function follow(
  { client, terminal, json }: CommandContext,
  begun: Operation,
  isDetached: boolean,
): Promise<ExitCode> {
  let operation = begun
  const ask = patiently(terminal)
  while (operation.state === 'running' && !isDetached) {
    const handled = operation.done + operation.refused + operation.skipped + operation.problem_total
    terminal.redraw(`${progressBar(handled, operation.matched)} ${handled} of ${operation.matched}`)
    await delay(lookEveryMs)
    operation = (await ask(() => client.get<Operation>(`/v1/operations/${operation.id}`))) ?? operation
  }
  terminal.endRedraw()
  terminal.print(json ? JSON.stringify(operation, null, 2) : bulkSummary(operation).join('\n'))
  const isWhole = operation.state === 'running' || operation.done === operation.matched - operation.refused
  return isWhole && operation.problem_total === 0 && operation.state !== 'canceled'
    ? exitCodes.done
    : exitCodes.incomplete
}
