import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { Agent, request } from 'undici'
import { workload } from '../engine.ts'
import type { World } from '../services/services.ts'

export type SideEffects = {
  readonly create: (prompt: string) => Promise<string>
  /** The link, or null while it renders. */
  readonly poll: (taskId: string) => Promise<string | null>
  readonly archive: (link: string, key: string) => Promise<void>
}

/** The three calls as the peers make them: undici and the AWS SDK, no checks, no hashes. */
export function openSideEffects(world: World): SideEffects {
  const dispatcher = new Agent({ connections: workload.concurrency })
  const headers = { authorization: 'Bearer bench', 'content-type': 'application/json' }
  const store = new S3Client({
    endpoint: world.s3.endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: world.s3.accessKeyId, secretAccessKey: world.s3.secretAccessKey },
  })
  return {
    create: async (prompt) => {
      const body = JSON.stringify({
        model: 'grok_video3',
        prompt,
        duration: 6,
        aspect_ratio: '16:9',
        resolution: '480p',
      })
      const reply = await request(`${world.upstreamBaseUrl}/v1/grok/videos`, {
        method: 'POST',
        headers,
        body,
        dispatcher,
      })
      return ((await reply.body.json()) as { id: string }).id
    },
    poll: async (taskId) => {
      const reply = await request(`${world.upstreamBaseUrl}/v1/result/${taskId}`, { headers, dispatcher })
      const task = (await reply.body.json()) as { status: string; video_url: string | null }
      return task.status === 'completed' ? task.video_url : null
    },
    archive: async (link, key) => {
      const reply = await request(link, { dispatcher })
      const clip = Buffer.from(await reply.body.arrayBuffer())
      await store.send(
        new PutObjectCommand({ Bucket: world.s3.bucket, Key: key, Body: clip, ContentType: 'video/mp4' }),
      )
    },
  }
}
