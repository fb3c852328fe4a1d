import type { Command } from 'commander'
import { type RebuildOptions, rebuild } from '../commands/rebuild.ts'
import { type ScrubOptions, scrub } from '../commands/scrub.ts'
import type { Act } from './act.ts'
import { examples } from './examples.ts'

export function addKeepingCommands(program: Command, act: Act): void {
  program.commandsGroup('Keeping what was paid for:')
  program
    .command('scrub')
    .description('read stored clips again and name those that are not what was kept (else a sample of 20)')
    .option('--all', 'every clip')
    .option('--batch <batch>', 'the clips of one batch, by id or name')
    .option('--job <job>', 'the clip of one job')
    .option('--sample <n>', 'so many, the least recently checked first')
    .addHelpText('after', examples('scrub', 'scrub --batch "prompts 2026-11-20"', 'scrub --all'))
    .action(act((context, options: ScrubOptions) => scrub(context, options)))
  program
    .command('rebuild')
    .description('put back into the database what only the bucket knows; nothing that stands is changed')
    .option('--dry-run', 'only say what would be restored')
    .addHelpText('after', examples('rebuild --dry-run', 'rebuild'))
    .action(act((context, options: RebuildOptions) => rebuild(context, options)))
}
