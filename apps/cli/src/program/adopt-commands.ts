import { type Command, Option } from 'commander'
import { type AdoptOptions, adopt } from '../commands/adopt.ts'
import type { Act } from './act.ts'
import { examples } from './examples.ts'

/** Tasks that were made without Reelkeep. */
export function addAdoptCommands(program: Command, act: Act): void {
  program.commandsGroup('Batches:')
  program
    .command('adopt')
    .summary('take over tasks that were made elsewhere; buys nothing')
    .description(
      'Takes over tasks that were made elsewhere with the same key: each becomes a job that is polled, archived and costed, and never sent. The file has a task_id in each row, and upstream, custom_id, prompt or model as far as they are known. Sent with --batch before the file of prompts of that name, its rows are found by custom_id, or by prompt and settings, and not bought again.',
    )
    .argument('<file>', '.csv .tsv .txt .ndjson .jsonl .json')
    .option('--batch <name>', 'the batch that the jobs are to belong to; made when there is none')
    .option('--upstream <name>', 'for rows that name none')
    .option('--encoding <name>', 'of a text file, such as gb18030 (else it is told from the bytes)')
    .addOption(
      new Option(
        '--on-invalid <how>',
        'reject: one bad row stops the file (default) · skip: leave bad rows out',
      ).choices(['reject', 'skip']),
    )
    .option('--dry-run', 'only show what would be adopted')
    .option('--watch', 'follow the batch until it ends')
    .addHelpText(
      'after',
      examples(
        'adopt tasks.csv --upstream globalaiopc',
        'adopt tasks.csv --batch autumn && reelkeep submit prompts.csv --name autumn',
      ),
    )
    .addHelpText(
      'after',
      '\nExit: 0 all adopted or known · 1 some refused · 2 problems, each with its row; nothing was adopted',
    )
    .action(act((context, file: string, options: AdoptOptions) => adopt(context, file, options)))
}
