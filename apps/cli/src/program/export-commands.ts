import type { Command } from 'commander'
import { type ExportOptions, exportBatch } from '../commands/export.ts'
import type { Act } from './act.ts'
import { examples } from './examples.ts'

export function addExportCommands(program: Command, act: Act): void {
  program.commandsGroup('What came of it:')
  program
    .command('export')
    .description('a batch as a table: the columns of the file, then what became of each row')
    .argument('<batch>', 'its id or its name')
    .option('--format <format>', 'csv: safe in a spreadsheet · jsonl: lossless', 'csv')
    .option('--out <file>', 'where it goes (else stdout)')
    .addHelpText(
      'after',
      examples(
        'export "prompts 2026-11-20" --out prompts.csv',
        'export batch_01… --format jsonl | jq .state',
      ),
    )
    .action(act((context, batch: string, options: ExportOptions) => exportBatch(context, batch, options)))
}
