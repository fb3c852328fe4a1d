import { createConnectGuard, openImageLinkChecker, openStore } from '@reelkeep/archive'
import { openDatabase } from '@reelkeep/db'
import { buildApp } from './app.ts'
import { readConfig } from './config.ts'
import { openLog } from './log.ts'

/** Addresses where nothing listens: the contract is what the routes say, and nobody is asked. */
const nowhere = {
  DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing',
  REDIS_URL: 'redis://127.0.0.1:1',
  REELKEEP_ADMIN_KEY: 'contract-contract-contract-contract',
  REELKEEP_SECRET: 'contract-contract-contract-contract',
  REELKEEP_DASHBOARD_DIR: '/nonexistent',
  LOG_LEVEL: 'silent',
}

/** The OpenAPI document as it is committed. */
export async function buildContract(): Promise<string> {
  const config = readConfig(nowhere)
  const db = openDatabase({ url: config.database.url, maxConnections: 1, applicationName: 'contract' })
  const store = openStore(config.store)
  const imageLinks = openImageLinkChecker(createConnectGuard(config))
  const app = await buildApp(
    {
      db,
      store,
      imageLinks,
      producer: silentProducer,
      upstreams: config.upstreams,
      config,
      clock: { now: () => new Date() },
    },
    openLog('silent'),
  )
  const contract = `${JSON.stringify(app.swagger(), null, 2)}\n`
  await app.close()
  await db.close()
  store.close()
  await imageLinks.close()
  return contract
}

const silentProducer = {
  wake: async () => undefined,
  nudge: async () => undefined,
  inspect: async () => null,
  ping: async () => undefined,
  waiting: async () => 0,
  warnings: async () => [],
  close: async () => undefined,
}
