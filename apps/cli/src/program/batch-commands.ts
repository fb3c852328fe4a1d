import { Argument, type Command } from 'commander'
import { setBudget } from '../commands/budget.ts'
import { type CancelOptions, cancel } from '../commands/cancel.ts'
import { type ListOptions, list } from '../commands/list.ts'
import { pause, resume } from '../commands/pause.ts'
import { setPriority } from '../commands/priority.ts'
import { type QuoteOptions, quote } from '../commands/quote.ts'
import { type RetryOptions, retry } from '../commands/retry.ts'
import { type SubmitOptions, submit } from '../commands/submit.ts'
import { watch } from '../commands/watch.ts'
import type { Act } from './act.ts'
import { examples } from './examples.ts'
import { addFileOptions } from './file-options.ts'

/** From a file of prompts to a batch, and what a person does with it while it runs. */
export function addBatchCommands(program: Command, act: Act): void {
  program.commandsGroup('Batches:')
  addFileCommands(program, act)
  addFollowCommands(program, act)
  addControlCommands(program, act)
}

function addFileCommands(program: Command, act: Act): void {
  addFileOptions(
    program
      .command('quote')
      .summary('what a file would do and cost; sends nothing')
      .description(
        'Checks every row of a file and says what it would do and cost. Sends nothing. Ends with a token: submit --confirm TOKEN orders exactly this.',
      )
      .argument('<file>', fileKinds),
  )
    .option('--rows <n>', 'how many expanded rows to show', '5')
    .addHelpText(
      'after',
      examples(
        'quote prompts.csv --budget 20',
        'quote sheet.xlsx --sheet Shots --map "Ratio=aspect_ratio"',
        'quote styles.csv --template "A {animal}, {style}" --var style=noir,pastel',
      ),
    )
    .addHelpText(
      'after',
      '\nExit: 0 it can be sent · 2 problems, each with its row, line and column · 4 over the budget',
    )
    .action(act((context, file: string, options: QuoteOptions) => quote(context, file, options)))
  addFileOptions(
    program
      .command('submit')
      .summary('check, price, confirm and send a file of prompts')
      .description(
        'Checks and prices a file of prompts, shows what would be done to its rows, asks, and sends it as a batch. The same name again sends only what is new or changed.',
      )
      .argument('<file>', fileKinds),
  )
    .option('--confirm <token>', 'send exactly what this token of a quote showed, without asking')
    .option('--yes', 'send without asking')
    .option('--watch', 'follow the batch until it ends')
    .addHelpText(
      'after',
      examples(
        'submit prompts.csv --budget 20 --watch',
        'submit prompts.csv --name "autumn" --trial 5',
        'submit prompts.ndjson --name "autumn" --retry all --yes',
      ),
    )
    .addHelpText(
      'after',
      '\nExit: 0 sent · 2 problems, or neither --yes nor a terminal to ask at; nothing was sent · 4 over the budget; nothing was sent\nWith --watch: 1 unless every row is archived.',
    )
    .action(act((context, file: string, options: SubmitOptions) => submit(context, file, options)))
}

const fileKinds = '.csv .tsv .txt .xlsx .ndjson .jsonl .json'
const batchWord = 'its id, or its name: the newest of that name'
const targetWord = 'the id of a job, or a batch by id or name'

function addFollowCommands(program: Command, act: Act): void {
  program
    .command('watch')
    .summary('follow a batch until nothing moves by itself any more')
    .description(
      'Follows a batch until it ended, or until whatever is left waits for a person, and says what for. Ctrl-C leaves the batch running. A restart of the server is sat out.',
    )
    .argument('<batch>', batchWord)
    .addHelpText(
      'after',
      examples('watch "prompts 2026-11-20"', 'watch batch_01… && reelkeep pull batch_01… --out clips'),
    )
    .addHelpText(
      'after',
      '\nExit: 0 every row is archived · 1 some are not, something needs a person, or it was charged over its budget',
    )
    .action(act((context, batch: string) => watch(context, batch)))
  program
    .command('list')
    .summary('batches, newest first; with a filter, jobs')
    .description('Batches, newest first; with a filter, or as "list jobs", jobs.')
    .addArgument(
      new Argument('[what]', 'else: batches, or jobs when there is a filter').choices(['batches', 'jobs']),
    )
    .option('--batch <batch>', 'jobs of this batch (id or name)')
    .option('--state <states>', 'in these states, such as failed,unconfirmed; of batches: running,paused,…')
    .option('--reason <reason>', 'jobs that failed or were canceled for this, such as moderated')
    .option('--key <key>', 'jobs that this key sent, by its id or name; revoked ones too')
    .option('--upstream <name>', 'jobs of this upstream')
    .option('--model <model>', 'jobs of this model')
    .option('--custom-id <id>', 'jobs of this row')
    .option('--task <id>', 'the job of this task of the upstream')
    .option('--q <words>', 'jobs whose prompt has these words')
    .option('--from <time>', 'jobs made since: 2026-11-20, "2026-11-20 14:30", or with an offset')
    .option('--to <time>', 'jobs made before')
    .option('--limit <n>', 'how many, 200 at most', '50')
    .option('--cursor <cursor>', 'go on where the last page ended')
    .option('--all', 'every one, however many')
    .addHelpText(
      'after',
      examples(
        'list',
        'list batches --state running,paused',
        'list --batch "prompts 2026-11-20" --state failed,unconfirmed',
        'list jobs --q "lake dawn" --from 2026-11-01 --all --json',
      ),
    )
    .action(
      act((context, what: 'batches' | 'jobs' | undefined, options: ListOptions) =>
        list(context, what, options),
      ),
    )
}

function addControlCommands(program: Command, act: Act): void {
  program
    .command('pause')
    .summary('send nothing more of a batch or a job')
    .description('Sends nothing more of it. What was sent is polled and archived on, since it is paid for.')
    .argument('<job-or-batch>', targetWord)
    .addHelpText('after', examples('pause "prompts 2026-11-20"', 'pause job_01…'))
    .action(act((context, word: string) => pause(context, word)))
  program
    .command('resume')
    .summary('send again; also the approval of a trial')
    .description('Sends again after a pause: a person’s, that of a trial, or of a brake.')
    .argument('<job-or-batch>', targetWord)
    .addHelpText('after', examples('resume "prompts 2026-11-20"'))
    .action(act((context, word: string) => resume(context, word)))
  program
    .command('cancel')
    .summary('give up what was not sent yet')
    .description(
      'Gives up what was not sent yet, for good. What was sent goes on and is kept: the upstream bills it anyway. At a terminal a batch is asked about first.',
    )
    .argument('<job-or-batch>', targetWord)
    .option('--yes', 'without asking')
    .addHelpText('after', examples('cancel "prompts 2026-11-20"', 'cancel job_01…'))
    .action(act((context, word: string, options: CancelOptions) => cancel(context, word, options)))
  program
    .command('retry')
    .summary('send failed jobs again; says the price first')
    .description(
      'Sends a failed job, or the failed jobs of a batch, again. Says first, by reason, what they may have cost already and what they cost now, and asks. Moderated jobs of a batch stay behind unless they are asked for.',
    )
    .argument('<job-or-batch>', targetWord)
    .option('--budget <usd>', 'and let the batch cost so much in all from now on')
    .option('--include-moderated', 'also what was refused for its content, and nearly always is again')
    .option('--yes', 'without asking')
    .addHelpText('after', examples('retry job_01…', 'retry "prompts 2026-11-20" --yes'))
    .addHelpText(
      'after',
      '\nExit: 0 sent again · 2 neither --yes nor a terminal to ask at · 4 over the budget',
    )
    .action(act((context, word: string, options: RetryOptions) => retry(context, word, options)))
  program
    .command('priority')
    .summary('move a queued job, or all that is queued of a batch, in line')
    .description(
      'Moves a queued job, or all that is queued of a batch, in line: 9 goes first, 5 is usual, 0 is last.',
    )
    .argument('<job-or-batch>', targetWord)
    .argument('<n>', '0 to 9')
    .addHelpText('after', examples('priority job_01… 9', 'priority "prompts 2026-11-20" 2'))
    .action(act((context, word: string, priority: string) => setPriority(context, word, priority)))
  program
    .command('budget')
    .summary('what a batch may cost in all')
    .description(
      'Sets what a batch may cost in all, with what it has cost already. Rows that waited for money go on at once.',
    )
    .argument('<batch>', batchWord)
    .argument('<usd>', 'dollars, such as 25 or 12.50; "none" takes the budget away')
    .addHelpText('after', examples('budget "prompts 2026-11-20" 25', 'budget batch_01… none'))
    .action(act((context, batch: string, usd: string) => setBudget(context, batch, usd)))
}
