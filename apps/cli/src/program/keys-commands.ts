import type { Command } from 'commander'
import { createKey, type NewKeyOptions } from '../commands/create-key.ts'
import { type KeyLimitOptions, setKey } from '../commands/key-limits.ts'
import { listKeys, revokeKey, showKey } from '../commands/keys.ts'
import type { Act } from './act.ts'
import { examples } from './examples.ts'

export function addKeysCommands(program: Command, act: Act): void {
  program.commandsGroup('Keys:')
  const keys = program
    .command('keys')
    .description('hand out keys: who may read, submit, operate or hand out keys, and for how much')
  withLimits(
    keys
      .command('create')
      .summary('make a key; its secret is printed this once')
      .description(
        'Makes a key and prints its secret, which is kept nowhere. A key sees and acts on the things of its owner only.',
      )
      .argument('<name>', 'what it is for, such as "ci" or "render desk"')
      .option('--scopes <list>', 'read, submit, operate, admin; none implies another', 'read,submit')
      .option('--owner <name>', 'whose things it means; made when new (else yours)'),
    'no limit',
  )
    .addHelpText('after', afterCreateHelp)
    .addHelpText(
      'after',
      examples(
        'keys create "render desk" --owner studio --cap 200 --day-cap 25 --expires 90d',
        'keys create viewer --owner studio --scopes read',
        'keys create prometheus --scopes operate --requests-per-minute 30',
      ),
    )
    .action(act((context, name: string, options: NewKeyOptions) => createKey(context, name, options)))
  keys
    .command('list')
    .description('all keys with their limits and what they have spent; never a secret')
    .option('--owner <name>', 'only keys of this owner')
    .addHelpText('after', examples('keys list', 'keys list --owner studio --json'))
    .action(act((context, options: { owner?: string }) => listKeys(context, options)))
  keys
    .command('show')
    .description('one key')
    .argument('<key>', 'its id')
    .addHelpText('after', examples('keys show key_01kah2m6k8f5drj7x9v3q0wzne'))
    .action(act((context, id: string) => showKey(context, id)))
  withLimits(
    keys
      .command('set')
      .description('change the name or the limits of a key, at once; "none" takes a limit away')
      .argument('<key>', 'its id')
      .option('--name <name>', 'what it is for'),
    'as it is',
  )
    .addHelpText('after', '\nScopes never change: make another key, and revoke this one.')
    .addHelpText(
      'after',
      examples(
        'keys set key_01kah2m6k8f5drj7x9v3q0wzne --day-cap 40',
        'keys set key_01kah2m6k8f5drj7x9v3q0wzne --cap none --models grok_video3',
      ),
    )
    .action(act((context, id: string, options: KeyLimitOptions) => setKey(context, id, options)))
  keys
    .command('revoke')
    .description('end a key for good, with its sessions; its jobs go on, cancel those that are not wanted')
    .argument('<key>', 'its id')
    .requiredOption('--reason <text>', 'for the audit')
    .addHelpText('after', examples('keys revoke key_01kah2m6k8f5drj7x9v3q0wzne --reason "left the team"'))
    .action(act((context, id: string, options: { reason: string }) => revokeKey(context, id, options)))
}

function withLimits(command: Command, otherwise: string): Command {
  return command
    .option('--cap <usd>', `what its jobs may cost in all (else ${otherwise})`)
    .option('--day-cap <usd>', 'what its jobs may cost on one day of REELKEEP_TZ')
    .option('--max-in-flight <n>', 'its jobs that are sent and not yet rendered')
    .option('--requests-per-minute <n>', 'calls of the api')
    .option('--upstreams <list>', 'the only ones it may use, with commas')
    .option('--models <list>', 'the only ones it may use, with commas')
    .option('--max-duration <seconds>', 'the longest clip it may ask for')
    .option('--expires <when>', 'a date, a time, or days from now such as 90d')
}

const afterCreateHelp = `
Scopes: read sees jobs, batches, clips and costs · submit sends, cancels and retries · operate resolves, acts in bulk and
steers upstreams · admin hands out keys and may act for every owner. Give each key only what it needs.`
