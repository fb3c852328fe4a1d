import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import type { Clip } from '../clips/clip-shelf.ts'
import { loseReplyHalfWay, send } from '../http/send.ts'
import { htmlReply } from '../scenarios/reply.ts'
import type { ClipScenario } from '../scenarios/scenario.ts'
import type { World } from '../world.ts'
import { serveClip } from './serve-clip.ts'

const mp4 = { 'content-type': 'video/mp4' }

/** One download gone wrong, as its scenario says. */
export async function serveBroken(
  effect: ClipScenario['effect'],
  value: number,
  request: IncomingMessage,
  response: ServerResponse,
  world: World,
  clip: Clip,
): Promise<void> {
  const file = Buffer.concat(clip.parts)
  switch (effect) {
    case 'cut':
      world.calls.count('download', 'lost')
      return loseReplyHalfWay(response, 200, mp4, file)
    case 'declares-more':
      world.calls.count('download', 'lost')
      response.writeHead(200, { ...mp4, 'content-length': file.length + 1000 })
      response.write(file, () => response.socket?.destroySoon())
      return
    case 'truncated': {
      const half = file.subarray(0, Math.floor(file.length / 2))
      world.calls.count('download', 200)
      response.writeHead(200, { ...mp4, 'content-length': half.length }).end(half)
      return
    }
    case 'html': {
      const page = htmlReply(200)
      world.calls.count('download', 200)
      if (page.kind === 'whole') send(response, 200, page.contentType, page.body)
      return
    }
    case 'empty':
      world.calls.count('download', 200)
      response.writeHead(200, { ...mp4, 'content-length': 0 }).end()
      return
    case 'without-length':
      world.calls.count('download', 200)
      response.writeHead(200, mp4)
      response.write(file)
      response.end()
      return
    case 'redirect':
      world.calls.count('download', 302)
      response
        .writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/', 'content-length': 0 })
        .end()
      return
    case 'delayed':
      await delay(value, undefined, { signal: world.stopping })
      return serveClip(request, response, world, clip)
    case 'link-dead':
    case 'link-short-lived':
    case 'other-shape':
      return serveClip(request, response, world, clip)
  }
}
