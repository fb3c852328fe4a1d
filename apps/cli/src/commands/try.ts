import { randomUUID } from 'node:crypto'
import { resolve as resolvePath } from 'node:path'
import { RequestError } from '../client/request-error.ts'
import type { Exchange, Job, Upstream } from '../client/shapes.ts'
import type { CommandContext } from '../context.ts'
import { CommandError, type ExitCode, exitCodes } from '../exit-codes.ts'
import { money } from '../print/money.ts'
import { plainText } from '../print/plain-text.ts'
import { gateWords, priceWords } from '../print/upstream-words.ts'
import { exchangeLines } from '../try/exchange-lines.ts'
import { followTry } from '../try/follow-try.ts'
import { type PlannedJob, planTry, type TryOptions } from '../try/plan-try.ts'
import { type FixtureFolder, openFixtureFolder } from '../try/save-fixture.ts'
import { trySummary } from '../try/try-summary.ts'
import { findUpstream } from './find-upstream.ts'

export type { TryOptions }

/**
 * One real job, as cheap as the upstream sells one, followed to its end with every reply shown: what a person does
 * before paying for many.
 */
export async function tryUpstream(
  context: CommandContext,
  name: string,
  options: TryOptions,
): Promise<ExitCode> {
  const { client, terminal, json, callerDir } = context
  const upstream = await findUpstream(client, name)
  refuseShut(upstream)
  const planned = await planTry(client, upstream, options)
  terminal.note(planText(upstream, planned))
  await agree(context, planned, options)

  const today = new Date().toISOString().slice(0, 10)
  const shownDir = options.save ?? `./try-${name}-${today}`
  const folder = openFixtureFolder(resolvePath(callerDir, shownDir))
  const { id } = await create(context, planned)
  terminal.note(`${id} goes on whatever becomes of this command; reelkeep show ${id}\n`)

  const exchanges: Exchange[] = []
  const job = await followTry(id, context, async (exchange, present) => {
    exchanges.push(exchange)
    if (!json) terminal.print(exchangeLines(exchange, terminal.width))
    await save(folder, exchange, { on: today, present }, context)
  })
  const { gate } = await findUpstream(client, name)
  const files = folder.files()
  if (json) terminal.print(JSON.stringify({ job, exchanges, saved: { directory: shownDir, files } }, null, 2))
  else terminal.print(trySummary({ job, exchanges, gate, saved: { directory: shownDir, files } }))
  return job.state === 'archived' ? exitCodes.done : exitCodes.incomplete
}

/** Nothing would be sent, and the job would wait until somebody remembers it. */
function refuseShut(upstream: Upstream): void {
  const { name, configured, gate } = upstream
  if (!configured) {
    const variable = `${name.toUpperCase().replaceAll('-', '_')}_API_KEY`
    throw new CommandError(
      `${name} has no key, so nothing can be sent: set ${variable} and start the server again.`,
      exitCodes.usage,
    )
  }
  if (gate.state !== 'open' && gate.state !== 'held') {
    throw new CommandError(`${name} takes no jobs: ${plainText(gateWords(upstream))}`, exitCodes.usage)
  }
  const flag = stoppingFlag(upstream)
  if (flag !== null) {
    throw new CommandError(
      `${name} takes no jobs: a person set a limit to 0: reelkeep upstream set ${name} ${flag} default`,
      exitCodes.usage,
    )
  }
}

function stoppingFlag({ limits }: Upstream): string | null {
  if (limits.max_in_flight.live === 0) return '--max-in-flight'
  return limits.requests_per_minute.live === 0 ? '--requests-per-minute' : null
}

function planText(upstream: Upstream, { request, quotedTicks, model }: PlannedJob): string {
  const price =
    quotedTicks === null
      ? priceWords(upstream.name, model)
      : `${money(quotedTicks)} by ${upstream.price_version}`
  const lines: [string, string | null][] = [
    ['upstream', `${upstream.name} (${upstream.title}${upstream.simulated ? ', simulated' : ''})`],
    ['model', request.model],
    ['prompt', request.prompt],
    ['duration', request.duration === undefined ? null : `${request.duration} s`],
    ['ratio', request.aspect_ratio ?? null],
    ['resolution', request.resolution ?? null],
    ['price', price],
  ]
  return lines
    .filter((line): line is [string, string] => line[1] !== null)
    .map(([name, text]) => `${name.padEnd(10)} ${plainText(text)}`)
    .join('\n')
}

async function agree(
  { terminal }: CommandContext,
  { quotedTicks }: PlannedJob,
  { yes }: TryOptions,
): Promise<void> {
  if (yes) return
  const cost = quotedTicks === null ? 'at a price that nobody knows' : `for ${money(quotedTicks)}`
  if (!terminal.isInteractive) {
    throw new CommandError(`One job ${cost}. This costs money: add --yes to send it.`, exitCodes.usage)
  }
  if (!(await terminal.confirm(`Send one job ${cost}?`))) {
    throw new CommandError('Nothing was sent.', exitCodes.usage)
  }
}

async function create({ client }: CommandContext, { request }: PlannedJob): Promise<Job> {
  try {
    return await client.post<Job>('/v1/jobs', {
      body: { ...request, name: 'reelkeep try', priority: 9, keep_exchanges: true },
      idempotencyKey: randomUUID(),
    })
  } catch (error) {
    if (error instanceof RequestError && error.envelope.code === 'over_budget') {
      throw new CommandError(error.message, exitCodes.overBudget)
    }
    throw error
  }
}

/** A disk that is full must not end the look at a job that is paid for. */
async function save(
  folder: FixtureFolder,
  exchange: Exchange,
  { on, present }: { readonly on: string; readonly present: Job },
  { terminal }: CommandContext,
): Promise<void> {
  try {
    const file = await folder.save(exchange, { on, jobId: present.id, taskId: present.task_id })
    if (file !== null) terminal.note(`saved as ${file}`)
  } catch (error) {
    terminal.note(`not saved: ${error instanceof Error ? error.message : error}`)
  }
}
