import { findFreePort, startPostgres } from '@reelkeep/embedded'
import type { ServiceContext } from './service-context.ts'
import { supervise } from './supervise.ts'

export type PostgresService = {
  readonly url: string
  readonly description: string
  readonly isEmbedded: boolean
}

export async function providePostgres({
  env,
  dataDir,
  parts,
  say,
  pids,
}: ServiceContext): Promise<PostgresService> {
  const given = env.DATABASE_URL?.trim()
  if (given) return { url: given, description: 'yours (DATABASE_URL)', isEmbedded: false }
  const port = await findFreePort()
  const start = () => startPostgres({ dataDir, port, durability: 'full' })
  const service = await supervise({ name: 'Postgres', start, say })
  parts.add(service.stop)
  pids.set('postgres', () => service.current().pid)
  return { url: service.current().url, description: `embedded Postgres 18 on port ${port}`, isEmbedded: true }
}
