import { createHash } from 'node:crypto'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import type { ClipPart } from '../client/client.ts'
import { RequestError } from '../client/request-error.ts'
import { CommandError } from '../exit-codes.ts'
import { hashFile, sizeOf } from './hash-file.ts'
import { placeFile } from './place-file.ts'
import type { WantedClip } from './plan-pull.ts'

export type ClipOutcome =
  | { readonly outcome: 'pulled' | 'here' }
  /** A file of that name with other content stands there, and is not touched. */
  | { readonly outcome: 'conflict' }
  | { readonly outcome: 'failed'; readonly why: string }

export type FetchPart = (part: ClipPart) => Promise<Response>

type Deps = {
  readonly fetchPart: FetchPart
  readonly signal: AbortSignal
  /** Bytes that are on the disk now, counted from the last call. */
  readonly onBytes: (count: number) => void
  readonly pausesMs?: readonly number[]
  readonly silenceMs?: number
}

/** Before each new try; a try that got anywhere begins the row anew. */
const usualPausesMs = [500, 2_000, 5_000, 10_000, 20_000]
/** A connection that brings nothing for so long is given up. */
const usualSilenceMs = 30_000

/** Fetches one clip to `path`, going on where an earlier run stopped. The file is whole and verified, or not there. */
export async function fetchClip(clip: WantedClip, path: string, deps: Deps): Promise<ClipOutcome> {
  const standing = await standingAt(path, clip)
  if (standing !== null) {
    if (standing === 'here') deps.onBytes(clip.bytes)
    return { outcome: standing }
  }
  // The hash in its name: what was begun of another content is never gone on with.
  const part = `${path}.${clip.sha256.slice(0, 8)}.part`
  const pausesMs = deps.pausesMs ?? usualPausesMs
  let begun = await begunAt(part, clip)
  deps.onBytes(begun.bytes)
  for (let tried = 0; ; ) {
    const before = begun.bytes
    const why = begun.bytes < clip.bytes ? await goOn(clip, part, begun, deps) : null
    if (why === null && begun.bytes === clip.bytes) {
      if (begun.hash.copy().digest('hex') === clip.sha256) {
        return { outcome: (await placeFile(part, path)) ? 'pulled' : 'conflict' }
      }
    }
    if (begun.bytes >= clip.bytes) {
      deps.onBytes(-begun.bytes)
      begun = await beginAnew(part)
    } else if (begun.bytes > before) tried = 0
    const pauseMs = pausesMs[tried]
    tried += 1
    if (deps.signal.aborted) return { outcome: 'failed', why: 'interrupted' }
    if (pauseMs === undefined || why?.isFinal === true) {
      return { outcome: 'failed', why: why?.text ?? 'what came is not what was kept: its hash differs' }
    }
    await pause(pauseMs, deps.signal)
  }
}

async function standingAt(path: string, clip: WantedClip): Promise<'here' | 'conflict' | null> {
  const bytes = await sizeOf(path)
  if (bytes === null) return null
  if (bytes !== clip.bytes) return 'conflict'
  const found = await hashFile(path)
  return found?.hash.digest('hex') === clip.sha256 ? 'here' : 'conflict'
}

type Begun = { hash: ReturnType<typeof createHash>; bytes: number }

async function begunAt(part: string, clip: WantedClip): Promise<Begun> {
  const found = await hashFile(part)
  return found === null || found.bytes > clip.bytes ? beginAnew(part) : found
}

async function beginAnew(part: string): Promise<Begun> {
  await rm(part, { force: true })
  return { hash: createHash('sha256'), bytes: 0 }
}

type Trouble = { readonly text: string; readonly isFinal: boolean }

/** One connection's worth of bytes behind what is there. Null: it came to its end. */
async function goOn(clip: WantedClip, part: string, begun: Begun, deps: Deps): Promise<Trouble | null> {
  const silence = new AbortController()
  const silenceMs = deps.silenceMs ?? usualSilenceMs
  const heard = setTimeout(() => silence.abort(new Error(`silent for ${silenceMs / 1000} s`)), silenceMs)
  let file: FileHandle | null = null
  try {
    const signal = AbortSignal.any([deps.signal, silence.signal])
    const reply = await deps.fetchPart({ from: begun.bytes, signal })
    const trouble = troubleOf(reply, begun.bytes)
    if (trouble !== null) {
      await reply.body?.cancel()
      return trouble
    }
    if (reply.status === 200 && begun.bytes > 0) {
      // Whoever ignores the range sends all of it.
      deps.onBytes(-begun.bytes)
      Object.assign(begun, await beginAnew(part))
    }
    file = await open(part, 'a')
    for await (const chunk of reply.body ?? []) {
      heard.refresh()
      if (begun.bytes + chunk.length > clip.bytes) {
        begun.bytes = clip.bytes
        return { text: 'more came than was kept', isFinal: false }
      }
      await file.write(chunk)
      begun.hash.update(chunk)
      begun.bytes += chunk.length
      deps.onBytes(chunk.length)
    }
    await file.sync()
    return begun.bytes < clip.bytes ? { text: 'the connection ended early', isFinal: false } : null
  } catch (error) {
    return troubleIn(error)
  } finally {
    clearTimeout(heard)
    await file?.close()
  }
}

function troubleOf({ status, headers }: Response, from: number): Trouble | null {
  if (status === 200) return null
  if (status === 206) {
    const starts = headers.get('content-range')?.startsWith(`bytes ${from}-`) === true
    return starts ? null : { text: 'another part came than was asked for', isFinal: false }
  }
  // A signed link that ran out is 403 or 400: the next try asks for a new one.
  return { text: `the store answered ${status}`, isFinal: status === 404 }
}

/** A full or read-only disk is the same for every clip, so it ends the run. */
const diskCodes = ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG']

function troubleIn(error: unknown): Trouble {
  if (!(error instanceof Error)) throw error
  if ('code' in error && typeof error.code === 'string' && diskCodes.includes(error.code)) throw error
  if (error instanceof RequestError) {
    return { text: error.message, isFinal: error.status >= 400 && error.status < 500 && error.status !== 429 }
  }
  if (error instanceof CommandError) return { text: error.message, isFinal: false }
  return { text: error.cause instanceof Error ? error.cause.message : error.message, isFinal: false }
}

async function pause(forMs: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(forMs, undefined, { signal })
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
