import { relative } from 'node:path'
import { parseArgs } from 'node:util'
import { openApi } from '../demo/api.ts'
import { readDataDir } from '../paths.ts'
import { adminKeyFile } from '../secrets.ts'
import { aborted, listenForStop } from '../stop-signals.ts'
import { type System, startSystem } from '../system.ts'
import { UsageError } from '../usage-error.ts'

export const startHelp = `npm start [-- --verbose]

Starts the api, the dashboard and a worker, and keeps them running until Ctrl-C.
Whatever of Postgres, Redis and S3 is not configured runs embedded, with its data in
REELKEEP_DATA_DIR (.reelkeep). An upstream without a key starts with its gate closed.

  --verbose   logs to this terminal instead of files in the data dir
  --help      this text

Settings come from the environment:
  HOST, PORT                     where the api listens (127.0.0.1, 3000)
  GLOBALAIOPC_API_KEY            the key of the default upstream; NAME_API_KEY for another
  REELKEEP_CONFIG                a YAML file for upstreams, prices and limits (docs/runbook.md)
  REELKEEP_DATA_DIR              where the embedded services keep their data (.reelkeep)
  REELKEEP_ADMIN_KEY, REELKEEP_SECRET
                                 else made at the first start and kept in the data dir
  DATABASE_URL, REDIS_URL        services of your own instead of embedded ones
  S3_ENDPOINT, S3_BUCKET, S3_REGION, S3_PUBLIC_ENDPOINT, S3_FORCE_PATH_STYLE, S3_CHECKSUM,
  AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN
                                 a bucket of your own
  REELKEEP_QUEUE=postgres        no Redis at all, for trying
  REELKEEP_ALLOW_PRIVATE_HOSTS   private hosts that clips may be fetched from
  REELKEEP_WORKER_METRICS_PORT   the worker's own /metrics
  REELKEEP_TZ                    the time zone of the days in cost reports (UTC)
  LOG_LEVEL                      fatal, error, warn, info, debug, trace, silent
  HTTPS_PROXY, NO_PROXY          on the way to the upstreams
`

export async function start(args: readonly string[]): Promise<number> {
  const { verbose } = readFlags(args)
  const { asked, hurried } = listenForStop()
  const dataDir = readDataDir(process.env)
  const say = (line: string) => console.log(`reelkeep: ${line}`)
  const logsTo = verbose ? 'terminal' : 'files'
  const system = await startSystem({ env: process.env, dataDir, say, logsTo, signal: asked }).catch(
    (error) => {
      if (asked.aborted) return null
      throw error
    },
  )
  if (system === null) return 0

  const { services } = system
  say(`Postgres: ${services.postgres}`)
  say(`queue: ${services.queue}`)
  say(`S3: ${services.s3}${system.clipsDir === null ? '' : `, clips in ${shortPath(system.clipsDir)}`}`)
  if (!verbose) say(`logs: ${shortPath(dataDir)}/logs`)
  if (system.isNewAdminKey) {
    say(`admin key, shown this once and kept in ${shortPath(adminKeyFile(dataDir))}: ${system.adminKey}`)
  }
  for (const line of [...(await servicesDown(system)), ...(await gateWarnings(system))]) say(line)
  console.log(`reelkeep ready ${system.apiUrl}`)

  await aborted(asked)
  say('stopping: what is under way is finished first; Ctrl-C again ends it at once')
  hurried.addEventListener('abort', () => system.kill(), { once: true })
  await system.stop()
  return hurried.aborted ? 1 : 0
}

/** Requests are taken without a queue or a store; the work they ask for waits, and a person should know. */
async function servicesDown(system: System): Promise<string[]> {
  const { down } = await openApi(system.apiUrl, system.adminKey).get<{ down: readonly string[] }>('/readyz')
  return down.map((name) => `the ${name} does not answer: requests are taken, their work waits until it does`)
}

type Upstreams = {
  readonly data: readonly {
    readonly name: string
    readonly gate: { readonly paused: boolean; readonly closed_reason: string | null }
    readonly limits: {
      readonly [name: string]: { readonly configured: number; readonly live: number | null }
    }
  }[]
}

/** Neither is an error, but whoever does not know of them waits for clips in vain, or changes a limit in vain. */
async function gateWarnings(system: System): Promise<string[]> {
  const { data } = await openApi(system.apiUrl, system.adminKey).get<Upstreams>('/v1/upstreams')
  return data.flatMap(({ name, gate, limits }) => [
    ...(gate.paused
      ? [`nothing is sent to ${name}: paused by a person (./reelkeep upstream resume ${name})`]
      : []),
    ...(gate.closed_reason === null ? [] : [`nothing is sent to ${name}: ${gate.closed_reason}`]),
    ...Object.entries(limits).flatMap(([limit, { configured, live }]) =>
      live === null || live === configured
        ? []
        : [`${limit} of ${name} is ${live} by hand, ${configured} by configuration`],
    ),
  ])
}

function readFlags(args: readonly string[]): { verbose: boolean } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { verbose: { type: 'boolean', default: false } },
    })
    return values
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : error} (npm start -- --help)`)
  }
}

function shortPath(path: string): string {
  const fromHere = relative(process.cwd(), path)
  return fromHere.startsWith('..') ? path : fromHere
}
