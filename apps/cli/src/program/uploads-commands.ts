import type { Command } from 'commander'
import {
  type DeleteUploadsOptions,
  deleteUploads,
  type ListUploadsOptions,
  listUploads,
} from '../commands/uploads.ts'
import type { Act } from './act.ts'
import { examples } from './examples.ts'

/** Images that were sent for rows to be made from. */
export function addUploadsCommands(program: Command, act: Act): void {
  program.commandsGroup('Images:')
  const uploads = program
    .command('uploads')
    .description('images that were sent for rows to be made from: what they hold, and how it becomes less')
  uploads
    .command('list')
    .summary('images, newest first, and how much they hold of what they may')
    .description(
      'Images that were uploaded, newest first, and how much all of them hold of what an owner may hold (uploads.max_bytes).',
    )
    .option('--limit <n>', 'how many, 200 at most', '50')
    .option('--cursor <cursor>', 'go on where the last page ended')
    .option('--all', 'every one, however many')
    .addHelpText('after', examples('uploads list', 'uploads list --all --json'))
    .action(act((context, options: ListUploadsOptions) => listUploads(context, options)))
  uploads
    .command('delete')
    .summary('delete images and free their bytes')
    .description(
      'Deletes images by id or SHA-256, or all that were sent before a time. One that a job still needs, which is not rendered yet, stays. A later retry of a job that names a deleted image fails as image_missing, free of charge, until the image is sent again.',
    )
    .argument('[uploads...]', 'ids or SHA-256')
    .option('--before <time>', 'all that were sent before: 2026-11-20, or a time with an offset')
    .option('--yes', 'delete without asking')
    .addHelpText(
      'after',
      examples('uploads delete image_01kah2m6k8f5drj7x9v3q0wzne', 'uploads delete --before 2026-11-01 --yes'),
    )
    .addHelpText(
      'after',
      '\nExit: 0 all deleted · 1 some stay, a job needs them · 2 nothing was deleted: neither --yes nor a terminal, or an unknown name',
    )
    .action(
      act((context, names: string[], options: DeleteUploadsOptions) =>
        deleteUploads(context, names, options),
      ),
    )
}
