import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { readExport } from '../client/read-export.ts'
import type { CommandContext } from '../context.ts'
import { CommandError, type ExitCode, exitCodes } from '../exit-codes.ts'
import { listenForInterrupt } from '../interrupt.ts'
import { byteWords } from '../print/byte-words.ts'
import { counted } from '../print/counted.ts'
import { plainText } from '../print/plain-text.ts'
import { progressBar } from '../print/progress-bar.ts'
import { chooseRows } from '../pull/choose-rows.ts'
import { type ClipOutcome, fetchClip } from '../pull/fetch-clip.ts'
import { inParallel } from '../pull/in-parallel.ts'
import { writeManifest } from '../pull/manifest.ts'
import { openClip } from '../pull/open-clip.ts'
import { planPull, type WantedClip } from '../pull/plan-pull.ts'
import { findBatchId } from './find-batch.ts'

export type PullOptions = { readonly out: string; readonly only?: string; readonly superseded?: boolean }

const atATime = 4

/** Every clip of a batch as a file, verified; what is here already is not fetched again. */
export async function pull(context: CommandContext, batch: string, options: PullOptions): Promise<ExitCode> {
  const { client } = context
  const id = await findBatchId(client, batch)
  const all = (await readExport(client, id)).filter(({ isCurrent }) => isCurrent || options.superseded)
  const lines = options.only === undefined ? all : chooseRows(all, options.only)
  const { clips } = planPull(all)
  const chosen = new Set(lines.map(({ jobId }) => jobId))
  const wanted = clips.filter(({ jobId }) => chosen.has(jobId))
  const directory = resolve(context.callerDir, options.out)
  const results = await fetchAll(context, wanted, directory)
  const hasManifest = await writeManifest(directory, all, clips)
  if (!hasManifest) context.terminal.note('manifest.csv there is not ours, so it was left as it is')
  return say(context, { id, directory, results, without: planPull(lines).without })
}

type Result = WantedClip & ClipOutcome

async function fetchAll(
  { client, terminal }: CommandContext,
  clips: readonly WantedClip[],
  directory: string,
): Promise<Result[]> {
  using interrupt = listenForInterrupt()
  const total = clips.reduce((sum, { bytes }) => sum + bytes, 0)
  const began = performance.now()
  const results = new Map<string, Result>()
  let there = 0
  let drawnAt = Number.NEGATIVE_INFINITY
  const draw = () => {
    const now = performance.now()
    if (now - drawnAt < 200) return
    drawnAt = now
    const perSecond = there / Math.max(1, (now - began) / 1000)
    terminal.redraw(
      `${progressBar(there, total)}  ${results.size} of ${counted(clips.length, 'clip')} · ${byteWords(there)} of ${byteWords(total)} · ${byteWords(perSecond)}/s`,
    )
  }
  await mkdir(directory, { recursive: true }).catch((error) => {
    throw new CommandError(`--out must be a folder to write to: ${error.message}`, exitCodes.usage)
  })
  try {
    await inParallel(clips, atATime, async (clip) => {
      if (interrupt.signal.aborted) return
      const outcome = await fetchClip(clip, join(directory, clip.file), {
        fetchPart: (part) => openClip(client, clip.jobId, part),
        signal: interrupt.signal,
        onBytes: (count) => {
          there += count
          draw()
        },
      })
      results.set(clip.jobId, { ...clip, ...outcome })
    })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    throw new CommandError(
      `Cannot write to ${directory}: ${error.message}. What is there stays; the same command goes on.`,
      exitCodes.incomplete,
    )
  } finally {
    terminal.endRedraw()
  }
  return clips.map((clip) => results.get(clip.jobId) ?? { ...clip, outcome: 'failed', why: 'interrupted' })
}

type Ended = {
  readonly id: string
  readonly directory: string
  readonly results: readonly Result[]
  readonly without: ReadonlyMap<string, number>
}

function say({ terminal, json }: CommandContext, { id, directory, results, without }: Ended): ExitCode {
  const of = (outcome: ClipOutcome['outcome']) => results.filter((result) => result.outcome === outcome)
  const [pulled, here, conflicts, failed] = [of('pulled'), of('here'), of('conflict'), of('failed')]
  const isWhole = conflicts.length + failed.length + without.size === 0
  if (json) {
    terminal.print(
      JSON.stringify(
        {
          object: 'pull',
          batch_id: id,
          directory,
          pulled: pulled.length,
          here: here.length,
          conflicts: conflicts.length,
          failed: failed.length,
          without_clip: Object.fromEntries(without),
          files: results.map(({ jobId, file, bytes, sha256, ...result }) => ({
            job_id: jobId,
            file,
            bytes,
            sha256,
            outcome: result.outcome,
            why: result.outcome === 'failed' ? result.why : null,
          })),
        },
        null,
        2,
      ),
    )
    return isWhole ? exitCodes.done : exitCodes.incomplete
  }
  for (const { file } of conflicts) {
    terminal.note(
      `${file}: a file with other content stands there; it was not touched. Move it, or pull elsewhere.`,
    )
  }
  const interrupted = failed.filter((result) => result.outcome === 'failed' && result.why === 'interrupted')
  for (const result of failed) {
    if (result.outcome === 'failed' && result.why !== 'interrupted') {
      terminal.note(`${result.file}: ${plainText(result.why)}`)
    }
  }
  const bytes = pulled.reduce((sum, clip) => sum + clip.bytes, 0)
  terminal.print(
    [
      `${counted(pulled.length, 'clip')} pulled (${byteWords(bytes)})`,
      here.length === 0 ? null : `${here.length} here already`,
      conflicts.length === 0 ? null : `${conflicts.length} in the way of another file`,
      failed.length === 0 ? null : `${failed.length} missing`,
      ...[...without].map(([state, count]) => `${count} ${state}, so without a clip`),
    ]
      .filter((part) => part !== null)
      .join(', '),
  )
  if (interrupted.length > 0) terminal.note('Stopped. The same command goes on where it stood.')
  return isWhole ? exitCodes.done : exitCodes.incomplete
}
