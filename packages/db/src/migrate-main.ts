// `reelkeep migrate` and the `migrate` container: applies to DATABASE_URL what is missing, and says what it applied.
import { parseArgs } from 'node:util'
import { migrationExitCodes, runMigrate } from './run-migrate.ts'

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      'dry-run': { type: 'boolean', default: false },
      'allow-newer': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  })
  const { code, out, err } = await runMigrate(
    {
      directory: positionals[0] ?? null,
      isDryRun: values['dry-run'],
      allowsNewer: values['allow-newer'],
      json: values.json,
    },
    process.env,
  )
  if (out !== '') process.stdout.write(`${out}\n`)
  if (err !== '') process.stderr.write(`${err}\n`)
  process.exitCode = code
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = migrationExitCodes.usage
}
