import type { Command } from 'commander'
import { type ListOptions, list } from '../commands/list.ts'
import { type SubmitOptions, submit } from '../commands/submit.ts'
import { watch } from '../commands/watch.ts'
import type { Act } from './act.ts'

export function addBatchCommands(program: Command, act: Act): void {
  program.commandsGroup('Batches:')
  program
    .command('submit')
    .description('check, price and send a file of prompts: .csv, .tsv, .ndjson, .jsonl or .json')
    .argument('<file>')
    .option(
      '--name <name>',
      'the batch (else file name and date); the same name again sends only what is new',
    )
    .option('--budget <usd>', 'never spend more than this on the batch')
    .option('--max-price <usd>', 'what a row of unknown price costs at most, so that --budget can count it')
    .option('--on-invalid <how>', 'reject: one bad row stops the file (default) · skip: leave bad rows out')
    .option('--yes', 'send without asking')
    .option('--watch', 'follow the batch until it ends')
    .action(act((context, file: string, options: SubmitOptions) => submit(context, file, options)))
  program
    .command('watch')
    .description('follow a batch until nothing moves by itself any more')
    .argument('<batch>', 'its id or its name')
    .action(act((context, batch: string) => watch(context, batch)))
  program
    .command('list')
    .description('batches, newest first; with a filter, jobs')
    .option('--batch <batch>', 'jobs of this batch (id or name)')
    .option('--state <states>', 'jobs in these states, such as failed,unconfirmed')
    .option('--q <words>', 'jobs whose prompt has these words')
    .option('--limit <n>', 'how many, 200 at most', '50')
    .action(act((context, options: ListOptions) => list(context, options)))
}
