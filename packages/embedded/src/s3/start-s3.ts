// A small S3 server on loopback, for trying Reelkeep and for its tests: signatures, checksums and conditions are real,
// durability is one disk's. It refuses what it does not do (versions, policies, encryption) rather than look away.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { answer } from './answer.ts'
import { createSigningKeys } from './auth/signing-key.ts'
import { openStorage } from './storage/open-storage.ts'
import type { Durability } from './storage/temporary-file.ts'

export interface S3Settings {
  /** Owned by one server at a time. */
  dataDir: string
  /** A free one when not given. */
  port?: number
  accessKeyId: string
  secretAccessKey: string
  /** Made when it is not there. */
  bucket?: string
  region?: string
  /** off: nothing waits for the disk. A kill of the process still loses nothing; a power cut may. */
  durability?: Durability
  clock?: { now(): Date }
  /** Told of every failure that is ours (500), since a package does not log. */
  onError?: (error: unknown) => void
}

export interface S3Server {
  endpoint: string
  port: number
  stop(): Promise<void>
}

export async function startS3(settings: S3Settings): Promise<S3Server> {
  const { dataDir, accessKeyId, secretAccessKey, region = 'us-east-1' } = settings
  const storage = openStorage(dataDir, settings.durability ?? 'full')
  if (settings.bucket !== undefined && !storage.buckets.list().some(({ name }) => name === settings.bucket)) {
    await storage.buckets.create(settings.bucket)
  }
  const deps = {
    storage,
    credentials: { accessKeyId, region, signingKeys: createSigningKeys(secretAccessKey, region) },
    clock: settings.clock ?? { now: () => new Date() },
    onError: settings.onError ?? (() => {}),
  }
  const server = createServer(limits)
  const serve = (request: IncomingMessage, response: ServerResponse, expectsContinue: boolean) => {
    answer(request, response, expectsContinue, deps).catch((error: unknown) => {
      deps.onError(error)
      response.destroy()
    })
  }
  server.on('request', (request, response) => serve(request, response, false))
  server.on('checkContinue', (request, response) => serve(request, response, true))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(settings.port ?? 0, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the S3 server has no port')
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    port: address.port,
    stop: async () => {
      await stopServer(server)
      storage.close()
    },
  }
}

const limits = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 60_000,
  // A large clip over a slow line is still one request.
  requestTimeout: 60 * 60_000,
  // Longer than clients keep a connection, so that it is they who close it and no request meets a closing door.
  keepAliveTimeout: 65_000,
}

const stopPatienceMs = 5_000

/** Requests under way may finish, for as long as a person would wait. */
function stopServer(server: ReturnType<typeof createServer>): Promise<void> {
  return new Promise((resolve) => {
    const deadline = setTimeout(() => server.closeAllConnections(), stopPatienceMs)
    server.close(() => {
      clearTimeout(deadline)
      resolve()
    })
    server.closeIdleConnections()
  })
}
