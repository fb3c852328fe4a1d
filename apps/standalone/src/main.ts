// The commands of one machine: ./dev start, demo and simulator end up here.
import { enableCompileCache } from 'node:module'
import { compileCacheDir } from './paths.ts'
import { UsageError } from './usage-error.ts'

type Command = { readonly run: (args: readonly string[]) => Promise<number>; readonly help: string }

/** A command loads its own code only: help, and the simulator, need nothing of the api. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => {
    const { start, startHelp } = await import('./commands/start.ts')
    return { run: start, help: startHelp }
  },
  demo: async () => {
    const { demo, demoHelp } = await import('./demo/demo.ts')
    return { run: demo, help: demoHelp }
  },
  simulator: async () => {
    const { simulator, simulatorHelp } = await import('./commands/simulator.ts')
    return { run: simulator, help: simulatorHelp }
  },
}

enableCompileCache(compileCacheDir)
const [name = '', ...args] = process.argv.slice(2)
process.exit(await main())

async function main(): Promise<number> {
  const load = commands[name]
  if (load === undefined) {
    console.error(`reelkeep: unknown command "${name}" (one of ${Object.keys(commands).join(', ')})`)
    return 2
  }
  try {
    const command = await load()
    if (!args.includes('--help') && !args.includes('-h')) return await command.run(args)
    process.stdout.write(command.help)
    return 0
  } catch (error) {
    console.error(`reelkeep: ${error instanceof Error ? error.message : error}`)
    return error instanceof UsageError ? 2 : 1
  }
}
