import { type Command, Option } from 'commander'

/** What can be said of a file as a whole, the same for a quote and for the order. */
export function addFileOptions(command: Command): Command {
  return command
    .option(
      '--name <name>',
      'the batch (else file name and date); the same name again sends only what is new',
    )
    .option(
      '--new-batch',
      'without --name: a batch of its own, although one of another day holds the same rows',
    )
    .option('--budget <usd>', 'never spend more than this on the batch')
    .option('--max-price <usd>', 'what a row of unknown price costs at most, so that --budget can count it')
    .option('--template <text>', 'the prompt, with {columns} and {variables}')
    .option(
      '--var <name=values>',
      'values of a variable, commas between (\\, is a comma); repeatable',
      collect,
    )
    .option('--default <column=value>', 'for rows that leave the column empty; repeatable', collect)
    .option('--map <header=column>', 'what a header of the file stands for; repeatable', collect)
    .option('--takes <n>', 'so many clips of each row')
    .option('--trial <n>', 'send the first n rows, each with all its takes, then pause until "resume"')
    .option(
      '--stop-when <rule>',
      '30%/10: pause once 30 % went wrong, judged from 10 on (default from 50 rows) · never',
    )
    .option(
      '--encoding <name>',
      'of a text file, such as gb18030 or windows-1252 (else it is told from the bytes)',
    )
    .option('--sheet <name>', 'which sheet of an .xlsx (else the first)')
    .addOption(
      new Option(
        '--on-invalid <how>',
        'reject: one bad row stops the file (default) · skip: leave bad rows out',
      ).choices(['reject', 'skip']),
    )
    .addOption(
      new Option('--retry <which>', 'of failed rows: safe: those that cost nothing (default) · all').choices([
        'safe',
        'all',
      ]),
    )
    .option('--reuse', 'take finished clips of the same request instead of paying again')
}

/** One option after the other into a list. */
function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value]
}
