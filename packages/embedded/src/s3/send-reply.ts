// Writes a reply out. Small files go out in one write; large ones stream at the reader's pace.

import { closeSync, createReadStream } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { FileRange, Reply } from './exchange.ts'
import { isFileError, readExactly } from './storage/file-system.ts'

export async function sendReply(isHead: boolean, response: ServerResponse, reply: Reply): Promise<void> {
  const { status, headers = {}, body } = reply
  if (typeof body === 'object') {
    response.writeHead(status, { ...headers, 'content-length': body.sizeBytes })
    await sendFile(response, body)
    return
  }
  const bytes = body === undefined ? null : Buffer.from(body)
  // The length that a HEAD states is the object's, which its handler gave.
  if (!isHead && status !== 204 && status !== 304) response.setHeader('content-length', bytes?.length ?? 0)
  response.writeHead(status, headers)
  response.end(isHead ? undefined : bytes)
}

const oneWriteLimitBytes = 256 * 1024

async function sendFile(response: ServerResponse, range: FileRange): Promise<void> {
  const { fd, start, sizeBytes } = range
  if (sizeBytes <= oneWriteLimitBytes) {
    try {
      response.end(readExactly(fd, start, sizeBytes))
    } finally {
      closeSync(fd)
    }
    return
  }
  const file = createReadStream('', {
    fd,
    start,
    end: start + sizeBytes - 1,
    highWaterMark: oneWriteLimitBytes,
  })
  try {
    await pipeline(file, response)
  } catch (error) {
    // A player that seeks drops the rest of its former range.
    if (!isFileError(error, 'ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE')) throw error
  }
}
