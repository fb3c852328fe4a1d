import type { Command } from 'commander'
import { type MigrateOptions, migrate } from '../commands/migrate.ts'
import type { ExitCode } from '../exit-codes.ts'
import type { Terminal } from '../terminal.ts'
import { examples } from './examples.ts'

/** What is done to the database itself; no server is asked, and no key is needed. */
export function addDatabaseCommands(
  program: Command,
  { terminal, end }: { readonly terminal: Terminal; readonly end: (code: ExitCode) => void },
): void {
  program.commandsGroup('The database:')
  program
    .command('migrate')
    .summary('apply the migrations that DATABASE_URL lacks')
    .description(
      'Applies the migrations of this code that the database at DATABASE_URL lacks, each as a whole or not at all. Any number of processes may do it at once. "npm start" does it at each start, and the container "migrate" before the others start: this is for what neither starts. Stop the workers of older code first.',
    )
    .option('--dry-run', 'only say what would be applied')
    .option('--allow-newer', 'end well also where newer code has been here, to go back to this code')
    .addHelpText('after', examples('migrate --dry-run', 'migrate', 'migrate --dry-run --json'))
    .addHelpText(
      'after',
      '\nExit: 0 nothing is missing any more (with --dry-run: it could be told) · 1 a migration failed · 2 DATABASE_URL is missing or wrong, or the database is newer than this code; nothing was applied · 3 the database cannot be reached',
    )
    .action(async (options: MigrateOptions) => {
      end(await migrate(options, { terminal, json: program.opts<{ json?: boolean }>().json === true }))
    })
}
