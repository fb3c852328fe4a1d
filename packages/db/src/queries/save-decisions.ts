// The only way a job changes its state after admission. Saving the same thing twice is harmless: the second time the
// row has another version, and the save says `moved-on` (or `saved`, when its saveId shows that it had landed).
import type { JobId } from '@reelkeep/core'
import postgres from 'postgres'
import type { Database } from '../open-database.ts'
import { countRow, isCountOnly, runCountStatement } from '../saving/count-statement.ts'
import type { Save, SaveOutcome } from '../saving/save.ts'
import { ledgerRows, type SaveRow, saveRow } from '../saving/save-row.ts'
import { runSaveStatement, type SavedRow } from '../saving/save-statement.ts'
import { withDeadlockRetry } from './deadlock-retry.ts'

/**
 * Keeps a group of decisions, transitions in one statement and mere counts in another: each guarded by its job's id,
 * state and version, each wholly or not at all. Outcomes come in the order of the saves. A job
 * may be in a group only once. Throws only when the database could not be asked: then nothing is known, and the same
 * saves may be saved again.
 */
export async function saveDecisions(db: Database, saves: readonly Save[]): Promise<SaveOutcome[]> {
  if (saves.length === 0) return []
  refuseDoubles(saves)
  try {
    return await saveTogether(db, saves)
  } catch (error) {
    if (!isRefusal(error)) throw error
    const [only] = saves
    if (saves.length === 1 && only !== undefined) return [{ outcome: 'refused', error }]
    return saveApart(db, saves)
  }
}

async function saveTogether(db: Database, saves: readonly Save[]): Promise<SaveOutcome[]> {
  // In the order of ids, so that two groups over the same jobs wait for each other instead of deadlocking.
  const ordered = [...saves].sort((a, b) => (a.job.id < b.job.id ? -1 : 1))
  const counts = ordered.filter(isCountOnly)
  const transitions = ordered.filter((save) => !isCountOnly(save))
  const moved = [...(await saveTransitions(db, transitions)), ...(await saveCounts(db, counts))]
  const versions = new Map(moved.map((row) => [row.id, row.version]))
  const landed = await findLanded(
    db,
    saves.filter((save) => !versions.has(save.job.id)),
  )
  return saves.map(({ job }) => {
    const version = versions.get(job.id) ?? landed.get(job.id)
    return version === undefined ? { outcome: 'moved-on' } : { outcome: 'saved', version }
  })
}

async function saveTransitions(db: Database, saves: readonly Save[]): Promise<SavedRow[]> {
  if (saves.length === 0) return []
  const rows = asJson(saves.map(saveRow))
  const ledger = asJson(saves.flatMap(ledgerRows))
  return withDeadlockRetry(() => runSaveStatement(db.sql, rows, ledger))
}

async function saveCounts(db: Database, saves: readonly Save[]): Promise<SavedRow[]> {
  if (saves.length === 0) return []
  const rows = asJson(saves.map(countRow))
  return withDeadlockRetry(() => runCountStatement(db.sql, rows))
}

/** One refused save must not hold up the others of its group. */
async function saveApart(db: Database, saves: readonly Save[]): Promise<SaveOutcome[]> {
  const outcomes: SaveOutcome[] = []
  for (const save of saves) outcomes.push(...(await saveDecisions(db, [save])))
  return outcomes
}

/** Asked after the statement, not in it: its own snapshot may be older than the save it looks for. */
async function findLanded({ sql }: Database, saves: readonly Save[]): Promise<Map<JobId, number>> {
  const wanted = saves.filter((save) => save.saveId !== undefined)
  if (wanted.length === 0) return new Map()
  const rows = await sql<{ id: JobId; version: number; last_save_id: string | null }[]>`
    select id, version, last_save_id from jobs where id = any(${wanted.map(({ job }) => job.id)}::text[])`
  const found = new Map(rows.map((row) => [row.id, row]))
  return new Map(
    wanted.flatMap(({ job, saveId }) => {
      const row = found.get(job.id)
      return row !== undefined && row.last_save_id === saveId ? [[job.id, row.version] as const] : []
    }),
  )
}

function refuseDoubles(saves: readonly Save[]): void {
  const ids = new Set<string>()
  for (const { job } of saves) {
    // A row updated twice in one statement would lose one of the two without a word.
    if (ids.has(job.id)) throw new Error(`${job.id} is twice in one group of saves`)
    ids.add(job.id)
  }
}

/** Classes 22 and 23: a value does not fit, or a constraint or the table of edges says no. Trying again cannot help. */
function isRefusal(error: unknown): error is postgres.PostgresError {
  return error instanceof postgres.PostgresError && /^2[23]/.test(error.code)
}

function asJson(rows: readonly SaveRow[]): string {
  return JSON.stringify(rows, (_, value) => {
    if (typeof value === 'bigint') return value.toString()
    return typeof value === 'string' ? storableText(value) : value
  })
}

/** Postgres text holds neither NUL nor half a surrogate pair; an upstream may send both. */
function storableText(text: string): string {
  const withoutNul = text.includes('\0') ? text.replaceAll('\0', '') : text
  return withoutNul.isWellFormed() ? withoutNul : withoutNul.toWellFormed()
}
