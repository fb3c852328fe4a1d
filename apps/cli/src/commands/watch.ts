import { setTimeout as wait } from 'node:timers/promises'
import { patiently } from '../client/patiently.ts'
import type { Batch } from '../client/shapes.ts'
import type { CommandContext } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { listenForInterrupt } from '../interrupt.ts'
import { batchSummary, ended, isOverBudget } from '../print/batch-line.ts'
import { counted } from '../print/counted.ts'
import { money } from '../print/money.ts'
import { openPace } from '../print/pace.ts'
import { watchLine } from '../print/watch-line.ts'
import { findBatchId } from './find-batch.ts'
import { pausedUpstreams } from './paused-upstreams.ts'
import { isSettled } from './settled.ts'

const askEveryMs = 1000
/** Without a terminal a line is printed this often at most, and only when something moved. */
const sayEveryMs = 10_000

/** Follows a batch until nothing moves by itself any more. Leaving changes nothing about the batch. */
export async function watch(context: CommandContext, idOrName: string): Promise<ExitCode> {
  const { client, terminal, json } = context
  const id = await findBatchId(client, idOrName)
  using interrupt = listenForInterrupt()
  const pace = openPace()
  const ask = patiently(terminal)
  let said = { text: '', at: Number.NEGATIVE_INFINITY }
  while (!interrupt.signal.aborted) {
    const batch = await ask(() => client.get<Batch>(`/v1/batches/${encodeURIComponent(id)}`))
    if (batch !== null) {
      const now = performance.now()
      pace.see(ended(batch.counts), now)
      const text = watchLine(batch, { perMinute: pace.perMinute(), when: context.when })
      terminal.redraw(text)
      if (!terminal.isInteractive && !json && text !== said.text && now - said.at >= sayEveryMs) {
        terminal.note(text)
        said = { text, at: now }
      }
      if (isSettled(batch)) return finish(context, batch, [])
      const paused = await ask(() => pausedUpstreams(client, batch))
      if (paused !== null && paused.length > 0) return finish(context, batch, paused)
    }
    await pause(interrupt.signal)
  }
  terminal.endRedraw()
  terminal.note(
    `No longer watching; the batch goes on. Watch it again: reelkeep watch ${id}. To stop it: reelkeep pause ${id}`,
  )
  return exitCodes.incomplete
}

async function pause(signal: AbortSignal): Promise<void> {
  try {
    await wait(askEveryMs, undefined, { signal })
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

function finish({ terminal, json }: CommandContext, batch: Batch, paused: readonly string[]): ExitCode {
  terminal.endRedraw()
  terminal.print(
    json ? JSON.stringify(batch, null, 2) : [batchSummary(batch), ...endWords(batch, paused)].join('\n'),
  )
  const isWhole = batch.counts.archived === batch.counts.total && batch.needs_attention.length === 0
  // Not `overBudget`: that says that nothing was sent.
  return isWhole && !isOverBudget(batch) ? exitCodes.done : exitCodes.incomplete
}

/** Why watching ends although rows are left. */
function endWords(batch: Batch, paused: readonly string[]): string[] {
  const { state, counts } = batch
  if (paused.length > 0) {
    return paused.map(
      (name) => `a person paused ${name}, so nothing more is sent there: reelkeep upstream resume ${name}`,
    )
  }
  if (state === 'paused') {
    return [`${pauseWords(batch.pause)}, so nothing more is sent: reelkeep resume ${batch.id}`]
  }
  if (state === 'running' && counts.unconfirmed > 0) {
    return [
      `in doubt: reelkeep list jobs --batch ${batch.id} --state unconfirmed, then reelkeep resolve JOB --help`,
    ]
  }
  return counts.failed > 0
    ? [`failed: reelkeep list jobs --batch ${batch.id} --state failed, then reelkeep retry ${batch.id}`]
    : []
}

type Pause = NonNullable<Batch['pause']>

function pauseWords(pause: Batch['pause']): string {
  switch (pause?.reason) {
    case 'trial':
      return `the trial is over${triedWords(pause.detail)} and waits for your approval`
    case 'stop_when':
      return 'too much went wrong'
    case 'restored':
      return 'it came back from the bucket and waits for a look'
    case 'by_user':
      return 'paused by a person'
    default:
      return 'paused'
  }
}

/** " (5 rows, 15 clips, $9.00 charged)"; empty of a pause that says less. */
function triedWords({
  tried_rows: rows,
  tried_clips: clips,
  charged_ticks: charged,
}: Pause['detail']): string {
  if (typeof rows !== 'number' || typeof clips !== 'number') return ''
  const cost = typeof charged === 'string' ? `, ${money(charged)} charged` : ''
  return ` (${counted(rows, 'row')}, ${counted(clips, 'clip')}${cost})`
}
