import { startSimulator } from '@reelkeep/simulator'

const simulator = await startSimulator(JSON.parse(process.argv[2] ?? '{}'))
process.once('disconnect', () => void simulator.stop().then(() => process.exit(0)))
process.send?.({ url: simulator.url, baseUrl: simulator.baseUrl })
