import { CommandError, exitCodes } from '../exit-codes.ts'
import type { Connection } from './connection.ts'
import { RequestError, readEnvelope } from './request-error.ts'

export type Query = { readonly [name: string]: string | number | boolean | undefined }

export type Call = {
  readonly query?: Query
  readonly body?: unknown
  /** A file as it is, with its content type; a Blob of a file on disk is streamed. */
  readonly file?: { readonly content: Blob; readonly contentType: string }
  readonly idempotencyKey?: string
  readonly timeoutMs?: number
}

export type Client = {
  readonly url: string
  get<Reply>(path: string, query?: Query): Promise<Reply>
  post<Reply>(path: string, call?: Call): Promise<Reply>
  patch<Reply>(path: string, body: unknown): Promise<Reply>
  delete<Reply>(path: string): Promise<Reply>
  /** Bytes as they come; ends with an error when they stop coming. */
  download(path: string, query?: Query): Promise<AsyncIterable<Uint8Array>>
  /** Bytes of a clip from `from` on, through the api itself. */
  streamClip(jobId: string, part: ClipPart): Promise<Response>
}

/** Which part of a clip is wanted. `signal` ends the asking and the reading. */
export type ClipPart = { readonly from: number; readonly signal: AbortSignal }

/** Speaks to the api. A refusal is a RequestError with the server's own words; no answer is exit 3. */
export function openClient(connection: Connection): Client {
  return {
    url: connection.url,
    get: (path, query) => request(connection, 'GET', path, query === undefined ? {} : { query }),
    post: (path, call) => request(connection, 'POST', path, call ?? {}),
    patch: (path, body) => request(connection, 'PATCH', path, { body }),
    delete: (path) => request(connection, 'DELETE', path, {}),
    download: (path, query) => download(connection, path, query ?? {}),
    streamClip: (jobId, part) => streamClip(connection, jobId, part),
  }
}

const answerTimeoutMs = 30_000

async function request<Reply>(
  connection: Connection,
  method: string,
  path: string,
  call: Call,
): Promise<Reply> {
  const url = urlOf(connection, path, call.query ?? {})
  const headers: Record<string, string> = { ...identityOf(connection), accept: 'application/json' }
  if (call.idempotencyKey !== undefined) headers['idempotency-key'] = call.idempotencyKey
  const body = bodyOf(call)
  if (body !== null) headers['content-type'] = body.contentType

  const reply = await send(connection, url, {
    method,
    headers,
    body: body?.content ?? null,
    redirect: 'error',
    signal: AbortSignal.timeout(call.timeoutMs ?? answerTimeoutMs),
  })
  const text = await reply.text()
  if (reply.ok) return readJson<Reply>(text, url)
  throw new RequestError(reply.status, readEnvelope(text), url.pathname)
}

/** Who asks, and for whom. */
function identityOf({ key, owner }: Connection): Record<string, string> {
  return { authorization: `Bearer ${key}`, ...(owner === null ? {} : { 'reelkeep-owner': owner }) }
}

function urlOf(connection: Connection, path: string, query: Query): URL {
  const url = new URL(connection.url + path)
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value))
  }
  return url
}

const downloadTimeoutMs = 3_600_000

async function download(
  connection: Connection,
  path: string,
  query: Query,
): Promise<AsyncIterable<Uint8Array>> {
  const url = urlOf(connection, path, query)
  const reply = await send(connection, url, {
    headers: identityOf(connection),
    redirect: 'error',
    signal: AbortSignal.timeout(downloadTimeoutMs),
  })
  if (!reply.ok) throw new RequestError(reply.status, readEnvelope(await reply.text()), url.pathname)
  if (reply.body === null) throw new CommandError(`${url.origin} sent nothing.`, exitCodes.unreachable)
  return reply.body
}

function streamClip(connection: Connection, jobId: string, { from, signal }: ClipPart): Promise<Response> {
  return fetch(urlOf(connection, `/v1/jobs/${encodeURIComponent(jobId)}/video`, {}), {
    headers: {
      ...identityOf(connection),
      accept: 'video/*',
      ...(from > 0 ? { range: `bytes=${from}-` } : {}),
    },
    redirect: 'error',
    signal,
  })
}

function bodyOf(call: Call): { content: Blob | string; contentType: string } | null {
  if (call.file !== undefined) return call.file
  if (call.body === undefined) return null
  return { content: JSON.stringify(call.body), contentType: 'application/json' }
}

async function send({ whenAway }: Connection, url: URL, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (error) {
    if (isFileThatChanged(error)) {
      throw new CommandError(
        'Nothing was sent: the file changed while it was read. Run the same command again.',
        exitCodes.usage,
      )
    }
    throw new CommandError(
      `Cannot reach the server at ${url.origin} (${reasonOf(error)}). ${whenAway}`,
      exitCodes.unreachable,
    )
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  if (!(cause instanceof Error)) return error.message
  // A name of several addresses fails once for each, and then with a code alone.
  return cause.message || ('code' in cause ? String(cause.code) : cause.name)
}

/** Node refuses to read on from a file that is not what it was when it was opened. */
function isFileThatChanged(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return error.name === 'NotReadableError' || isFileThatChanged(error.cause)
}

function readJson<Reply>(text: string, url: URL): Reply {
  try {
    return JSON.parse(text) as Reply
  } catch {
    throw new CommandError(`${url.origin} did not answer as a Reelkeep server does.`, exitCodes.unreachable)
  }
}
