import type { Command } from 'commander'
import { type CostOptions, costs } from '../commands/costs.ts'
import { type ReconcileOptions, reconcile } from '../commands/reconcile.ts'
import type { Act } from './act.ts'
import { examples } from './examples.ts'

/** What it all cost, and whether the vendor says the same. */
export function addMoneyCommands(program: Command, act: Act): void {
  program.commandsGroup('Money:')
  program
    .command('costs')
    .description('what was quoted, charged and may have been charged; and what the last hour and day cost')
    .option('--by <group>', 'day, hour, upstream, model, batch or key', 'day')
    .option('--from <time>', 'a date or a time (else thirty days ago)')
    .option('--to <time>', 'a date or a time (else now)')
    .addHelpText('after', examples('costs', 'costs --by key --from 2026-11-01', 'costs --by hour'))
    .action(act((context, options: CostOptions) => costs(context, options)))
  program
    .command('reconcile')
    .summary("hold a vendor's usage file against what was booked")
    .description(
      "Holds a vendor's usage file (CSV, JSON or JSON lines) against the ledger, task by task: matched, different, missing from the bill, and extra on it. Changes nothing without --apply; the same file books nothing twice.",
    )
    .argument('<file>')
    .requiredOption('--upstream <name>', 'whose bill it is')
    .option('--apply', 'book what the bill says where it differs')
    .option(
      '--take-back-missing',
      'with --apply: also take back what the bill lacks; only for a bill that is whole',
    )
    .option(
      '--map <field=column...>',
      'which column is task_id, amount, unit, at or model; unit may be usd or ticks',
    )
    .option('--from <time>', 'where the bill begins (else its first line)')
    .option('--to <time>', 'where the bill ends (else its last line)')
    .addHelpText(
      'after',
      examples(
        'reconcile usage.csv --upstream globalaiopc',
        'reconcile usage.csv --upstream xai --map amount=Charge --apply',
      ),
    )
    .addHelpText('after', '\nExit: 0 bill and books agree · 1 they differ and it was not booked')
    .action(act((context, file: string, options: ReconcileOptions) => reconcile(context, file, options)))
}
