import { isDatabaseAway } from './is-database-away.ts'
import { MigrationFailure, migrate, planMigrations } from './migrate.ts'
import { MigrationRefusal } from './migration-file.ts'
import { readDatabaseSettings } from './read-database-settings.ts'

export type MigrateOrder = {
  /** Null: REELKEEP_MIGRATIONS_DIR, else the repository's. */
  readonly directory: string | null
  readonly isDryRun: boolean
  readonly allowsNewer: boolean
  readonly json: boolean
}

/** Those of the shell (CONTRACT: CLI). */
export const migrationExitCodes = { done: 0, failed: 1, usage: 2, unreachable: 3 } as const

export type MigrateAnswer = {
  readonly code: (typeof migrationExitCodes)[keyof typeof migrationExitCodes]
  readonly out: string
  readonly err: string
}

type Environment = { readonly [name: string]: string | undefined }

/** The whole command, as text: what was applied, or why nothing was. */
export async function runMigrate(order: MigrateOrder, env: Environment): Promise<MigrateAnswer> {
  const refused = (err: string) => ({ code: migrationExitCodes.usage, out: '', err })
  let url: string
  try {
    url = readDatabaseSettings(env).url
  } catch (error) {
    return refused(
      `${wordsOf(error)}. The Postgres that "npm start" brings along needs no migrate: each start does it.`,
    )
  }
  const directory = order.directory ?? env.REELKEEP_MIGRATIONS_DIR?.trim()
  const options = directory ? { directory } : {}
  try {
    const plan = await planMigrations(url, options)
    if (plan.unknown.length > 0 && !order.allowsNewer) return refused(newerWords(plan.unknown))
    const applied = order.isDryRun ? [] : await migrate(url, options)
    const pending = order.isDryRun ? plan.pending : []
    const { unknown } = plan
    const answer = { object: 'migration', dry_run: order.isDryRun, applied, pending, unknown }
    const out = order.json ? JSON.stringify(answer, null, 2) : linesOf(answer).join('\n')
    return { code: migrationExitCodes.done, out, err: '' }
  } catch (error) {
    if (error instanceof MigrationRefusal) return refused(`Nothing was applied: ${error.message}.`)
    return explainFailure(error, url)
  }
}

function newerWords(unknown: readonly string[]): string {
  const count = unknown.length === 1 ? 'a migration' : `${unknown.length} migrations`
  return `Nothing was applied: the database is newer than this code. It has ${count} that is not known here, ${unknown.at(-1)}. Migrate with the code that brought it; or, to go back to this code for a while, say --allow-newer: nothing is undone, and doctor goes on warning.`
}

function linesOf(answer: {
  readonly dry_run: boolean
  readonly applied: readonly string[]
  readonly pending: readonly string[]
  readonly unknown: readonly string[]
}): string[] {
  const { applied, pending, unknown } = answer
  const newer = unknown.map((name) => `not known to this code, left alone: ${name}`)
  if (answer.dry_run && pending.length > 0) {
    const count = pending.length === 1 ? '1 migration' : `${pending.length} migrations`
    return [
      ...newer,
      ...pending.map((name) => `would apply ${name}`),
      `${count} to apply; nothing was changed`,
    ]
  }
  return [
    ...newer,
    ...(applied.length === 0 ? ['nothing to migrate'] : applied.map((name) => `applied ${name}`)),
  ]
}

/** The address without its password. */
function explainFailure(error: unknown, url: string): MigrateAnswer {
  const { host, pathname } = new URL(url)
  const words = wordsOf(error)
  if (isDatabaseAway(error)) {
    const err = `Cannot reach Postgres at ${host} (DATABASE_URL): ${words}`
    return { code: migrationExitCodes.unreachable, out: '', err }
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (connectionCodes.has(code)) {
    const err = `DATABASE_URL is refused by Postgres at ${host}${pathname}: ${words}. Correct its user, password or database.`
    return { code: migrationExitCodes.usage, out: '', err }
  }
  return {
    code: migrationExitCodes.failed,
    out: '',
    err: `${words}. What came before it is applied, and ${leftOf(error)}.`,
  }
}

function leftOf(error: unknown): string {
  const isUndone = !(error instanceof MigrationFailure) || error.isUndone
  return isUndone ? 'nothing of itself' : 'the next run begins it again'
}

/** Wrong user or password, and a database that is not there. */
const connectionCodes: ReadonlySet<string> = new Set(['28P01', '28000', '3D000'])

/** A connection that was refused at several addresses has no message of its own. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.message || ('code' in error ? String(error.code) : error.name)
}
