import process from 'node:process'
import { type S3Settings, startS3 } from '@reelkeep/embedded'
import { serveUntilStopped } from './world/parent.ts'

// The options come from the parent, which wrote them from a typed value.
const options = JSON.parse(process.env.CHAOS_S3_OPTIONS ?? '{}') as S3Settings
await serveUntilStopped(async () => {
  const { endpoint, stop } = await startS3(options)
  return { url: endpoint, stop }
})
