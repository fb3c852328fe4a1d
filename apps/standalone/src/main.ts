// The commands of one machine: ./dev start, demo and simulator end up here.
import { UsageError } from './check-settings.ts'
import { simulator, simulatorHelp } from './commands/simulator.ts'
import { start, startHelp } from './commands/start.ts'
import { demo, demoHelp } from './demo/demo.ts'

const commands = {
  start: { run: start, help: startHelp },
  demo: { run: demo, help: demoHelp },
  simulator: { run: simulator, help: simulatorHelp },
}

const [name = '', ...args] = process.argv.slice(2)
process.exit(await main())

async function main(): Promise<number> {
  const command = Object.entries(commands).find(([known]) => known === name)?.[1]
  if (command === undefined) {
    console.error(`reelkeep: unknown command "${name}" (one of ${Object.keys(commands).join(', ')})`)
    return 2
  }
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(command.help)
    return 0
  }
  try {
    return await command.run(args)
  } catch (error) {
    console.error(`reelkeep: ${error instanceof Error ? error.message : error}`)
    return error instanceof UsageError ? 2 : 1
  }
}
