// Takes the data dir it is given and keeps it until it is killed.
import { lockDataDir } from '../../src/index.ts'

await lockDataDir(process.argv[2] ?? '')
process.stdout.write('locked\n')
setInterval(() => undefined, 60_000)
