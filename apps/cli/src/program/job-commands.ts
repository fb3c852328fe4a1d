import type { Command } from 'commander'
import { type ResolveOptions, resolve } from '../commands/resolve.ts'
import { show } from '../commands/show.ts'
import type { Act } from './act.ts'

export function addJobCommands(program: Command, act: Act): void {
  program.commandsGroup('One job:')
  program
    .command('show')
    .description('one job with its history')
    .argument('<job>')
    .action(act((context, job: string) => show(context, job)))
  program
    .command('resolve')
    .description('end the doubt about an unconfirmed job: look its task up at the upstream first')
    .argument('<job>')
    .option('--bind <task>', 'the upstream shows this task for it: poll and archive that one')
    .option('--resubmit', 'the upstream shows none: submit again (may be paid twice)')
    .option('--write-off', 'give it up; the possible charge stays on the books')
    .option('--reason <text>', 'why; kept in the audit')
    .option('--yes', 'resubmit without asking')
    .action(act((context, job: string, options: ResolveOptions) => resolve(context, job, options)))
}
