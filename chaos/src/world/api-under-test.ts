import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { type Child, spawnChild } from './child.ts'
import type { ApiUnderTest } from './world.ts'

export type OpenApi = ApiUnderTest & { readonly close: () => Promise<void> }

const answerWithinMs = 30_000

export async function openApiUnderTest(
  env: Readonly<Record<string, string>>,
  adminKey: string,
  dataDir: string,
): Promise<OpenApi> {
  const url = `http://127.0.0.1:${env.PORT}`
  let child: Child | null = null
  const start = async () => {
    if (child !== null && child.process.exitCode === null && child.process.signalCode === null) return
    const starting = spawnChild({ entry: 'api-main.ts', env, logFile: join(dataDir, 'logs', 'api.log') })
    await starting.says('ready')
    child = starting
  }
  await start()
  return {
    url,
    start,
    kill: async () => {
      await child?.kill()
      child = null
    },
    process: (): ChildProcess => {
      if (child === null) throw new Error('the api does not run')
      return child.process
    },
    call: async (method, path, body, headers = {}) => {
      const answer = await fetch(new URL(path, url), {
        method,
        headers: {
          authorization: `Bearer ${adminKey}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(answerWithinMs),
      })
      const text = await answer.text()
      const isJson = answer.headers.get('content-type')?.includes('json') === true && text !== ''
      return { status: answer.status, body: isJson ? JSON.parse(text) : text, headers: answer.headers }
    },
    close: async () => {
      child?.process.kill('SIGTERM')
      await child?.ended
    },
  }
}
