// The command of the `migrate` container: applies what is missing to DATABASE_URL and says what it applied.
import { migrate } from './migrate.ts'
import { readDatabaseSettings } from './read-database-settings.ts'

const [directory] = process.argv.slice(2)

try {
  const { url } = readDatabaseSettings(process.env)
  const names = await migrate(url, directory === undefined ? {} : { directory })
  const lines = names.length === 0 ? ['nothing to migrate'] : names.map((name) => `applied ${name}`)
  process.stdout.write(`${lines.join('\n')}\n`)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
}
