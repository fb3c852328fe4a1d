import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { processesOf } from './processes.ts'
import { runReelkeep } from './reelkeep-process.ts'

export type DemoProcess = {
  readonly url: string
  readonly dataDir: string
  readonly adminKey: string
  /** Everything printed so far. */
  output(): string
  /** The process of the api as it runs now. */
  apiPid(): number | undefined
  /** Posts a file of prompts as a batch of six-second clips; answers with the batch's id. */
  submit(name: string, csv: string): Promise<string>
  console<Reply>(page: string): Promise<Reply>
  /** What the api answers to the admin key. */
  get<Reply>(path: string): Promise<Reply>
  post<Reply>(path: string, body: unknown): Promise<Reply>
  [Symbol.asyncDispose](): Promise<void>
}

/** The demo on a data dir of its own, in a hurry; ready when its first rows are archived and it waits for Ctrl-C. */
export async function startDemo(
  rows: number,
  { speed = 600, upstream }: { speed?: number; upstream?: string } = {},
): Promise<DemoProcess> {
  const dataDir = mkdtempSync(join(tmpdir(), 'reelkeep-demo-'))
  const args = ['demo', '--rows', String(rows), '--speed', String(speed), '--port', '0']
  if (upstream !== undefined) args.push('--upstream', upstream)
  const running = runReelkeep(args, { REELKEEP_DATA_DIR: dataDir })
  const end = async () => {
    running.signal('SIGINT')
    await running.exited
    rmSync(dataDir, { recursive: true, force: true })
  }
  try {
    await running.line(/running until Ctrl-C/)
  } catch (error) {
    await end()
    throw error
  }
  const read = (file: string) => readFileSync(join(dataDir, file), 'utf8').trim()
  const url = read('api-url')
  const adminKey = read('admin-key')
  return {
    url,
    dataDir,
    adminKey,
    output: running.output,
    apiPid: () => processesOf(dataDir).find(({ command }) => command.trim().endsWith('child.ts api'))?.pid,
    submit: async (name, csv) => {
      const search = new URLSearchParams({ name, defaults: '{"model":"grok_video3","duration":6}' })
      const reply = await fetch(`${url}/v1/batches?${search}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'text/csv' },
        body: csv,
      })
      if (reply.status !== 202)
        throw new Error(`the batch was answered ${reply.status}: ${await reply.text()}`)
      const { id } = (await reply.json()) as { id: string }
      return id
    },
    console: async <Reply>(page: string) => {
      const reply = await fetch(`http://127.0.0.1:${read('simulator-port')}/console/${page}`)
      return (await reply.json()) as Reply
    },
    get: async <Reply>(path: string) => {
      const reply = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${adminKey}` } })
      if (!reply.ok) throw new Error(`${path} was answered ${reply.status}: ${await reply.text()}`)
      return (await reply.json()) as Reply
    },
    post: async <Reply>(path: string, body: unknown) => {
      const reply = await fetch(`${url}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      if (!reply.ok) throw new Error(`${path} was answered ${reply.status}: ${await reply.text()}`)
      return (await reply.json()) as Reply
    },
    [Symbol.asyncDispose]: end,
  }
}
