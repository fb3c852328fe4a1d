import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startSimulator } from '@reelkeep/simulator'
import { UsageError } from '../check-settings.ts'
import { readDataDir } from '../paths.ts'
import { aborted, listenForStop } from '../stop-signals.ts'

export const simulatorHelp = `npm run simulator -- [--port N] [--speed S] [--seed N]

Runs the simulated upstreams alone, until Ctrl-C. No clip of theirs costs anything.
Tasks and the bill are kept in REELKEEP_DATA_DIR (.reelkeep).

  --port N    where it listens on 127.0.0.1 (4010)
  --speed S   how many times faster than the vendor it renders (1)
  --seed N    other rolls of the dice for queue and render times (1)
  --help      this text
`

export async function simulator(args: readonly string[]): Promise<number> {
  const { port, speed, seed } = readFlags(args)
  const { asked } = listenForStop()
  const dataDir = join(readDataDir(process.env), 'simulator')
  const running = await startSimulator({ port, dataDir, speed, seed })
  console.log(`reelkeep simulator ready ${running.url}`)
  await aborted(asked)
  await running.stop()
  return 0
}

function readFlags(args: readonly string[]): { port: number; speed: number; seed: number } {
  const options = { port: { type: 'string' }, speed: { type: 'string' }, seed: { type: 'string' } } as const
  try {
    const { values } = parseArgs({ args: [...args], options })
    return {
      port: readNumber('--port', values.port ?? '4010', { min: 0, max: 65_535, isWhole: true }),
      speed: readNumber('--speed', values.speed ?? '1', { min: 0.01, max: 100_000, isWhole: false }),
      seed: readNumber('--seed', values.seed ?? '1', { min: 0, max: 2 ** 31, isWhole: true }),
    }
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : error} (npm run simulator -- --help)`)
  }
}

type Range = { min: number; max: number; isWhole: boolean }

function readNumber(flag: string, text: string, { min, max, isWhole }: Range): number {
  const value = Number(text)
  const isFine = text.trim() !== '' && value >= min && value <= max && (!isWhole || Number.isInteger(value))
  if (!isFine) {
    throw new Error(
      `${flag} must be a ${isWhole ? 'whole ' : ''}number from ${min} to ${max} (found "${text}")`,
    )
  }
  return value
}
