import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { upstreamSpeed } from './upstream-under-test.ts'

/** The one upstream of a world. */
export const upstreamName = 'simulator'

export type WorldSecrets = {
  readonly adminKey: string
  readonly secret: string
  readonly upstreamKey: string
}

/** Found nowhere but where they belong; whatever else holds one of them has leaked it. */
export function makeSecrets(): WorldSecrets {
  const word = (name: string) => `${name}canary${randomBytes(16).toString('hex')}`
  return { adminKey: word('admin'), secret: word('pepper'), upstreamKey: word('vendorkey') }
}

/** What every process of ours in a world is told. */
export async function makeEnvironment(world: {
  readonly dataDir: string
  readonly secrets: WorldSecrets
  readonly databaseUrl: string
  readonly redisUrl: string
  readonly storeEnv: Readonly<Record<string, string>>
  /** `host:port` of the upstream. */
  readonly authority: string
  readonly apiPort: number
}): Promise<Record<string, string>> {
  const { dataDir, secrets, databaseUrl, redisUrl, storeEnv, authority, apiPort } = world
  const configFile = join(dataDir, 'reelkeep.config.yaml')
  await writeFile(configFile, JSON.stringify(configOf(authority)))
  return {
    ...storeEnv,
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    REELKEEP_QUEUE: 'redis',
    REELKEEP_CONFIG: configFile,
    REELKEEP_DATA_DIR: dataDir,
    REELKEEP_ADMIN_KEY: secrets.adminKey,
    REELKEEP_SECRET: secrets.secret,
    REELKEEP_ALLOW_PRIVATE_HOSTS: `127.0.0.1,localhost,${authority}`,
    CHAOS_UPSTREAM_KEY: secrets.upstreamKey,
    HTTPS_PROXY: '',
    https_proxy: '',
    HOST: '127.0.0.1',
    PORT: String(apiPort),
    LOG_LEVEL: 'debug',
  }
}

/** Prices as on the simulator's bill, so that our ledger can be held against it to the tick. YAML reads JSON. */
function configOf(authority: string): object {
  return {
    default_upstream: upstreamName,
    upstreams: {
      [upstreamName]: {
        profile: 'globalaiopc',
        base_url: `http://${authority}/kyyReactApiServer`,
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the configuration's own way to name a variable
        api_key: '${CHAOS_UPSTREAM_KEY}',
        simulated: true,
        speed: upstreamSpeed,
        allow_http_links: true,
        submit_timeout: '6s',
        max_in_flight: 5_000,
        requests_per_minute: 6_000,
        polls_per_minute: 60_000,
        prices: {
          grok_video3: { per_second_usd: '0.0503' },
          grok_video3_pro: { per_call_usd: '0.601' },
          grok_video3_max: { per_second_usd: '0.0701' },
          grok_video3_stable: { per_call_usd: '0.403' },
        },
      },
    },
    sweep: { every: '150ms', grace: '1s' },
  }
}
