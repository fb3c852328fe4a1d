import { RequestError } from '../client/request-error.ts'
import type { Upload, UploadList } from '../client/shapes.ts'
import type { CommandContext } from '../context.ts'
import { CommandError, type ExitCode, exitCodes } from '../exit-codes.ts'
import { byteWords } from '../print/byte-words.ts'
import { counted } from '../print/counted.ts'
import { plainText } from '../print/plain-text.ts'
import { table } from '../print/table.ts'
import { readPages } from './read-pages.ts'

export type ListUploadsOptions = { readonly limit: string; readonly cursor?: string; readonly all?: boolean }
export type DeleteUploadsOptions = { readonly before?: string; readonly yes?: boolean }

export async function listUploads(
  { client, terminal, json, when }: CommandContext,
  options: ListUploadsOptions,
): Promise<ExitCode> {
  const page = await readPages<Upload, UploadList>(client, '/v1/uploads', {}, options)
  if (json) {
    terminal.print(JSON.stringify(page, null, 2))
    return exitCodes.done
  }
  const held = `${byteWords(page.held_bytes)} held of the ${byteWords(page.max_bytes)} that an owner may hold`
  if (page.data.length === 0) {
    terminal.print(held)
    return exitCodes.done
  }
  const rows = table(
    page.data,
    [
      { title: 'UPLOAD', value: ({ id }) => id },
      { title: 'SIZE', value: ({ bytes }) => byteWords(bytes) },
      { title: 'TYPE', value: ({ content_type: type }) => type, leaves: 2 },
      {
        title: 'PIXELS',
        value: ({ width, height }) => (width === null || height === null ? '' : `${width}x${height}`),
        leaves: 3,
      },
      { title: 'MADE', value: ({ created_at: at }) => when(at), leaves: 4 },
      { title: 'SHA-256', value: ({ sha256 }) => sha256, leaves: 1 },
    ],
    terminal.width,
  )
  const more = page.has_more ? `\nmore: --cursor ${page.next_cursor}` : ''
  terminal.print(`${rows}\n\n${held}${more}`)
  return exitCodes.done
}

type Outcome = {
  readonly id: string
  readonly bytes: number
  readonly outcome: 'deleted' | 'kept'
  readonly why: string | null
}

/** Deletes images by name, or all that were sent before a moment; those that a job still needs stay. */
export async function deleteUploads(
  context: CommandContext,
  names: readonly string[],
  { before, yes = false }: DeleteUploadsOptions,
): Promise<ExitCode> {
  const { client, terminal, json } = context
  const chosen = await choose(context, names, before)
  const bytes = chosen.reduce((sum, upload) => sum + upload.bytes, 0)
  const what = `${counted(chosen.length, 'image')} of ${byteWords(bytes)}`
  if (chosen.length > 0 && !yes) {
    if (!terminal.isInteractive) {
      throw new CommandError(`This would delete ${what}: add --yes to do it.`, exitCodes.usage)
    }
    if (!(await terminal.confirm(`Delete ${what}?`))) {
      terminal.note('Nothing was deleted.')
      return exitCodes.usage
    }
  }
  const outcomes: Outcome[] = []
  for (const upload of chosen) {
    outcomes.push(await deleteOne(client, upload))
    terminal.redraw(`${outcomes.length} of ${chosen.length}`)
  }
  terminal.endRedraw()
  const kept = outcomes.filter(({ outcome }) => outcome === 'kept')
  const freed = outcomes.reduce((sum, { outcome, bytes }) => sum + (outcome === 'deleted' ? bytes : 0), 0)
  if (json) {
    terminal.print(
      JSON.stringify({ object: 'upload_deletion', freed_bytes: freed, uploads: outcomes }, null, 2),
    )
  } else {
    for (const { id, why } of kept) terminal.note(plainText(`${id} stays: ${why}`))
    terminal.print(`${counted(outcomes.length - kept.length, 'image')} deleted, ${byteWords(freed)} freed`)
  }
  return kept.length === 0 ? exitCodes.done : exitCodes.incomplete
}

type Chosen = Pick<Upload, 'id' | 'bytes'>

async function choose(
  { client }: CommandContext,
  names: readonly string[],
  before: string | undefined,
): Promise<readonly Chosen[]> {
  if ((names.length === 0) === (before === undefined)) {
    throw new CommandError('Name the images, or say --before TIME.', exitCodes.usage)
  }
  if (before === undefined) {
    return Promise.all(names.map((name) => client.get<Upload>(`/v1/uploads/${encodeURIComponent(name)}`)))
  }
  const end = new Date(before)
  if (Number.isNaN(end.getTime())) {
    throw new CommandError(
      `--before must be a date or a time such as 2026-11-20 (found "${before}").`,
      exitCodes.usage,
    )
  }
  const { data } = await readPages<Upload, UploadList>(client, '/v1/uploads', {}, { limit: '200', all: true })
  return data.filter(({ created_at: at }) => new Date(at) < end)
}

async function deleteOne(client: CommandContext['client'], { id, bytes }: Chosen): Promise<Outcome> {
  try {
    await client.delete(`/v1/uploads/${id}`)
    return { id, bytes, outcome: 'deleted', why: null }
  } catch (error) {
    if (!(error instanceof RequestError) || error.envelope.code !== 'image_in_use') throw error
    return { id, bytes, outcome: 'kept', why: error.message }
  }
}
