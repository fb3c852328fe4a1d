import { startS3 } from '@reelkeep/embedded'

const server = await startS3({ ...JSON.parse(process.argv[2] ?? '{}'), durability: 'off' })
process.once('disconnect', () => void server.stop().then(() => process.exit(0)))
process.send?.({ url: server.endpoint })
