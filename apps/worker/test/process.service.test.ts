import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setGate } from '@reelkeep/db'
import { waitUntil } from '@reelkeep/testing'
import { describe, expect, it } from 'vitest'
import { openJourneyWorld, upstreamName } from './journey-world.ts'

const main = join(import.meta.dirname, '..', 'src', 'main.ts')

describe('a worker process', () => {
  it('stops at a wrong setting with exit code 2 and one line', async () => {
    const child = spawn(process.execPath, [main], { env: { REDIS_URL: 'redis://127.0.0.1:1' } })
    const chunks: Buffer[] = []
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
    const [exitCode] = await once(child, 'close')
    expect(exitCode).toBe(2)
    expect(Buffer.concat(chunks).toString().trim().split('\n')).toEqual([
      expect.stringContaining('DATABASE_URL'),
    ])
  })

  it('goes down on SIGTERM with exit code 0', async () => {
    await using world = await openJourneyWorld()
    const child = spawn(process.execPath, [main], {
      env: { ...world.environment, LOG_LEVEL: 'info' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const lines: string[] = []
    child.stdout.on('data', (chunk: Buffer) => lines.push(...chunk.toString().split('\n')))
    await waitUntil(() => lines.some((line) => line.includes('worker started')), {
      what: 'the start',
      timeoutMs: 60_000,
    })
    child.kill('SIGTERM')
    const [exitCode] = await once(child, 'exit')
    expect(exitCode).toBe(0)
    // A process that compiles all of its source: on a busy machine its start alone took more than twenty seconds.
  })
})

describe('what a worker says', () => {
  it('holds no prompt, key or link in its log, its metrics or its queue', async () => {
    await using world = await openJourneyWorld({ apiKey: 'canary-api-key', prompt: 'canary-prompt' })
    const lines: string[] = []
    const worker = await world.startWorker(
      { logLevel: 'trace', metricsAddress: { host: '127.0.0.1', port: world.freePort } },
      { logDestination: { write: (line: string) => void lines.push(line) } },
    )
    // Until the queue was looked at no poll is asked but one that was saved up, or all tasks might be over.
    await setGate(world.db, upstreamName, { pollsPerMinute: 0 })
    await world.addJobs(3)
    await waitUntil(async () => ((await world.states()).rendering ?? 0) >= 2, { what: 'tasks' })
    const queued = await world.dumpQueue()
    await setGate(world.db, upstreamName, { pollsPerMinute: null })
    await world.waitUntilSettled()
    const metrics = await (await fetch(`http://127.0.0.1:${world.freePort}/metrics`)).text()
    await worker.stop()
    const secrets = ['canary-api-key', 'canary-prompt', 'signature=', world.simulator.url]
    expect(lines.length).toBeGreaterThan(10)
    expect(metrics).toContain('reelkeep_worker_step_duration_seconds_count{step="archive",outcome="saved"} 3')
    expect(queued).toContain('version')
    for (const secret of secrets) {
      expect(lines.join('')).not.toContain(secret)
      expect(metrics).not.toContain(secret)
      expect(queued).not.toContain(secret)
    }
  })
})
