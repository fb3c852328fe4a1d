import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Simulator, type SimulatorOptions, startSimulator } from '../src/index.ts'

type Json = { readonly [name: string]: unknown }
export type Answer = { readonly status: number; readonly json: Json; readonly headers: Headers }
export type ConsoleTask = {
  readonly id: string
  readonly state: string
  readonly sha256: string | null
  readonly bytes: number | null
  readonly charged_ticks: string
  readonly polls: number
  readonly shortest_poll_gap_s: number | null
  readonly processing_after_s: number
  readonly finished_after_s: number | null
  readonly prompt: string
}

export type TestSimulator = Simulator & {
  readonly dataDir: string
  /** Moves the simulator's clock. */
  readonly pass: (seconds: number) => void
  readonly post: (body: unknown, headers?: { readonly [name: string]: string }) => Promise<Answer>
  /** Creates a task and returns its id. */
  readonly create: (prompt: string, fields?: Json) => Promise<string>
  readonly poll: (id: string) => Promise<Answer>
  /** Polls a finished task and returns its link. */
  readonly link: (id: string) => Promise<string>
  readonly consoleTasks: () => Promise<readonly ConsoleTask[]>
  readonly consoleJson: (path: string) => Promise<Json>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/** A simulator of its own on a free port, whose clock stands still until it is moved. */
export async function aSimulator(options: Partial<SimulatorOptions> = {}): Promise<TestSimulator> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'simulator-')))
  let nowMs = Date.parse('2026-03-30T02:12:04Z')
  const simulator = await startSimulator({ now: () => nowMs, ...options, dataDir })
  const headers = { authorization: 'Bearer test-key' }

  const call = async (url: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(url, init)
    return { status: response.status, headers: response.headers, json: (await response.json()) as Json }
  }
  const post: TestSimulator['post'] = (body, more = {}) =>
    call(`${simulator.baseUrl}/v1/grok/videos`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', ...more },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  const poll: TestSimulator['poll'] = (id) => call(`${simulator.baseUrl}/v1/result/${id}`, { headers })
  const consoleJson: TestSimulator['consoleJson'] = async (path) =>
    (await call(`${simulator.url}/console/${path}`, {})).json

  return {
    ...simulator,
    dataDir,
    pass: (seconds) => {
      nowMs += seconds * 1000
    },
    post,
    async create(prompt, fields = {}) {
      const { status, json } = await post({ model: 'grok_video3', prompt, ...fields })
      if (status !== 200) throw new Error(`creation answered ${status} ${JSON.stringify(json)}`)
      return String(json.id)
    },
    poll,
    link: async (id) => String((await poll(id)).json.video_url),
    consoleTasks: async () => (await consoleJson('tasks')).tasks as readonly ConsoleTask[],
    consoleJson,
    async [Symbol.asyncDispose]() {
      await simulator.stop()
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true })
    },
  }
}
