// The demo: the whole system on embedded defaults with a simulated upstream, a file of prompts sent through it, and
// the clips to look at afterwards. Nothing here can spend money.
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { repositoryRoot } from '../paths.ts'
import { aborted, listenForStop } from '../stop-signals.ts'
import { startSystem } from '../system.ts'
import { UsageError } from '../usage-error.ts'
import { openApi } from './api.ts'
import { prepareDemo } from './demo-settings.ts'
import { demoUpstreamOf, demoUpstreams } from './demo-upstreams.ts'
import { followBatch } from './follow-batch.ts'
import { readRows } from './read-rows.ts'
import { sendPrompts } from './send-prompts.ts'
import { printSummary } from './summary.ts'

export const demoHelp = `npm run demo [-- --rows N] [--upstream NAME] [--speed S] [--exit] [--port N]

Starts everything on this machine with a simulated upstream, sends examples/prompts.csv, keeps every
clip, and shows them on a page until Ctrl-C. Costs nothing. A second run goes on where the first stopped.

  --rows N         only the first N rows of the file
  --upstream NAME  globalaiopc, xingchaoyiqing, cometapi or xai, each simulated: sends its rows of
                   examples/upstreams.csv instead, every way of making a clip that it has; all: the whole file
  --speed S        how many times faster than life the simulated upstreams and our plans run (60)
  --exit           stop after the summary
  --port N         where the page is (3000)
  --help           this text

Its data is kept in REELKEEP_DATA_DIR (.reelkeep/demo).
`

/** What is sent, and the name under which a second run finds it again. */
type DemoFile = { readonly path: string; readonly upstream: string | null; readonly batch: string }

type Flags = {
  readonly rows: number | null
  readonly file: DemoFile
  readonly speed: number
  readonly exit: boolean
  readonly port: number
}

export async function demo(args: readonly string[]): Promise<number> {
  const flags = readFlags(args)
  const { asked, hurried } = listenForStop()
  const say = (line: string) => console.log(`reelkeep: ${line}`)
  const startedAt = performance.now()
  const settings = await prepareDemo({ speed: flags.speed, port: flags.port, env: process.env })
  const { env, dataDir, simulator } = settings
  const extraChildren = [{ role: 'simulator' as const, options: simulator.options }]
  const system = await startSystem({
    env,
    dataDir,
    say,
    logsTo: 'files',
    extraChildren,
    signal: asked,
  }).catch((error) => {
    if (asked.aborted) return null
    throw error
  })
  if (system === null) return 1
  say(`everything is up after ${((performance.now() - startedAt) / 1000).toFixed(1)} s: ${system.apiUrl}`)

  const stop = async (exitCode: number): Promise<number> => {
    hurried.addEventListener('abort', () => system.kill(), { once: true })
    await system.stop()
    return exitCode
  }
  try {
    const api = openApi(system.apiUrl, system.adminKey)
    const { file, rows } = flags
    const csv = await readRows(join(repositoryRoot, file.path), { rows, upstream: file.upstream })
    const sent = await sendPrompts(api, file.batch, csv, say)
    const batch = await followBatch(api, sent.id, asked)
    if (asked.aborted) {
      say('stopping; the next run goes on from here')
      return await stop(1)
    }
    await printSummary({ system, settings, batch, api, isLast: flags.exit })
    const isComplete = batch.counts.archived === batch.counts.total
    if (flags.exit) return await stop(isComplete ? 0 : 1)
    say('running until Ctrl-C')
    await aborted(asked)
    return await stop(isComplete ? 0 : 1)
  } catch (error) {
    await system.stop()
    throw error
  }
}

function readFlags(args: readonly string[]): Flags {
  const options = {
    rows: { type: 'string' },
    upstream: { type: 'string' },
    speed: { type: 'string', default: '60' },
    exit: { type: 'boolean', default: false },
    port: { type: 'string', default: '3000' },
  } as const
  try {
    const { values } = parseArgs({ args: [...args], options })
    return {
      rows: values.rows === undefined ? null : readNumber('--rows', values.rows, 1, 50_000, true),
      file: readFile(values.upstream),
      speed: readNumber('--speed', values.speed, 0.01, 10_000, false),
      exit: values.exit,
      port: readNumber('--port', values.port, 0, 65_535, true),
    }
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : error} (npm run demo -- --help)`)
  }
}

function readFile(upstream: string | undefined): DemoFile {
  if (upstream === undefined) return { path: 'examples/prompts.csv', upstream: null, batch: 'demo' }
  const path = 'examples/upstreams.csv'
  if (upstream === 'all') return { path, upstream: null, batch: 'demo-all' }
  const known = demoUpstreamOf(upstream)
  if (known) return { path, upstream: known.name, batch: `demo-${known.profile}` }
  const names = demoUpstreams.map(({ profile }) => profile).join(', ')
  throw new Error(`--upstream must be one of ${names} or all (found "${upstream}")`)
}

function readNumber(flag: string, text: string, min: number, max: number, isWhole: boolean): number {
  const value = Number(text)
  if (text.trim() !== '' && value >= min && value <= max && (!isWhole || Number.isInteger(value)))
    return value
  throw new Error(
    `${flag} must be a ${isWhole ? 'whole ' : ''}number from ${min} to ${max} (found "${text}")`,
  )
}
