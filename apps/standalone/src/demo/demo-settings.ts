import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { findFreePort } from '@reelkeep/embedded'
import { repositoryRoot } from '../paths.ts'
import { type DemoUpstream, demoUpstreams } from './demo-upstreams.ts'

export type DemoSettings = {
  readonly env: NodeJS.ProcessEnv
  readonly dataDir: string
  readonly speed: number
  readonly simulator: { readonly url: string; readonly options: object }
}

/** Any key opens the simulator; this one says what it is. */
const simulatorKey = 'simulated-key-worth-nothing'

/**
 * The environment and the configuration file of a demo: only embedded services, only the simulator, whatever the
 * person's own environment says. The simulator's port is kept, because tasks of an earlier run live at its address.
 */
export async function prepareDemo(given: {
  readonly speed: number
  readonly port: number
  readonly env: NodeJS.ProcessEnv
}): Promise<DemoSettings> {
  const { speed, port } = given
  const dataDir = resolve(given.env.REELKEEP_DATA_DIR?.trim() || join(repositoryRoot, '.reelkeep/demo'))
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const simulatorPort = await keepPort(join(dataDir, 'simulator-port'))
  const simulatorHost = `127.0.0.1:${simulatorPort}`
  const configPath = join(dataDir, 'demo.config.yaml')
  await writeFile(configPath, configText(simulatorHost, speed))
  return {
    dataDir,
    speed,
    env: {
      ...withoutServices(given.env),
      HOST: '127.0.0.1',
      PORT: String(port),
      REELKEEP_CONFIG: configPath,
      REELKEEP_ALLOW_PRIVATE_HOSTS: simulatorHost,
      SIMULATOR_API_KEY: simulatorKey,
    },
    simulator: {
      url: `http://${simulatorHost}`,
      options: { port: simulatorPort, dataDir: join(dataDir, 'simulator'), speed },
    },
  }
}

async function keepPort(path: string): Promise<number> {
  const kept = Number(await readFile(path, 'utf8').catch(() => ''))
  if (Number.isInteger(kept) && kept > 0 && kept < 65_536) return kept
  const port = await findFreePort()
  await writeFile(path, `${port}\n`)
  return port
}

/** A person's own database, bucket or paid upstream has no business in a demo. */
function withoutServices(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const dropped =
    /^(DATABASE_URL|REDIS_URL|S3_.*|AWS_.*|REELKEEP_(CONFIG|QUEUE|SECRET|ADMIN_KEY)|.*_API_KEY(_PREVIOUS)?|.*_BASE_URL)$/
  return Object.fromEntries(Object.entries(env).filter(([name]) => !dropped.test(name)))
}

function configText(simulatorHost: string, speed: number): string {
  return `# Written anew by every "npm run demo".
default_upstream: simulator
upstreams:
${demoUpstreams.map((upstream) => sectionText(upstream, simulatorHost, speed)).join('')}`
}

function sectionText({ name, profile, mount, settings }: DemoUpstream, host: string, speed: number): string {
  return `  ${name}:
    profile: ${profile}
    base_url: http://${host}${mount}
    api_key: \${SIMULATOR_API_KEY}
    simulated: true
    speed: ${speed}
    allow_http_links: true${settings}
`
}
