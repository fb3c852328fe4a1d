import { listScenarios, simulatorOptionsFromArgs, simulatorUsage, startSimulator } from '@reelkeep/simulator'
import { readDataDir } from '../paths.ts'
import { aborted, listenForStop } from '../stop-signals.ts'
import { UsageError } from '../usage-error.ts'

export const simulatorHelp = `Runs the simulated upstreams alone, until Ctrl-C. Nothing of theirs costs money.

${simulatorUsage}
  --help                this text
`

export async function simulator(args: readonly string[]): Promise<number> {
  const options = readOptions(args)
  if (args.includes('--list')) {
    process.stdout.write(listScenarios())
    return 0
  }
  const { asked } = listenForStop()
  const running = await startSimulator(options)
  console.log(`reelkeep simulator ready ${running.url} (base URL for clients: ${running.baseUrl})`)
  await aborted(asked)
  await running.stop()
  return 0
}

function readOptions(args: readonly string[]): ReturnType<typeof simulatorOptionsFromArgs> {
  try {
    return simulatorOptionsFromArgs(args, { REELKEEP_DATA_DIR: readDataDir(process.env) })
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : error} (npm run simulator -- --help)`)
  }
}
