import type { ChildProcess } from 'node:child_process'
import type { FailpointSetting } from './failpoint.ts'
import type { FaultProxy } from './fault-proxy.ts'

/** Everything a row may break: real services, our own processes, and a proxy in front of each service. */
export type ChaosWorld = {
  readonly postgres: PostgresUnderTest
  readonly redis: RedisUnderTest
  readonly store: StoreUnderTest
  readonly upstream: UpstreamUnderTest
  readonly api: ApiUnderTest
  /** Those that run now, oldest first. A world at rest has two. */
  readonly workers: () => readonly WorkerUnderTest[]
  readonly startWorker: (settings?: WorkerSettings) => Promise<WorkerUnderTest>
  /** Ends every fault and starts whatever was ended, so that work can come to its end. */
  readonly heal: () => Promise<void>
  /** Waits for a condition; throws after `withinMs` (15 s) with `what`. */
  readonly until: <Value>(
    what: string,
    look: () => Promise<Value | null | false>,
    withinMs?: number,
  ) => Promise<Value>
}

/** A service that a row may end and start again: always on the same port and the same data. */
type Service = {
  readonly proxy: FaultProxy
  /** As a power cut would. */
  readonly kill: () => Promise<void>
  readonly stop: () => Promise<void>
  /** Does nothing when it runs. */
  readonly start: () => Promise<void>
}

export type PostgresUnderTest = Service & {
  /** Postgres' own `immediate` shutdown and a new start. */
  readonly restart: (how: 'fast' | 'immediate') => Promise<void>
  /** As the superuser, past the proxy, one statement. */
  readonly execute: <Row extends object>(statement: string) => Promise<readonly Row[]>
}

export type RedisUnderTest = Service & {
  /** Through the proxy, with its password. */
  readonly url: string
  readonly flush: () => Promise<void>
  /** Any command, past the proxy. */
  readonly command: (name: string, ...args: readonly string[]) => Promise<unknown>
  /** A dump of the present data, for `startWith` later. */
  readonly snapshot: () => Promise<Buffer>
  /** Starts it again (after `kill` or `stop`) with nothing, or with an old snapshot. */
  readonly startWith: (snapshot: Buffer | null) => Promise<void>
}

export type StoreUnderTest = Service & {
  /** Answers of the store for the requests that match, decided at its front: status, a lost reply, a slow one. */
  readonly fault: (fault: StoreFault) => Promise<{ readonly times: () => number; readonly lift: () => void }>
  /** Keys of objects and of unfinished multipart uploads. */
  readonly objects: () => Promise<readonly { readonly key: string; readonly bytes: number }[]>
  readonly unfinishedUploads: () => Promise<readonly string[]>
  readonly read: (key: string) => Promise<Buffer>
  /** Flips one bit in the stored file, behind the server's back. */
  readonly flipByte: (key: string, at: number) => Promise<void>
}

export type StoreFault = {
  readonly method: 'PUT' | 'POST' | 'HEAD' | 'GET'
  /** `part`: uploads of parts; `complete`: completions; `object`: whole objects. */
  readonly call: 'object' | 'part' | 'complete' | 'any'
  /** `lose-reply`: carried out, and the connection is reset before the answer; `reset`: reset before it is carried out. */
  readonly does: { readonly status: number } | 'lose-reply' | 'reset' | { readonly delayMs: number }
  /** Only requests about keys that end so, such as `.mp4`; absent: about any. */
  readonly keyEnds?: string
  /** How many requests it strikes; Infinity until lifted. */
  readonly times: number
}

export type UpstreamUnderTest = {
  readonly proxy: FaultProxy
  /** As the simulator's console answers. */
  readonly tasks: () => Promise<readonly UpstreamTask[]>
  readonly creations: () => Promise<number>
  /** Rates of scenarios from now on; an empty object ends them all. */
  readonly scenarios: (rates: Readonly<Record<string, number>>) => Promise<void>
}

export type UpstreamTask = {
  readonly id: string
  readonly prompt: string
  readonly state: string
  readonly sha256: string | null
  readonly charged_ticks: string
  readonly created_at: string
  /** Questions about it and downloads of its file, since the simulator started. */
  readonly polls: number
  readonly downloads: number
}

export type ApiUnderTest = {
  readonly url: string
  /** With the admin's key; the body as JSON. */
  readonly call: (
    method: 'GET' | 'POST' | 'PATCH',
    path: string,
    body?: object,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<{ readonly status: number; readonly body: unknown; readonly headers: Headers }>
  readonly kill: () => Promise<void>
  readonly start: () => Promise<void>
  readonly process: () => ChildProcess
}

export type WorkerSettings = {
  readonly failpoint?: FailpointSetting
  /** In MiB: `--max-old-space-size`. */
  readonly heapMiB?: number
  readonly env?: Readonly<Record<string, string>>
}

export type WorkerUnderTest = {
  readonly pid: number
  readonly process: ChildProcess
  /** SIGKILL; resolves when it is gone. */
  readonly kill: () => Promise<void>
  /** SIGTERM; resolves with its exit code. */
  readonly stop: () => Promise<number | null>
  /** SIGSTOP and SIGCONT. */
  readonly freeze: () => void
  readonly thaw: () => void
  /** Resolves when the process has ended, by itself or not. */
  readonly ended: Promise<void>
  /** How often its failpoint was reached and acted. */
  readonly failpointFired: () => number
  /** The ids of the jobs at which it acted, in order. */
  readonly struckJobs: () => readonly string[]
  /** Everything it wrote to its log. */
  readonly log: () => string
}
