import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { openClipShelf } from './clips/clip-shelf.ts'
import { handle } from './http/handle.ts'
import { openJournal } from './journal.ts'
import { makeLinks, readLinkSecret } from './links.ts'
import type { MountName } from './mounts/mount-names.ts'
import { openMounts, prefixes } from './mounts/mounts.ts'
import { checkOptions, type SimulatorOptions } from './options.ts'
import { openScenarioDice } from './scenarios/scenario-dice.ts'
import { openTaskStore } from './tasks/task-store.ts'
import type { World } from './world.ts'

export type Simulator = {
  /** The server's origin: the console and the clips are under it. */
  readonly url: string
  /** What a client of the gateway that `flavor` names is configured with. */
  readonly baseUrl: string
  /** The same for each upstream at a mount of its own. */
  readonly baseUrls: { readonly [name in Exclude<MountName, 'default'>]: string }
  readonly stop: () => Promise<void>
}

/** Pretends to be GlobalAiOpc, XingChaoYiQing, CometAPI and xAI on one socket, from their documents alone. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  checkOptions(options)
  const { speed = 1, flavor = 'globalaiopc', host = '127.0.0.1' } = options
  const seed = String(options.seed ?? 'reelkeep')
  const dice = openScenarioDice(seed, options.scenarios ?? {})
  const stopping = new AbortController()
  const journal = await openJournal(options.dataDir)
  const secret = await readLinkSecret(options.dataDir)

  const server = createServer()
  await listen(server, options.port ?? 0, host).catch(async (error: NodeJS.ErrnoException) => {
    await journal.close()
    if (error.code !== 'EADDRINUSE') throw error
    throw new Error(`port ${options.port} is taken; choose another with --port`, { cause: error })
  })
  const url = originOf(server, host)
  const world: World = {
    now: options.now ?? Date.now,
    speed,
    mounts: openMounts({
      flavor,
      xaiRequestsPerSecond: options.xaiRequestsPerSecond === undefined ? 1 : options.xaiRequestsPerSecond,
      speed,
    }),
    apiKeys: options.apiKeys ?? [],
    plan: {
      seed,
      speed,
      renderMs: options.renderMs ?? null,
      clipBytes: options.clipBytes ?? null,
      chargeFailures: options.chargeFailures ?? true,
      cometReplies: options.cometReplies ?? 'mixed',
    },
    dice,
    store: openTaskStore(journal),
    shelf: openClipShelf(64 * 1024 * 1024),
    links: makeLinks(options.publicOrigin ?? url, secret),
    stopping: stopping.signal,
  }
  server.on('request', (request, response) => void handle(request, response, world))

  const baseUrlOf = (name: MountName): string => `${url}${prefixes[name]}`
  return {
    url,
    baseUrl: baseUrlOf('default'),
    baseUrls: {
      globalaiopc: baseUrlOf('globalaiopc'),
      xingchaoyiqing: baseUrlOf('xingchaoyiqing'),
      cometapi: baseUrlOf('cometapi'),
      xai: baseUrlOf('xai'),
    },
    async stop() {
      stopping.abort()
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
      await journal.close()
    },
  }
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  // Clients that poll twice a minute keep their connection instead of racing our close of it.
  server.keepAliveTimeout = 75_000
  server.listen(port, host)
  await once(server, 'listening')
}

/** Links must be reachable: an address that means "all of this machine's" is replaced by loopback. */
function originOf(server: Server, host: string): string {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the simulator has no port')
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${address.port}`
}
