// Run as a process of its own: takes one message, says so, and holds it until it is killed.
import { openLanes, type QueueSettings } from '../src/index.ts'

const settings = JSON.parse(process.argv[2] ?? '') as QueueSettings
const lanes = openLanes(
  settings,
  [
    {
      step: 'poll',
      concurrency: 1,
      run: () => {
        process.send?.('taken')
        return new Promise(() => undefined)
      },
    },
  ],
  { onNudge: () => undefined, onError: () => undefined, lockMs: 1_000, stalledCheckMs: 200 },
)
await lanes.ready()
process.send?.('ready')
