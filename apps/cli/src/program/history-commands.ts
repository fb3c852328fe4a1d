import { type Command, Option } from 'commander'
import { type BulkOptions, bulk } from '../commands/bulk.ts'
import { type ExportOptions, exportLines } from '../commands/export.ts'
import { type FailuresOptions, failures, markFailures } from '../commands/failures.ts'
import { withJobFilter } from '../commands/job-filter.ts'
import { rearchive } from '../commands/rearchive.ts'
import { type RedoOptions, redo } from '../commands/redo.ts'
import type { Act } from './act.ts'
import { examples } from './examples.ts'

export function addHistoryCommands(program: Command, act: Act): void {
  program.commandsGroup('What came of it:')
  addExport(program, act)
  addRedo(program, act)
  addFailures(program, act)
  addRearchive(program, act)
  addBulk(program, act)
}

function addExport(program: Command, act: Act): void {
  const command = program
    .command('export')
    .summary('a batch, or any part of the history, as a table')
    .description(
      'A batch as a table: the columns of the file, then what became of each row. With --kind, whatever the filters choose: jobs, failures, ledger entries, kept clips, or the manifest of a batch (which row became which file).',
    )
    .argument('[batch]', 'its id or its name')
    .addOption(
      new Option('--kind <kind>', 'what of the history').choices([
        'jobs',
        'failures',
        'ledger',
        'clips',
        'manifest',
      ]),
    )
    .option('--format <format>', 'csv: safe in a spreadsheet · jsonl: lossless', 'csv')
    .option('--out <file>', 'where it goes (else stdout)')
  withJobFilter(command)
    .addHelpText(
      'after',
      examples(
        'export "prompts 2026-11-20" --out prompts.csv',
        'export autumn --kind manifest --out files.csv',
        'export --kind ledger --from 2026-11-01 --to 2026-12-01 --out november.csv',
        'export --kind failures --upstream xai --format jsonl | jq .upstream_status',
      ),
    )
    .action(
      act((context, batch: string | undefined, options: ExportOptions) =>
        exportLines(context, batch, options),
      ),
    )
}

function addRedo(program: Command, act: Act): void {
  program
    .command('redo')
    .summary('the rows that failed, as they came, to edit and send again')
    .description(
      'The chosen rows of a batch in their original columns and order and nothing else, ready to be edited and sent again under the same name or a new one. Rows that are equal to a chosen one and stand before it come along: they are left alone when sent again.',
    )
    .argument('<batch>', 'its id or its name')
    .option('--state <states>', 'comma list', 'failed')
    .option('--reason <reason>', 'such as moderated')
    .option('--out <file>', 'where it goes (else stdout)')
    .addHelpText(
      'after',
      examples(
        'redo autumn --out again.csv',
        'redo autumn --reason moderated --out prompts-to-change.csv',
        'redo autumn --state failed,canceled --out again.csv',
      ),
    )
    .action(act((context, batch: string, options: RedoOptions) => redo(context, batch, options)))
}

function addFailures(program: Command, act: Act): void {
  const cause = 'poll.upstream_failed.1a2b3c4d5e6f'
  const group = program
    .command('failures')
    .summary('failures by their cause')
    .description(
      'Failures by their cause, most numerous first: how many, what they lost, whose, and what to do.',
    )
    .option('--batch <batch>', 'its id or its name')
    .option('--upstream <name>')
    .option('--model <model>')
    .option('--from <time>', 'since (else the last seven days)')
    .option('--to <time>', 'before')
    .option('--status <status>', 'open, resolved, ignored or all (else open)')
    .option('--limit <n>', 'how many groups', '50')
    .addHelpText('after', examples('failures', 'failures --batch autumn', `failures resolve ${cause}`))
    .action(act((context, options: FailuresOptions) => failures(context, options)))
  for (const [verb, what, example] of [
    [
      'resolve',
      'its cause is removed; the group opens again when another one comes',
      `failures resolve ${cause} --reason "new key"`,
    ],
    ['ignore', 'show it no more, however many come', `failures ignore ${cause} --reason "prompts of a test"`],
    ['reopen', 'show it again', `failures reopen ${cause}`],
  ] as const) {
    group
      .command(verb)
      .description(what)
      .argument('<group>', 'as "reelkeep failures" shows it')
      .option('--reason <text>', 'why; kept in the audit')
      .addHelpText('after', examples(example))
      .action(
        act((context, fingerprint: string, options: { reason?: string }) =>
          markFailures(context, verb, fingerprint, options),
        ),
      )
  }
}

function addRearchive(program: Command, act: Act): void {
  program
    .command('rearchive')
    .summary('ask again for a paid clip that was lost; free')
    .description(
      'Asks the upstream once more for the clip of a failed job whose task may still give it: its link died, what came was no clip, or it was set aside. Nothing is sent and nothing paid. Many at once, and kept clips that were found damaged: reelkeep bulk rearchive.',
    )
    .argument('<job>')
    .addHelpText('after', examples('rearchive job_01…', 'bulk rearchive --reason artifact_lost'))
    .action(act((context, job: string) => rearchive(context, job)))
}

const bulkWords = {
  retry: 'send failed jobs again, each as a new submission',
  cancel: 'cancel what is not yet sent',
  rearchive: 'ask again for paid clips that were lost or are damaged; free',
  prioritize: 'move queued jobs in their line',
} as const

function addBulk(program: Command, act: Act): void {
  const group = program
    .command('bulk')
    .summary('retry, cancel, rearchive or prioritize by a filter')
    .description(
      'One action on all jobs that a filter finds. First it says how many, which not and why, and what it costs; then it asks, and a worker does it job by job.',
    )
  for (const action of ['retry', 'cancel', 'rearchive', 'prioritize'] as const) {
    const command = group.command(action).description(bulkWords[action])
    withJobFilter(command)
      .option('--id <job>', 'a job by its id; may be said again', (id: string, ids: string[] = []) => [
        ...ids,
        id,
      ])
      .option('--dry-run', 'only say what it would do and cost')
      .option('--yes', 'do it without asking')
      .option('--detach', 'do not wait for its end')
    if (action === 'retry') {
      command.option(
        '--include-moderated',
        'also what was refused for its content, and nearly always is again',
      )
    }
    if (action === 'prioritize') command.option('--priority <n>', '0 to 9; 9 goes first')
    command
      .addHelpText(
        'after',
        examples(
          action === 'prioritize'
            ? 'bulk prioritize --batch autumn --priority 9'
            : `bulk ${action} --batch autumn${action === 'cancel' ? ' --model grok_video3' : ' --state failed'}`,
          `bulk ${action} --q heron --dry-run${action === 'prioritize' ? ' --priority 0' : ''}`,
        ),
      )
      .action(act((context, options: BulkOptions) => bulk(context, action, options)))
  }
}
