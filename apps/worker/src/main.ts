import process from 'node:process'
import { readConfig } from './config.ts'
import { start } from './start.ts'

/** A wrong setting: the line says which and how to mend it. */
const exitCodeBadUsage = 2

async function main(): Promise<void> {
  const config = readConfigOrExit()
  const worker = await start(config)
  let isGoingDown = false
  function goDown(): void {
    // The second signal is a person who will not wait.
    if (isGoingDown) process.exit(1)
    isGoingDown = true
    worker.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.on('SIGTERM', goDown)
  process.on('SIGINT', goDown)
}

function readConfigOrExit(): ReturnType<typeof readConfig> {
  try {
    return readConfig(process.env)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(exitCodeBadUsage)
  }
}

await main()
