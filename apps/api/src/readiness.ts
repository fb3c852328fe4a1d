import { listMissingMigrations, readStoreHealth, readWritability } from '@reelkeep/db'
import type { AppDeps } from './deps.ts'
import { describeOutage, Outage } from './describe-outage.ts'

export const readinessParts = ['postgres', 'migrations', 'queue', 'store'] as const
export type ReadinessPart = (typeof readinessParts)[number]

export type Readiness = {
  /** Without the database nothing can be promised; without queue or store requests are taken and work waits. */
  readonly status: 'ready' | 'degraded' | 'unready'
  readonly down: readonly ReadinessPart[]
  readonly checks: Readonly<Record<ReadinessPart, { readonly ok: boolean; readonly message: string | null }>>
  /** What works and needs a person all the same. */
  readonly warnings: readonly string[]
}

const checkTimeoutMs = 2_000

/** Asks everything we stand on, all at once, and waits for none of it long. */
export async function checkReadiness({ db, producer, store, config }: AppDeps): Promise<Readiness> {
  const [postgres, migrations, queue, kept, warnings] = await Promise.all([
    check(async () => {
      if ((await readWritability(db)) === 'read-only') throw new Outage('takes no writes')
    }),
    check(async () => {
      const missing = await listMissingMigrations(db, config.migrationsDir)
      if (missing.length > 0)
        throw new Outage(`${missing.length} to apply, first ${missing[0]}: run reelkeep migrate`)
    }),
    check(() => producer.ping()),
    check(() => store.ping()),
    warningsOf(db),
  ])
  const checks = { postgres, migrations, queue, store: kept }
  const down = readinessParts.filter((part) => !checks[part].ok)
  const isUnready = down.includes('postgres') || down.includes('migrations')
  return { status: isUnready ? 'unready' : down.length > 0 ? 'degraded' : 'ready', down, checks, warnings }
}

/** Needs no key to be read: no word of the store's own. What cannot be asked is named by the checks. */
async function warningsOf(db: AppDeps['db']): Promise<string[]> {
  let since: Date | null = null
  await check(async () => {
    since = (await readStoreHealth(db)).closedAt
  })
  return since === null ? [] : [archiveUnwell(since)]
}

function archiveUnwell(since: Date): string {
  return `archive_unwell: clips cannot be kept since ${since.toISOString()}, so none is bought; see /v1/stats`
}

async function check(ask: () => Promise<unknown>): Promise<{ ok: boolean; message: string | null }> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Outage(`gives no answer within ${checkTimeoutMs / 1000} s`)),
      checkTimeoutMs,
    )
  })
  try {
    await Promise.race([ask(), timeout])
    return { ok: true, message: null }
  } catch (error) {
    return { ok: false, message: describeOutage(error) }
  } finally {
    clearTimeout(timer)
  }
}
