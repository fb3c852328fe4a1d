import { listMissingMigrations, readWritability } from '@reelkeep/db'
import type { AppDeps } from './deps.ts'
import { describeOutage, Outage } from './describe-outage.ts'

export const readinessParts = ['postgres', 'migrations', 'queue', 'store'] as const
export type ReadinessPart = (typeof readinessParts)[number]

export type Readiness = {
  /** Without the database nothing can be promised; without queue or store requests are taken and work waits. */
  readonly status: 'ready' | 'degraded' | 'unready'
  readonly down: readonly ReadinessPart[]
  readonly checks: Readonly<Record<ReadinessPart, { readonly ok: boolean; readonly message: string | null }>>
}

const checkTimeoutMs = 2_000

/** Asks everything we stand on, all at once, and waits for none of it long. */
export async function checkReadiness({ db, producer, store, config }: AppDeps): Promise<Readiness> {
  const [postgres, migrations, queue, kept] = await Promise.all([
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
  ])
  const checks = { postgres, migrations, queue, store: kept }
  const down = readinessParts.filter((part) => !checks[part].ok)
  const isUnready = down.includes('postgres') || down.includes('migrations')
  return { status: isUnready ? 'unready' : down.length > 0 ? 'degraded' : 'ready', down, checks }
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
