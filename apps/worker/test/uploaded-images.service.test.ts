import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openStore } from '@reelkeep/archive'
import { imageKeyFor, imageReferenceOf } from '@reelkeep/core'
import { adminKeyId, adminOwnerId, keepReferenceImage } from '@reelkeep/db'
import { aJob, aSubmission, insertJob } from '@reelkeep/testing'
import { readUpstreamSettings } from '@reelkeep/upstreams'
import { expect, test } from 'vitest'
import { prepareGates } from '../src/gates.ts'
import { openWorld } from '../src/open-world.ts'
import { runStep } from '../src/run-step.ts'
import { submitStep } from '../src/steps/submit.ts'
import { openJourneyWorld } from './journey-world.ts'

const never = new AbortController().signal
const body = Buffer.from('\x89PNG\r\n\x1a\n and so on', 'latin1')
const sha256 = createHash('sha256').update(body).digest('hex')
const objectKey = imageKeyFor('admin', { sha256, type: 'image/png' })

/** A worker whose one upstream writes down what it is sent, repeats it in a refusal, and lies where the test says. */
async function openWorldOfImages(section: object) {
  const requests: string[] = []
  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const asked = Buffer.concat(pieces).toString()
      requests.push(asked)
      response.writeHead(400, { 'content-type': 'application/json' })
      const { image_urls: links } = JSON.parse(asked)
      const words = `cannot fetch ${links.join(' ')} nor ${encodeURIComponent(links.join(' '))}`
      response.end(JSON.stringify({ error: { message: words, type: 'invalid_request_error' } }))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const journey = await openJourneyWorld()
  const upstreams = readUpstreamSettings({
    section: { vendor: { base_url: `http://127.0.0.1:${port}`, api_key: 'k', ...section } },
    defaultUpstream: 'vendor',
    env: {},
  })
  const logged: string[] = []
  const open = await openWorld(
    { ...journey.config, upstreams, logLevel: 'debug' },
    { write: (line) => void logged.push(line) },
  )
  await prepareGates(open.db, open.world.upstreams.values(), open.world.log)
  return {
    requests,
    logged,
    db: open.db,
    store: open.store,
    config: journey.config,
    async keepImage() {
      await open.store.putImage(objectKey, { body, sha256, type: 'image/png' })
      await this.noteImage()
    },
    noteImage: () =>
      keepReferenceImage(
        open.db,
        {
          ownerId: adminOwnerId,
          keyId: adminKeyId,
          sha256,
          objectKey,
          contentType: 'image/png',
          bytes: body.length,
          width: null,
          height: null,
        },
        1e9,
      ),
    /** Sends one job with a link and an uploaded image, and answers how it stands then. */
    async send(model: string) {
      const job = await insertJob(
        open.db,
        aJob({
          upstream: 'vendor',
          model,
          state: 'submitting',
          version: 2,
          lastSeq: 2,
          params: {
            ...aJob().params,
            imageUrls: ['https://images.example.com/a.png', imageReferenceOf(sha256)],
          },
          submission: aSubmission({ workerId: open.world.workerId }),
        }),
      )
      await runStep(submitStep, { id: job.id, version: job.version }, never, open.world)
      const [after] = await journey.jobs([job.id])
      if (after === undefined) throw new Error('the job is gone')
      return after
    },
    async everythingKept() {
      const tables = ['jobs', 'submissions', 'job_events', 'exchanges', 'failures']
      const rows = await Promise.all(
        tables.map((table) => open.db.sql.unsafe(`select to_jsonb(t)::text as row from ${table} t`)),
      )
      return JSON.stringify(rows)
    },
    [Symbol.asyncDispose]: async () => {
      await open.close()
      await open.db.close()
      await journey[Symbol.asyncDispose]()
      server.close()
    },
  }
}

test('an uploaded image is sent as a link that outlives the task, and the link is kept nowhere', async () => {
  const section = { profile: 'globalaiopc', simulated: true, poll: { deadline: '3h' } }
  await using world = await openWorldOfImages(section)
  await world.keepImage()
  const job = await world.send('grok_video3_max')
  const [plain, link = ''] = JSON.parse(world.requests[0] ?? '{}').image_urls
  expect(plain).toBe('https://images.example.com/a.png')
  expect(new URL(link).searchParams.get('X-Amz-Expires')).toBe(String(4 * 3600))
  expect(Buffer.from(await (await fetch(link)).arrayBuffer())).toEqual(body)

  expect(job.state).toBe('failed')
  expect(job.params.imageUrls[1]).toBe(imageReferenceOf(sha256))
  const signature = new URL(link).searchParams.get('X-Amz-Signature') ?? ''
  expect(signature).toHaveLength(64)
  expect(await world.everythingKept()).toContain('cannot fetch')
  expect(await world.everythingKept()).not.toContain(signature)
  expect(world.logged.join('')).not.toContain(signature)
})

test('an uploaded image goes inside the request where nobody outside could open a link', async () => {
  await using world = await openWorldOfImages({ profile: 'globalaiopc' })
  await world.keepImage()
  await world.send('grok_video3')
  expect(JSON.parse(world.requests[0] ?? '{}').image_urls).toEqual([
    'https://images.example.com/a.png',
    `data:image/png;base64,${body.toString('base64')}`,
  ])
})

test('nothing is sent for an image that nobody outside could open and the model takes in no other way', async () => {
  await using world = await openWorldOfImages({ profile: 'globalaiopc', retries: 0 })
  await world.keepImage()
  const job = await world.send('grok_video3_max')
  expect(world.requests).toEqual([])
  expect(job).toMatchObject({ state: 'failed', reason: 'misconfigured', chargedTicks: 0n })
  expect(job.failure?.upstreamStatus).toMatch(/^vendor cannot fetch uploaded images: S3_ENDPOINT is /)
})

test('nothing is sent, and nothing is charged, for an image that is gone from the bucket', async () => {
  await using world = await openWorldOfImages({ profile: 'globalaiopc', simulated: true })
  await world.noteImage()
  const job = await world.send('grok_video3_max')
  expect(world.requests).toEqual([])
  expect(job).toMatchObject({
    state: 'failed',
    reason: 'image_missing',
    chargedTicks: 0n,
    failure: { charged: 'no', retryable: false },
  })
  expect(job.failure?.upstreamStatus).toContain(imageReferenceOf(sha256))
})

test('a job waits a moment, unsent, while the store is away', async () => {
  const section = { profile: 'globalaiopc', simulated: true }
  await using world = await openWorldOfImages(section)
  await world.noteImage()
  const { config } = world
  const away = openStore({ ...config.store, endpoint: 'http://127.0.0.1:1' })
  world.store.read = away.read
  const job = await world.send('grok_video3_max')
  away.close()
  expect(world.requests).toEqual([])
  expect(job).toMatchObject({ state: 'queued', reason: null })
})
