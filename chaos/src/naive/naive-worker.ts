/**
 * The worker that a competent person in a hurry would write, kept to be measured against. What it does well: a task that
 * was created is noted in the job before anything else is tried, so that a later failure does not pay again; failures are
 * retried with a growing wait, a render that failed is not; every call has a deadline; a file of the wrong length is
 * refused by fetch; work that lost its worker is taken up by another. It does nothing about an answer that never came,
 * a queue that forgets, a file that is no clip, or a store that is away for longer than three tries.
 */
import process from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { type Job, UnrecoverableError, Worker } from 'bullmq'
import postgres from 'postgres'
import { serveUntilStopped } from '../world/parent.ts'

type Video = { readonly id: string; readonly prompt: string; readonly taskId?: string }

const { DATABASE_URL = '', REDIS_URL = '', S3_ENDPOINT = '', S3_REGION = '', S3_BUCKET = '' } = process.env
const { NAIVE_UPSTREAM_URL = '', NAIVE_UPSTREAM_KEY = '' } = process.env

const pollEveryMs = 150
const answerWithinMs = 10_000

const sql = postgres(DATABASE_URL, { max: 10 })
const s3 = new S3Client({ endpoint: S3_ENDPOINT, region: S3_REGION, forcePathStyle: true })

async function makeVideo(job: Job<Video>): Promise<void> {
  const taskId = job.data.taskId ?? (await create(job))
  const link = await finishedLink(taskId)
  const file = await download(link)
  const Key = `naive/${job.data.id}.mp4`
  await s3.send(new PutObjectCommand({ Bucket: S3_BUCKET, Key, Body: file, ContentType: 'video/mp4' }))
  await sql`update naive_videos set status = 'done' where id = ${job.data.id}`
}

async function create(job: Job<Video>): Promise<string> {
  const task = await ask('POST', '/v1/grok/videos', { model: 'grok_video3', prompt: job.data.prompt })
  await job.updateData({ ...job.data, taskId: task.id })
  return task.id
}

async function finishedLink(taskId: string): Promise<string> {
  for (;;) {
    const task = await ask('GET', `/v1/result/${taskId}`)
    if (task.status === 'failed') throw new UnrecoverableError(`the render failed: ${task.error}`)
    if (task.status === 'completed' && task.video_url !== null) return task.video_url
    await delay(pollEveryMs)
  }
}

async function download(link: string): Promise<Buffer> {
  const response = await fetch(link, { signal: AbortSignal.timeout(answerWithinMs) })
  if (!response.ok) throw new Error(`the file was answered with HTTP ${response.status}`)
  return Buffer.from(await response.arrayBuffer())
}

type Task = {
  readonly id: string
  readonly status: string
  readonly video_url: string | null
  readonly error: string | null
}

async function ask(method: string, path: string, body?: object): Promise<Task> {
  const response = await fetch(`${NAIVE_UPSTREAM_URL}${path}`, {
    method,
    headers: { authorization: `Bearer ${NAIVE_UPSTREAM_KEY}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(answerWithinMs),
  })
  if (!response.ok) throw new Error(`the upstream answered HTTP ${response.status}`)
  // As documented by the vendor.
  return (await response.json()) as Task
}

await serveUntilStopped(async () => {
  const connection = { url: REDIS_URL, maxRetriesPerRequest: null }
  // Locks and checks as short as those it is measured against.
  const timing = { lockDuration: 3_000, stalledInterval: 1_000 }
  const worker = new Worker<Video>('naive-videos', makeVideo, { connection, concurrency: 10, ...timing })
  worker.on('error', (error) => console.error(error.message))
  worker.on('failed', async (job, error) => {
    if (job === undefined) return
    console.error(job.id, error.message)
    const isOver = error instanceof UnrecoverableError || job.attemptsMade >= (job.opts.attempts ?? 1)
    if (isOver)
      await sql`update naive_videos set status = 'failed' where id = ${job.data.id}`.catch(console.error)
  })
  await worker.waitUntilReady()
  return { stop: () => worker.close() }
})
