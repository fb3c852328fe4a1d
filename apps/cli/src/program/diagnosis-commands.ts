import type { Command } from 'commander'
import { findDataDir } from '../client/connection.ts'
import { doctor } from '../commands/doctor.ts'
import { explain } from '../commands/explain.ts'
import type { Act } from './act.ts'
import { examples } from './examples.ts'

export function addDiagnosisCommands(program: Command, act: Act): void {
  program.commandsGroup('When something is odd:')
  program
    .command('explain')
    .summary('why a job is in its state, and what comes next')
    .description(
      'Why a job is in its state, what happens next and when or who must act, which rule says so, and what it has cost.',
    )
    .argument('<job>', 'its id')
    .addHelpText('after', examples('explain job_01…', 'explain job_01… --json'))
    .action(act((context, job: string) => explain(context, job)))
  program
    .command('doctor')
    .summary('look at everything this stands on; says the fix, spends nothing')
    .description(
      'Looks at versions, migrations, queue store, clocks, bucket, keys of upstreams, disk, gates and rows, and says the fix for what is not in order. Upstreams are only asked about a task that does not exist, which costs nothing.',
    )
    .addHelpText('after', examples('doctor', 'doctor --json'))
    .addHelpText(
      'after',
      '\nExit: 0 all in order, warnings allowed · 1 something failed · 3 the server cannot be reached',
    )
    .action(act((context) => doctor(context, findDataDir(program.opts<{ dataDir?: string }>(), process.env))))
}
