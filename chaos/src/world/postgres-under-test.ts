import { findFreePort, type RunningPostgres, startPostgres } from '@reelkeep/embedded'
import postgres from 'postgres'
import { openFaultProxy } from './open-fault-proxy.ts'
import type { PostgresUnderTest } from './world.ts'

export type OpenPostgres = PostgresUnderTest & {
  /** Through the proxy. */
  readonly url: string
  /** Past it, for ourselves. */
  readonly directUrl: string
  readonly close: () => Promise<void>
}

export async function openPostgres(dataDir: string): Promise<OpenPostgres> {
  const port = await findFreePort()
  // A killed process loses nothing without fsync, which only a power cut would miss.
  const start = () => startPostgres({ dataDir, port, durability: 'off' })
  let running: RunningPostgres | null = await start()
  const proxy = await openFaultProxy(port)
  const sql = postgres(running.url, { max: 4, onnotice: () => undefined, connect_timeout: 5 })
  // But an answered commit must have left the process: this is what we promise on, unlike the embedded `off`.
  await sql.unsafe('alter database reelkeep set synchronous_commit = on')
  const directUrl = running.url
  const end = async (signal: NodeJS.Signals) => {
    if (running === null) return
    process.kill(running.pid, signal)
    await running.exited
    running = null
  }
  const startAgain = async () => {
    running ??= await start()
  }
  return {
    proxy,
    directUrl,
    url: atPort(directUrl, proxy.port),
    kill: () => end('SIGKILL'),
    stop: () => end('SIGINT'),
    start: startAgain,
    restart: async (how) => {
      await end(how === 'fast' ? 'SIGINT' : 'SIGQUIT')
      await startAgain()
    },
    execute: async <Row extends object>(statement: string) => {
      const rows = await sql.unsafe<Row[]>(statement)
      return [...rows]
    },
    close: async () => {
      await sql.end({ timeout: 1 })
      await proxy.close()
      await running?.stop()
    },
  }
}

function atPort(address: string, port: number): string {
  const url = new URL(address)
  url.port = String(port)
  return url.href
}
