import type { Command } from 'commander'
import { type ResolveOptions, resolve } from '../commands/resolve.ts'
import { show } from '../commands/show.ts'
import type { Act } from './act.ts'
import { examples } from './examples.ts'

export function addJobCommands(program: Command, act: Act): void {
  program.commandsGroup('One job:')
  program
    .command('show')
    .summary('one job with its history; or a batch')
    .description(
      'One job: what was asked and came, what it cost and how that is known, what it waits for, its history. Or a batch: its counts, cost and needs.',
    )
    .argument('<job-or-batch>', 'the id of a job, or a batch by id or name')
    .addHelpText('after', examples('show job_01…', 'show autumn', 'show job_01… --json'))
    .action(act((context, job: string) => show(context, job)))
  program
    .command('resolve')
    .summary('end the doubt about an unconfirmed job')
    .description(
      'Ends the doubt about an unconfirmed job. Look its task up at the upstream first. A task that was bound by mistake is corrected by the same command, as long as the upstream has not spoken of it.',
    )
    .argument('<job>')
    .option('--bind <task>', 'the upstream shows this task for it: poll and archive that one')
    .option('--resubmit', 'the upstream shows none: submit again (may be paid twice)')
    .option('--write-off', 'give it up; the possible charge stays on the books')
    .option('--reason <text>', 'why; kept in the audit')
    .option('--yes', 'resubmit without asking')
    .addHelpText(
      'after',
      examples(
        'resolve job_01… --bind video_7f… --reason "found in the vendor\'s console"',
        'resolve job_01… --bind video_7e… --reason "the first one was a typo"',
        'resolve job_01… --write-off --reason "not worth asking"',
      ),
    )
    .action(act((context, job: string, options: ResolveOptions) => resolve(context, job, options)))
}
