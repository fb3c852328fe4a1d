import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type CometReplies, checkOptions, cometReplies, type SimulatorOptions } from './options.ts'
import { openScenarioDice, type ScenarioRate } from './scenarios/scenario-dice.ts'
import { type Flavor, flavors } from './vendor/gateway/models.ts'

export const simulatorUsage = `usage: npm run simulator -- [options]
  --port N              listen here (default: a free port)
  --host ADDRESS        default 127.0.0.1
  --data-dir PATH       tasks and bill (default: simulator in REELKEEP_DATA_DIR, else .reelkeep/simulator)
  --speed S             so many of the vendor's seconds pass in one (default 1)
  --seed TEXT           draws times and scenarios (default reelkeep)
  --flavor NAME         what /kyyReactApiServer is: ${flavors.join(' or ')} (default ${flavors[0]})
  --comet-replies SHAPE ${cometReplies.join(', ')} (default mixed)
  --xai-rate N          requests that xAI takes in one of its seconds, or none for any number (default 1)
  --api-key KEY         accept only this key; may be repeated (default: any)
  --scenario NAME=RATE[:VALUE]  how often it strikes, 0 to 1; may be repeated
  --clip-bytes N        every clip is exactly N bytes long
  --render-ms N         every render takes N real milliseconds
  --free-failures       a failed task is taken off the bill
  --list                print every scenario and stop`

/** Reads a command line. Throws one line that names the option and what it takes. */
export function simulatorOptionsFromArgs(
  args: readonly string[],
  env: { readonly REELKEEP_DATA_DIR?: string | undefined } = {},
): SimulatorOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string' },
      host: { type: 'string' },
      'data-dir': { type: 'string' },
      speed: { type: 'string' },
      seed: { type: 'string' },
      flavor: { type: 'string' },
      'comet-replies': { type: 'string' },
      'xai-rate': { type: 'string' },
      'api-key': { type: 'string', multiple: true },
      scenario: { type: 'string', multiple: true },
      'clip-bytes': { type: 'string' },
      'render-ms': { type: 'string' },
      'free-failures': { type: 'boolean' },
      // Read by the command itself, which then starts nothing.
      list: { type: 'boolean' },
    },
  })
  const options: SimulatorOptions = {
    dataDir: values['data-dir'] ?? join(env.REELKEEP_DATA_DIR || '.reelkeep', 'simulator'),
    port: readNumber('port', values.port),
    host: values.host,
    speed: readNumber('speed', values.speed),
    seed: values.seed,
    flavor: readFlavor(values.flavor),
    cometReplies: readCometReplies(values['comet-replies']),
    xaiRequestsPerSecond: values['xai-rate'] === 'none' ? null : readNumber('xai-rate', values['xai-rate']),
    apiKeys: values['api-key'],
    scenarios: readScenarios(values.scenario ?? []),
    clipBytes: readNumber('clip-bytes', values['clip-bytes']),
    renderMs: readNumber('render-ms', values['render-ms']),
    chargeFailures: values['free-failures'] !== true,
  }
  checkOptions(options)
  return options
}

function readNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value)) {
    throw new Error(`--${name} must be a number (found "${text}")`)
  }
  return value
}

function readFlavor(text: string | undefined): Flavor | undefined {
  const flavor = flavors.find((known) => known === text)
  if (text !== undefined && flavor === undefined) {
    throw new Error(`--flavor must be ${flavors.join(' or ')} (found "${text}")`)
  }
  return flavor
}

function readCometReplies(text: string | undefined): CometReplies | undefined {
  const replies = cometReplies.find((known) => known === text)
  if (text !== undefined && replies === undefined) {
    throw new Error(`--comet-replies must be ${cometReplies.join(', ')} (found "${text}")`)
  }
  return replies
}

function readScenarios(texts: readonly string[]): { readonly [name: string]: ScenarioRate } {
  const rates = Object.fromEntries(
    texts.map((text): [string, ScenarioRate] => {
      const [, name, rate, value] = /^(\w+)=([\d.]+)(?::([\d.]+))?$/.exec(text) ?? []
      if (name === undefined) {
        throw new Error(
          `--scenario must be NAME=RATE or NAME=RATE:VALUE, as in failed=0.05 (found "${text}")`,
        )
      }
      return [name, value === undefined ? Number(rate) : { rate: Number(rate), value: Number(value) }]
    }),
  )
  // Names and sums are the dice's to judge; a wrong one should stop the command line, not the first request.
  openScenarioDice('', rates)
  return rates
}
