import process from 'node:process'
import { readConfig } from './config.ts'
import { type RunningApi, start } from './start.ts'

/** A wrong setting, or an address that cannot be had: the line says which and how to mend it. */
const exitCodeBadUsage = 2

async function main(): Promise<void> {
  const api = await startOrExit()
  process.stdout.write(`reelkeep api ${api.url}\n`)
  let isGoingDown = false
  function goDown(): void {
    // The second signal is a person who will not wait.
    if (isGoingDown) process.exit(1)
    isGoingDown = true
    api.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.on('SIGTERM', goDown)
  process.on('SIGINT', goDown)
}

async function startOrExit(): Promise<RunningApi> {
  try {
    return await start(readConfig(process.env))
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(exitCodeBadUsage)
  }
}

await main()
