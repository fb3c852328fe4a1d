import { join } from 'node:path'
import { findFreePort } from '@reelkeep/embedded'
import { startSimulator } from '@reelkeep/simulator'
import { openFaultProxy } from './open-fault-proxy.ts'
import type { UpstreamTask, UpstreamUnderTest } from './world.ts'

export type OpenUpstream = UpstreamUnderTest & {
  /** `host:port` that answers and links name. */
  readonly authority: string
  readonly heal: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Vendor's seconds in one of ours. */
export const upstreamSpeed = 200
/** Long enough that a worker can be struck while it renders. */
const renderMs = 300

/** The simulator in this process: it is never the victim, and what it says it billed is the oracle. */
export async function openUpstreamUnderTest(dataDir: string, seed: number): Promise<OpenUpstream> {
  const port = await findFreePort()
  const proxy = await openFaultProxy(port)
  const authority = `127.0.0.1:${proxy.port}`
  const simulator = await startSimulator({
    dataDir: join(dataDir, 'simulator'),
    port,
    // Links lead through the proxy too.
    publicOrigin: `http://${authority}`,
    speed: upstreamSpeed,
    seed,
    renderMs,
    xaiRequestsPerSecond: null,
  })
  const console = async <Answer>(path: string, init: RequestInit = {}): Promise<Answer> => {
    const answer = await fetch(`${simulator.url}/console/${path}`, {
      ...init,
      signal: AbortSignal.timeout(10_000),
    })
    if (!answer.ok) throw new Error(`the simulator's console answered ${answer.status} to ${path}`)
    // The console is our own simulator's; its README says what it answers.
    return (await answer.json()) as Answer
  }
  const tasks = async () => (await console<{ tasks: readonly UpstreamTask[] }>('tasks')).tasks
  const raised = new Set<string>()
  const scenarios = async (rates: Readonly<Record<string, number>>) => {
    const quiet = Object.fromEntries([...raised].map((name) => [name, 0]))
    raised.clear()
    for (const name of Object.keys(rates)) raised.add(name)
    await console('scenarios', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...quiet, ...rates }),
    })
  }
  return {
    proxy,
    authority,
    tasks,
    creations: async () => (await tasks()).length,
    scenarios,
    heal: () => (raised.size === 0 ? Promise.resolve() : scenarios({})),
    close: async () => {
      await proxy.close()
      await simulator.stop()
    },
  }
}
