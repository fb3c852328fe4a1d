// A worker in a process of its own, on the services of the test that started it; SIGTERM ends it as in production.
import { readConfig, start } from '../src/index.ts'

const { environment, queue } = JSON.parse(process.argv[2] ?? '')
const config = readConfig(environment)
const worker = await start({
  ...config,
  queue,
  heartbeatEveryMs: 200,
  lanes: { lockMs: 5_000, stalledCheckMs: 1_000 },
  sweep: { ...config.sweep, deadAfterMs: 2_000, intentGraceMs: 7_000 },
})
process.on('SIGTERM', () => {
  void worker.stop().then(() => process.exit(0))
})
process.send?.('ready')
