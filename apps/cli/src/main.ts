#!/usr/bin/env node
import { run } from './run.ts'

// A reader such as `head` may leave before the end: the command goes on to its own exit code, with nobody to tell.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

process.exitCode = await run(process.argv.slice(2))
