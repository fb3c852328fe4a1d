import { simulatorOptionsFromArgs, startSimulator } from '../../src/index.ts'

const { url, baseUrl } = await startSimulator(simulatorOptionsFromArgs(process.argv.slice(2)))
process.stdout.write(`${JSON.stringify({ url, baseUrl })}\n`)
