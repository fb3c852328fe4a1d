import { createHash } from 'node:crypto'
import { openAsBlob } from 'node:fs'
import { stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Client } from '../client/client.ts'
import { RequestError } from '../client/request-error.ts'
import type { Upload } from '../client/shapes.ts'
import type { CommandContext } from '../context.ts'
import { CommandError, exitCodes } from '../exit-codes.ts'
import { counted } from '../print/counted.ts'
import { progressBar } from '../print/progress-bar.ts'

const imagesAtOnce = 4
/** An image of twenty megabytes over a slow line. */
const uploadTimeoutMs = 300_000
const missingShown = 10

/**
 * Sends the images that a file names by their paths, those that the api has not got yet, and answers the id under which
 * it knows which path means which. Paths count from the folder of the file. Throws a CommandError that names what is
 * missing, or is no image.
 */
export async function sendImages(
  { client, terminal, callerDir }: Pick<CommandContext, 'client' | 'terminal' | 'callerDir'>,
  file: string,
  paths: readonly string[],
): Promise<string> {
  const images = await findImages(dirname(resolve(callerDir, file)), paths)
  const references = new Map<string, string>()
  const sending = new Map<string, Promise<Upload>>()
  let sent = 0
  const waiting = images[Symbol.iterator]()
  const sendOn = async (): Promise<void> => {
    for (const { path, content } of waiting) {
      const sha256 = await hashOf(content)
      const upload = sending.get(sha256) ?? sendImage(client, path, { content, sha256 })
      sending.set(sha256, upload)
      references.set(path, (await upload).reference)
      sent += 1
      terminal.redraw(`${progressBar(sent, images.length)} images sent`)
    }
  }
  try {
    await Promise.all(Array.from({ length: imagesAtOnce }, sendOn))
  } finally {
    terminal.endRedraw()
  }
  const { id } = await client.post<{ readonly id: string }>('/v1/uploads/maps', {
    body: { images: Object.fromEntries(references) },
  })
  return id
}

type LocalImage = { readonly path: string; readonly content: Blob }

async function findImages(folder: string, paths: readonly string[]): Promise<readonly LocalImage[]> {
  const found: LocalImage[] = []
  const missing: string[] = []
  for (const path of paths) {
    const place = await placeOf(folder, path)
    if (place === null) missing.push(path)
    else found.push({ path, content: await openAsBlob(place) })
  }
  if (missing.length === 0) return found
  const shown = missing.slice(0, missingShown).join(', ')
  const more = missing.length > missingShown ? ` and ${missing.length - missingShown} more` : ''
  throw new CommandError(
    `Nothing was sent: ${counted(missing.length, 'image')} that rows name cannot be found in ${folder}: ${shown}${more}. Paths count from the folder of the file.`,
    exitCodes.usage,
  )
}

/** As the file spells it, and as its spelling from Windows would be spelled here. Null: no such file. */
async function placeOf(folder: string, path: string): Promise<string | null> {
  for (const spelled of [path, path.replaceAll('\\', '/')]) {
    const place = /^file:/i.test(spelled) ? fromFileLink(spelled) : resolve(folder, spelled)
    if (place === null) continue
    const isFile = await stat(place).then(
      (found) => found.isFile(),
      () => false,
    )
    if (isFile) return place
  }
  return null
}

/** A link that names another machine, or a letter that is none, leads to no file here. */
function fromFileLink(link: string): string | null {
  try {
    return fileURLToPath(link)
  } catch {
    return null
  }
}

async function hashOf(content: Blob): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of content.stream()) hash.update(chunk)
  return hash.digest('hex')
}

async function sendImage(
  client: Client,
  path: string,
  { content, sha256 }: { readonly content: Blob; readonly sha256: string },
): Promise<Upload> {
  const known = await client.get<Upload>(`/v1/uploads/${sha256}`).catch((error) => {
    if (error instanceof RequestError && error.status === 404) return null
    throw error
  })
  if (known !== null) return known
  try {
    return await client.post<Upload>('/v1/uploads', {
      // What it is, its own bytes say.
      file: { content, contentType: 'application/octet-stream' },
      timeoutMs: uploadTimeoutMs,
    })
  } catch (error) {
    if (!(error instanceof RequestError) || error.status >= 500) throw error
    throw new CommandError(`Nothing was sent. ${path}: ${error.message}`, exitCodes.usage)
  }
}
