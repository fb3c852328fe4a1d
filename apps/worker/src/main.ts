import process from 'node:process'
import { readConfig } from './config.ts'
import { start } from './start.ts'

/** A wrong setting: the line says which and how to mend it. */
const exitCodeBadUsage = 2

async function main(): Promise<void> {
  const starting = start(readConfigOrExit())
  let isGoingDown = false
  function goDown(): void {
    // The second signal is a person who will not wait.
    if (isGoingDown) process.exit(1)
    isGoingDown = true
    // Also in the middle of a start: what it has begun is ended by the same phases.
    starting
      .then((worker) => worker.stop())
      .then(
        () => process.exit(0),
        () => process.exit(1),
      )
  }
  process.on('SIGTERM', goDown)
  process.on('SIGINT', goDown)
  await starting
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
