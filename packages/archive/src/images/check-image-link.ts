import { openDownloader } from '../download.ts'
import { type DownloadLimits, defaultDownloadLimits } from '../download-request.ts'
import type { ConnectGuard } from '../links/connect-guard.ts'
import { readImage, tellingBytes } from './read-image.ts'

/** What lies behind a link, as far as can be seen from here. `message` is for the one who wrote the link; it names no link. */
export type ImageLinkFinding =
  | { readonly outcome: 'image' }
  | { readonly outcome: 'not_an_image'; readonly message: string }
  /** The host says that it is not there, or not for us. */
  | { readonly outcome: 'missing'; readonly message: string }
  /** A private address, or a redirect to one, or to plain http. */
  | { readonly outcome: 'refused'; readonly message: string }
  /** No answer, or one that may be another the next time. */
  | { readonly outcome: 'unreachable'; readonly message: string }

export type ImageLinkChecker = {
  /** Reads no more than the first bytes. Never throws; a stop comes back as `unreachable`. */
  check(link: string, signal: AbortSignal): Promise<ImageLinkFinding>
  close(): Promise<void>
}

/** An image that takes longer to begin will hardly be waited for by an upstream either. */
const answerTimeoutMs = 10_000

const limits: DownloadLimits = {
  ...defaultDownloadLimits,
  headersTimeoutMs: answerTimeoutMs,
  idleTimeoutMs: answerTimeoutMs,
  totalTimeoutMs: answerTimeoutMs,
  maxResumes: 0,
}

/** As upstreams must be able to open it: https, public, no host of ours allowed by exception but those of the guard. */
const rules = { linkHosts: [], allowHttpLinks: false, allowedHosts: [] }

/** Looks at strangers' images through the guard that clips come through as well. */
export function openImageLinkChecker(guard: ConnectGuard): ImageLinkChecker {
  const downloader = openDownloader(guard, limits)
  return {
    check: async (link, signal) => {
      const pieces: Buffer[] = []
      let bytes = 0
      const reply = await downloader.download({
        link,
        rules,
        // What is not read costs nothing, however large.
        maxBytes: Number.MAX_SAFE_INTEGER,
        signal,
        accept: 'image/png,image/jpeg,image/webp,image/*;q=0.5,*/*;q=0.1',
        onChunk: (chunk) => {
          pieces.push(chunk.subarray(0, tellingBytes))
          bytes += chunk.length
          if (bytes >= tellingBytes) throw new EnoughError('the beginning is all that was wanted')
          return null
        },
      })
      const isRead =
        reply.outcome === 'received' || (reply.outcome === 'given-up' && reply.error instanceof EnoughError)
      if (isRead) return judgeBytes(Buffer.concat(pieces))
      return judgeReply(reply)
    },
    close: () => downloader.close(),
  }
}

class EnoughError extends Error {}

function judgeBytes(start: Buffer): ImageLinkFinding {
  const reading = readImage(start)
  if (reading.kind === 'image') return { outcome: 'image' }
  const found = reading.what === 'empty' ? 'nothing is' : `${reading.what} is`
  return { outcome: 'not_an_image', message: `${found} behind the link where a PNG, JPEG or WebP should be` }
}

const refusedMessage =
  'the link, or a redirect behind it, leads to a host that is not on the public internet, or to plain http'

type Reply = Awaited<ReturnType<ReturnType<typeof openDownloader>['download']>>

function judgeReply(reply: Reply): ImageLinkFinding {
  switch (reply.outcome) {
    case 'answered-otherwise': {
      const { status } = reply
      const message = `the host answered with HTTP ${status}`
      const isLasting = status >= 400 && status < 500 && ![408, 425, 429].includes(status)
      return { outcome: isLasting ? 'missing' : 'unreachable', message }
    }
    case 'refused':
      // Which address a name has on our side is nothing to tell.
      return { outcome: 'refused', message: refusedMessage }
    case 'unusable':
      return { outcome: 'unreachable', message: reply.problem }
    case 'interrupted':
      return { outcome: 'unreachable', message: reply.message }
    case 'given-up':
      return { outcome: 'unreachable', message: reply.error.message }
    case 'received':
      return { outcome: 'unreachable', message: 'nothing came' }
  }
}
