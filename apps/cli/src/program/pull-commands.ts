import type { Command } from 'commander'
import { type PullOptions, pull } from '../commands/pull.ts'
import type { Act } from './act.ts'
import { examples } from './examples.ts'

export function addPullCommands(program: Command, act: Act): void {
  program.commandsGroup('What came of it:')
  program
    .command('pull')
    .summary('the clips of a batch as files, verified; goes on where it stopped')
    .description(
      'Fetches the clips of a batch into a folder, four at a time, each checked against its hash. Run it again: what is there is not fetched again, what was begun goes on. A file with other content is never overwritten. manifest.csv beside them says which file is which row.',
    )
    .argument('<batch>', 'its id, or its name: the newest of that name')
    .requiredOption('--out <dir>', 'the folder; made if it is not there')
    .option('--only <rows>', 'these rows: numbers, ranges or custom_ids, such as 1-20,45,hero')
    .option('--superseded', 'also clips of rows that were changed since')
    .addHelpText(
      'after',
      examples('pull "prompts 2026-11-20" --out clips', 'pull batch_01… --out clips --only 1-20,hero'),
    )
    .addHelpText(
      'after',
      '\nExit: 0 every row has its file · 1 some are missing: not archived, or not fetched',
    )
    .action(act((context, batch: string, options: PullOptions) => pull(context, batch, options)))
}
