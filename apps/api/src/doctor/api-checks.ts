import { openStoreProbe } from '@reelkeep/archive'
import {
  type Check,
  type CheckFinding,
  judgeEviction,
  judgeMigrations,
  judgeNode,
  judgePersistence,
  judgePostgres,
  judgeQueueVersion,
  judgeSkew,
  reelkeepVersion,
} from '@reelkeep/core'
import {
  databaseNow,
  listMissingMigrations,
  listUnknownMigrations,
  listWorkers,
  readServerVersion,
  readWritability,
} from '@reelkeep/db'
import type { AppDeps } from '../deps.ts'
import { conditionChecks } from './condition-checks.ts'
import { secretChecks } from './secret-checks.ts'

/** What the api can see by itself: services, clocks, the state of the rows. `cli`: the version of who asks, if it said one. */
export function apiChecks(deps: AppDeps, cli: string | null): Check[] {
  return [
    { name: 'api node', look: async () => judgeNode(process.version), fix: 'Use Node 24 or newer.' },
    { name: 'versions', look: () => compareVersions(deps, cli), fix: databaseFix },
    { name: 'postgres', look: () => lookAtPostgres(deps), fix: databaseFix },
    { name: 'migrations', look: () => lookAtMigrations(deps), fix: 'reelkeep migrate' },
    { name: 'api clock', look: () => compareClocks(deps), fix: databaseFix },
    ...queueChecks(deps),
    { name: 'api bucket', look: () => reachBucket(deps), fix: bucketFix },
    { name: 'public links', look: (signal) => tryPublicLink(deps, signal), fix: publicFix },
    ...conditionChecks(deps),
    ...secretChecks(deps),
  ]
}

const databaseFix = 'See that Postgres runs and that DATABASE_URL is right.'
const bucketFix = 'See that S3_ENDPOINT, S3_BUCKET and the key are right, and that the bucket is there.'
const publicFix =
  'See that S3_PUBLIC_ENDPOINT leads to the same bucket, also from where the browsers are, and that no proxy on the way changes Host; or unset it, and the api streams clips itself.'

async function compareVersions({ db }: AppDeps, cli: string | null): Promise<CheckFinding> {
  const workers = (await listWorkers(db)).map(({ detail }) => detail?.reelkeep)
  const told = workers.filter((version) => typeof version === 'string')
  const others = [...new Set([...told, ...(cli === null ? [] : [cli])])].filter(
    (one) => one !== reelkeepVersion,
  )
  const message = `api ${reelkeepVersion}${told.length === 0 ? '' : `, workers ${[...new Set(told)].join(' and ')}`}${cli === null ? '' : `, cli ${cli}`}`
  if (others.length === 0) return { outcome: 'ok', message }
  return {
    outcome: 'warning',
    message,
    fix: 'Start all of them from the same code; old and new side by side is for the minutes of a roll-out.',
  }
}

async function lookAtPostgres({ db }: AppDeps): Promise<CheckFinding> {
  if ((await readWritability(db)) === 'read-only') {
    return {
      outcome: 'failed',
      message: 'it takes no writes',
      fix: 'Point DATABASE_URL at the primary, and see that its disk is not full.',
    }
  }
  return judgePostgres(await readServerVersion(db))
}

async function lookAtMigrations({ db, config }: AppDeps): Promise<CheckFinding> {
  const missing = await listMissingMigrations(db, config.migrationsDir)
  if (missing.length > 0) return judgeMigrations(missing, [])
  return judgeMigrations([], await listUnknownMigrations(db, config.migrationsDir))
}

async function compareClocks({ db, clock }: AppDeps): Promise<CheckFinding> {
  const before = clock.now().getTime()
  const there = await databaseNow(db)
  return judgeSkew(
    there.getTime() - (before + clock.now().getTime()) / 2,
    'the database’s clock',
    'the api’s',
  )
}

const queueFix = 'See that Redis or Valkey runs and that REDIS_URL is right.'

function queueChecks({ producer }: AppDeps): Check[] {
  const report = producer.inspect()
  // Each of the checks tells of it.
  report.catch(() => undefined)
  const inPostgres: CheckFinding = {
    outcome: 'warning',
    message: 'messages live in Postgres, which is for trying only',
    fix: 'Install redis-server or valkey-server 6.2 or newer, or set REDIS_URL.',
  }
  const skipped: CheckFinding = { outcome: 'skipped', message: 'there is no Redis' }
  return [
    {
      name: 'queue store',
      look: async () => {
        const found = await report
        if (found === null) return inPostgres
        await producer.ping()
        const judged = judgeQueueVersion(found.version)
        return { ...judged, message: `${found.server} ${judged.message}` }
      },
      fix: queueFix,
    },
    {
      name: 'eviction policy',
      look: async () => {
        const found = await report
        return found === null ? skipped : judgeEviction(found.evictionPolicy)
      },
      fix: queueFix,
    },
    {
      name: 'persistence',
      look: async () => {
        const found = await report
        return found === null ? skipped : judgePersistence(found.appendOnly, found.snapshots)
      },
      fix: queueFix,
    },
  ]
}

async function reachBucket({ store }: AppDeps): Promise<CheckFinding> {
  await store.ping()
  return { outcome: 'ok', message: `bucket ${store.settings.bucket} answers` }
}

async function tryPublicLink({ store }: AppDeps, signal: AbortSignal): Promise<CheckFinding> {
  const status = await openStoreProbe(store).publicStatus(signal)
  if (status === null) {
    return {
      outcome: 'skipped',
      message: 'no S3_PUBLIC_ENDPOINT: links lead to S3_ENDPOINT, or the api streams clips itself',
    }
  }
  // Signed for an object that is not there: a store that accepts the signature says so.
  if (status === 404) return { outcome: 'ok', message: 'S3_PUBLIC_ENDPOINT answers, and takes our signature' }
  return {
    outcome: 'failed',
    message: `S3_PUBLIC_ENDPOINT answers a signed link with HTTP ${status}, not with "no such object"`,
    fix: publicFix,
  }
}
