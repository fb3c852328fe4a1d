import process from 'node:process'
import { readConfig, start } from '@reelkeep/api'
import { serveUntilStopped } from './world/parent.ts'

await serveUntilStopped(() => start(readConfig(process.env)))
