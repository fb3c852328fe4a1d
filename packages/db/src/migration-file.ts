// What a migration file says and how it is to be run, found out before anything is applied.
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

export type Migration = {
  readonly name: string
  readonly text: string
  readonly checksum: string
  /** Null: the whole file in one transaction. */
  readonly steps: readonly IndexStep[] | null
}

/** A statement that Postgres runs in no transaction, so that writers go on meanwhile. */
export type IndexStep = {
  readonly does: 'create' | 'drop'
  readonly index: string
  readonly statement: string
}

/** The files and the database do not fit each other, and nothing was done. */
export class MigrationRefusal extends Error {
  override name = 'MigrationRefusal'
}

const fileName = /^\d{4}_[a-z0-9_]+\.sql$/
const marker = /^-- outside a transaction\b/
const indexStatement =
  /^(?:(create) (?:unique )?index concurrently (?!if )(\w+) on [^;]+$|(drop) index concurrently if exists (\w+)$)/i

export async function readMigrations(directory: string): Promise<Migration[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.sql')).sort()
  if (names.length === 0) throw new Error(`no migrations in ${directory}`)
  return Promise.all(
    names.map(async (name) => {
      if (!fileName.test(name)) throw new Error(`migration ${name} must be named like 0007_add_due_at.sql`)
      const text = await readFile(`${directory}/${name}`, 'utf8')
      const checksum = createHash('sha256').update(text).digest('hex')
      return { name, text, checksum, steps: marker.test(text) ? readSteps(name, text) : null }
    }),
  )
}

/** Only what can be begun again after a run that was killed half way: no transaction will take it back. */
function readSteps(name: string, text: string): IndexStep[] {
  const statements = text
    .replace(/^\s*--.*$/gm, '')
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
  return statements.map((statement) => {
    const [, create, created, , dropped] = indexStatement.exec(statement.replace(/\s+/g, ' ')) ?? []
    const index = created ?? dropped
    if (index === undefined) {
      throw new MigrationRefusal(
        `migration ${name} runs outside a transaction and may hold only "create index concurrently NAME on …;" and "drop index concurrently if exists NAME;", each ended by a semicolon at the end of its line, not: ${statement}`,
      )
    }
    return { does: create === undefined ? 'drop' : 'create', index, statement }
  })
}

export function repositoryMigrations(): string {
  return fileURLToPath(new URL('../../../migrations', import.meta.url))
}
