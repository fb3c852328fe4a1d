// Starts Postgres on the data dir it is given, says its pid and stays until it is killed.
import { startPostgres } from '../../src/index.ts'

const service = await startPostgres({ dataDir: process.argv[2] ?? '', durability: 'off' })
process.stdout.write(`${service.pid}\n`)
