import { aJob, aSubmission, createTestStoreEnvironment } from '@reelkeep/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createConnectGuard, openArchiver, openStore, readStoreSettings, type Store } from '../src/index.ts'
import { type Answer, serve } from './archive-from.ts'
import { clip, type MediaServer, startMedia } from './media-server.ts'

let store: Store
beforeAll(async () => {
  store = openStore(readStoreSettings(createTestStoreEnvironment()))
  await store.ensureBucket()
})
afterAll(() => store.close())

const key = 'Bearer canary-key'
const never = new AbortController().signal

/** As a gateway's `/content` link: nothing without the key. */
const locked =
  (open: Answer): Answer =>
  (request, response) => {
    if (request.headers.authorization === key) open(request, response)
    else response.writeHead(401).end('{"error":"no key"}')
  }

const redirect =
  (location: string): Answer =>
  (_request, response) =>
    response.writeHead(302, { location }).end()

type Keep = {
  readonly link: string
  readonly baseUrl: string | null
  /** Which servers may be reached although they are on loopback. */
  readonly allowed: readonly MediaServer[]
  readonly authorizationFor?: () => string | null
}

/** As the worker does for a job that was submitted to `baseUrl`; the settings would hand the key to anybody. */
async function keep({ link, baseUrl, allowed, authorizationFor = () => key }: Keep) {
  const archiver = openArchiver({
    store,
    connectGuard: createConnectGuard({ allowPrivateHosts: allowed.map(({ host }) => host) }),
    clock: { now: () => new Date('2026-11-20T10:00:00Z') },
    maxBytes: 64 * 1024 * 1024,
    rulesFor: () => ({ linkHosts: [], allowHttpLinks: false, allowedHosts: [] }),
    authorizationFor,
  })
  const job = aJob({
    state: 'archiving',
    sourceUrl: link,
    submission: aSubmission({ status: 'accepted', baseUrl }),
  })
  const event = await archiver.archive(job, { signal: never })
  await archiver.close()
  return event
}

const keysSeen = ({ seen }: MediaServer) => seen.map(({ headers }) => headers.authorization ?? null)

describe('failure case 9: a link that needs the key', () => {
  it.each([401, 403])('gets it once, after a try without it that answered %i', async (refusal) => {
    await using upstream = await startMedia((request, response) => {
      if (request.headers.authorization === key) serve(clip)(request, response)
      else response.writeHead(refusal).end()
    })
    const link = `${upstream.url}/v1/videos/1/content`
    const event = await keep({ link, baseUrl: `${upstream.url}/mount`, allowed: [upstream] })
    expect(event.type).toBe('clip-archived')
    expect(keysSeen(upstream)).toEqual([null, key])
  })

  it('does not get it when it opens without', async () => {
    await using upstream = await startMedia(serve(clip))
    await keep({ link: `${upstream.url}/1.mp4`, baseUrl: upstream.url, allowed: [upstream] })
    expect(keysSeen(upstream)).toEqual([null])
  })

  it('is dead when it refuses the key too, and is not tried a third time', async () => {
    await using upstream = await startMedia((_request, response) => response.writeHead(401).end())
    const event = await keep({ link: `${upstream.url}/1`, baseUrl: upstream.url, allowed: [upstream] })
    expect(event).toEqual({ type: 'link-dead', httpStatus: 401 })
    expect(keysSeen(upstream)).toEqual([null, key])
  })

  it('keeps it along a redirect inside its own origin', async () => {
    await using upstream = await startMedia(
      locked((request, response) =>
        request.url === '/1' ? redirect('/2')(request, response) : serve(clip)(request, response),
      ),
    )
    const event = await keep({ link: `${upstream.url}/1`, baseUrl: upstream.url, allowed: [upstream] })
    expect(event.type).toBe('clip-archived')
    expect(keysSeen(upstream)).toEqual([null, key, key])
  })
})

describe('a task that was bound by hand and names no place', () => {
  it.each([
    [key, 'clip-archived', [null, key]],
    [null, 'link-dead', [null]],
  ])('gets what the settings give: %s', async (given, type, seen) => {
    await using upstream = await startMedia(locked(serve(clip)))
    const link = `${upstream.url}/1`
    const event = await keep({ link, baseUrl: null, allowed: [upstream], authorizationFor: () => given })
    expect(event.type).toBe(type)
    expect(keysSeen(upstream)).toEqual(seen)
  })
})

describe('the key stays at home', () => {
  it('when the upstream redirects to another host, even to one that asks for it', async () => {
    await using cdn = await startMedia((_request, response) => response.writeHead(401).end())
    await using upstream = await startMedia(locked(redirect(`${cdn.url}/1.mp4?signature=canary-signature`)))
    const link = `${upstream.url}/1`
    const event = await keep({ link, baseUrl: upstream.url, allowed: [upstream, cdn] })
    expect(event).toEqual({ type: 'link-dead', httpStatus: 401 })
    expect(keysSeen(upstream)).toEqual([null, key])
    expect(keysSeen(cdn)).toEqual([null])
  })

  it('when a host of links redirects back to the upstream, which may have it, and on to a stranger', async () => {
    await using stranger = await startMedia(serve(clip))
    await using upstream = await startMedia(locked(redirect(`${stranger.url}/1.mp4`)))
    await using links = await startMedia(redirect(`${upstream.url}/content`))
    const allowed = [stranger, upstream, links]
    const event = await keep({ link: `${links.url}/1`, baseUrl: upstream.url, allowed })
    expect(event.type).toBe('clip-archived')
    expect([links, upstream, stranger].map(keysSeen)).toEqual([[null], [null, key], [null]])
  })

  it.each([
    ['another port', (url: string) => url.replace(/:\d+$/, ':9')],
    ['another scheme', (url: string) => url.replace('http:', 'https:')],
    ['another name of the same machine', (url: string) => url.replace('127.0.0.1', 'localhost')],
    ['no address at all', () => 'nowhere'],
  ])('when a foreign host answers 401: the job went to %s', async (_where, baseOf) => {
    await using host = await startMedia((_request, response) => response.writeHead(401).end())
    const event = await keep({ link: `${host.url}/1`, baseUrl: baseOf(host.url), allowed: [host] })
    expect(event).toEqual({ type: 'link-dead', httpStatus: 401 })
    expect(keysSeen(host)).toEqual([null])
  })

  it('when the upstream is on a private address that nobody has allowed', async () => {
    await using upstream = await startMedia(locked(serve(clip)))
    const event = await keep({ link: `${upstream.url}/1`, baseUrl: upstream.url, allowed: [] })
    expect(event.type).toBe('link-refused')
    expect(upstream.seen).toEqual([])
  })

  it.each<[string, Answer]>([
    ['a refusal', (_request, response) => response.writeHead(403).end('canary-key canary-signature')],
    ['a redirect to nowhere', redirect('http://')],
    ['a redirect to a host that is refused', redirect('https://10.0.0.1/?signature=canary-signature')],
    ['a redirect to a host that does not answer', redirect('http://127.0.0.1:1/?signature=canary-signature')],
    ['a cut connection', (_request, response) => response.socket?.destroy()],
    ['bytes that are no clip', (_request, response) => response.end('canary-key canary-signature')],
    ['a header that is none', (_request, response) => response.socket?.end('canary-signature\r\n\r\n')],
  ])('and the signature of a link too, in what is said about %s', async (_what, answer) => {
    await using upstream = await startMedia(locked(answer))
    const link = `${upstream.url}/1?signature=canary-signature`
    const event = await keep({ link, baseUrl: upstream.url, allowed: [upstream] })
    expect(event.type).not.toBe('clip-archived')
    expect(keysSeen(upstream)).toEqual([null, key])
    expect(JSON.stringify(event)).not.toMatch(/canary/)
  })
})
