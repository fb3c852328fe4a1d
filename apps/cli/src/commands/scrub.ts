import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { patiently } from '../client/patiently.ts'
import type { Operation } from '../client/shapes.ts'
import type { CommandContext } from '../context.ts'
import { CommandError, type ExitCode, exitCodes } from '../exit-codes.ts'
import { counted } from '../print/counted.ts'
import { plainText } from '../print/plain-text.ts'
import { findBatchId } from './find-batch.ts'

export type ScrubOptions = {
  readonly batch?: string
  readonly job?: string
  readonly sample?: string
  readonly all?: boolean
}

type Wish = { batch: string } | { job: string } | { sample: number } | Record<string, never>

const lookEveryMs = 500
/** As many as the schedule looks at in one go. */
const sampleUsual = 20

/** Has stored clips read and hashed again, waits, and prints those that are not what was kept. */
export async function scrub(context: CommandContext, options: ScrubOptions): Promise<ExitCode> {
  const { client, terminal, json } = context
  let operation = await client.post<Operation>('/v1/scrub', {
    body: await wishOf(context, options),
    idempotencyKey: randomUUID(),
  })
  const ask = patiently(terminal)
  while (operation.state === 'running') {
    terminal.redraw(
      `${operation.done} of ${operation.matched} read · ${counted(operation.problem_total, 'problem')}`,
    )
    await delay(lookEveryMs)
    operation = (await ask(() => client.get<Operation>(`/v1/operations/${operation.id}`))) ?? operation
  }
  terminal.endRedraw()
  terminal.print(json ? JSON.stringify(operation, null, 2) : summary(operation))
  return operation.state === 'finished' && operation.problem_total === 0
    ? exitCodes.done
    : exitCodes.incomplete
}

async function wishOf(context: CommandContext, { batch, job, sample, all }: ScrubOptions): Promise<Wish> {
  const chosen = [batch, job, sample, all || undefined].filter((option) => option !== undefined)
  if (chosen.length > 1) {
    throw new CommandError('Choose one of --batch, --job, --sample and --all.', exitCodes.usage)
  }
  if (batch !== undefined) return { batch: await findBatchId(context.client, batch) }
  if (job !== undefined) return { job }
  if (all) return {}
  const count = Number(sample ?? sampleUsual)
  if (Number.isInteger(count) && count > 0) return { sample: count }
  throw new CommandError('--sample takes a whole number of clips.', exitCodes.usage)
}

function summary({ matched, done, skipped, problems, problem_total: total, id }: Operation): string {
  return [
    `${counted(done, 'clip')} of ${matched} read and hashed again${skipped > 0 ? `, ${skipped} lie in another bucket` : ''}.`,
    total === 0 ? 'Each is what was kept.' : `${counted(total, 'problem')}:`,
    ...problems.map(({ where, message }) => `  ${where}: ${message}`),
    ...(total > problems.length
      ? [`  … and ${total - problems.length} more; the first are kept by operation ${id}`]
      : []),
    ...(total === 0 ? [] : ['What to do about a damaged clip: docs/runbook.md, "A damaged clip"']),
  ]
    .map(plainText)
    .join('\n')
}
