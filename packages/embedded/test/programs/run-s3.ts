// An S3 server in a process of its own, to be killed: run-s3.ts <data dir>. Prints its address.

import { startS3 } from '../../src/s3/start-s3.ts'
import { s3Key } from '../s3-targets.ts'

const [dataDir] = process.argv.slice(2)
if (dataDir === undefined) throw new Error('usage: run-s3.ts <data dir>')
const server = await startS3({ dataDir, bucket: 'clips', ...s3Key })
process.stdout.write(`${server.endpoint}\n`)
