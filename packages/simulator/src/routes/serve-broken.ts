import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import type { Clip } from '../clips/clip-shelf.ts'
import { loseReplyHalfWay, send } from '../http/send.ts'
import type { Mount } from '../mounts/mounts.ts'
import { htmlPage } from '../scenarios/reply.ts'
import type { ClipScenario } from '../scenarios/scenario.ts'
import type { World } from '../world.ts'
import { sendForEver } from './send-for-ever.ts'
import { serveClip } from './serve-clip.ts'

const mp4 = { 'content-type': 'video/mp4' }

/** One download gone wrong, as its scenario says. */
export async function serveBroken(
  effect: ClipScenario['effect'],
  value: number,
  request: IncomingMessage,
  response: ServerResponse,
  { world, mount, clip }: { readonly world: World; readonly mount: Mount; readonly clip: Clip },
): Promise<void> {
  const { calls } = mount.traffic
  const file = Buffer.concat(clip.parts)
  switch (effect) {
    case 'cut':
      calls.count('download', 'lost')
      return loseReplyHalfWay(response, 200, mp4, file)
    case 'declares-more':
      calls.count('download', 'lost')
      response.writeHead(200, { ...mp4, 'content-length': file.length + 1000 })
      response.write(file, () => response.socket?.destroySoon())
      return
    case 'truncated': {
      const half = file.subarray(0, Math.floor(file.length / 2))
      calls.count('download', 200)
      response.writeHead(200, { ...mp4, 'content-length': half.length }).end(half)
      return
    }
    case 'html':
      calls.count('download', 200)
      return send(response, 200, 'text/html; charset=utf-8', htmlPage(200))
    case 'html-as-mp4':
      calls.count('download', 200)
      return send(response, 200, 'video/mp4', htmlPage(200).padEnd(20_000))
    case 'json-as-mp4':
      calls.count('download', 200)
      return send(response, 200, 'video/mp4', JSON.stringify({ error: 'asset is not ready' }))
    case 'empty':
      calls.count('download', 200)
      response.writeHead(200, { ...mp4, 'content-length': 0 }).end()
      return
    case 'without-length':
      calls.count('download', 200)
      response.writeHead(200, mp4)
      response.write(file)
      response.end()
      return
    case 'redirect':
      calls.count('download', 302)
      response
        .writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/', 'content-length': 0 })
        .end()
      return
    case 'delayed':
      await delay(value, undefined, { signal: world.stopping })
      return serveClip(request, response, calls, clip)
    case 'endless':
      calls.count('download', 200)
      response.writeHead(200, mp4)
      return sendForEver(response, file, Buffer.alloc(64 * 1024), 0)
    case 'dripping':
      calls.count('download', 200)
      response.writeHead(200, mp4)
      return sendForEver(response, file.subarray(0, 64), Buffer.alloc(1), value)
    case 'forbidden':
    case 'zero-seconds':
    case 'stock':
    case 'link-dead':
    case 'link-short-lived':
    case 'link-needs-key':
    case 'link-redirects':
    case 'link-elsewhere':
    case 'other-shape':
    case 'padded':
      return serveClip(request, response, calls, clip)
  }
}
