import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What CometAPI's page on queries shows, word for word. */
export const sampleText = readFileSync(new URL('wrapped-sample.json', import.meta.url), 'utf8')
export const sampleTaskId = '4b2cd27e-0b0d-3dec-c31c-7572daf74bb3'
const sampleLink = 'https://vidgen.x.ai/xai-vidgen-bucket/xai-video-72924fdc-e6d7-4885-b318-8a367aaa9a02.mp4'

/** The sample with both of its links replaced. */
export function sampleWithLink(link: string): string {
  return sampleText.replaceAll(sampleLink, link)
}

export type SampleServer = AsyncDisposable & {
  readonly origin: string
  /** What was asked, in order: method and path, and whether a key came along. */
  readonly seen: { readonly call: string; readonly key: boolean }[]
}

/** A gateway in ten lines: one answer to a create, one answer after the other to polls, a clip, and a dead link. */
export async function serveSample(
  clip: Uint8Array,
  pollAnswers: (origin: string) => readonly string[],
): Promise<SampleServer> {
  const seen: { call: string; key: boolean }[] = []
  const server = createServer((request, response) => {
    const call = `${request.method} ${request.url}`
    seen.push({ call, key: request.headers.authorization !== undefined })
    if (call === 'GET /clip.mp4') return void response.end(clip)
    if (call === 'GET /dead.mp4') return void response.writeHead(403).end()
    const answers = pollAnswers(origin)
    const polls = seen.filter((one) => one.call === `GET /grok/v1/videos/${sampleTaskId}`).length
    const isCreate = call === 'POST /grok/v1/videos/generations'
    response.setHeader('content-type', 'application/json')
    response.end(isCreate ? JSON.stringify({ request_id: sampleTaskId }) : answers[polls - 1])
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    origin,
    seen,
    [Symbol.asyncDispose]: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
