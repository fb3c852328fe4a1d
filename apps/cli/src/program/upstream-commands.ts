import type { Command } from 'commander'
import { allowHost, disallowHost } from '../commands/allow-host.ts'
import { type LimitOptions, pauseUpstream, resumeUpstream, setUpstream } from '../commands/change-upstream.ts'
import { type TryOptions, tryUpstream } from '../commands/try.ts'
import { upstreams } from '../commands/upstreams.ts'
import type { Act } from './act.ts'
import { examples } from './examples.ts'

export function addUpstreamCommands(program: Command, act: Act): void {
  program.commandsGroup('Upstreams:')
  program
    .command('upstreams')
    .description('the upstreams: gates, limits, models; with a name, all that is known about one')
    .argument('[name]', 'models with modes, prices, poll plan, sources, and what surprised us')
    .addHelpText('after', examples('upstreams', 'upstreams xai'))
    .action(act((context, name: string | undefined) => upstreams(context, name)))
  const upstream = program
    .command('upstream')
    .summary('pause, resume or limit an upstream, or allow a host for its links')
    .description(
      'pause, resume or limit an upstream, or allow a host for its links, at once and over restarts',
    )
  upstream
    .command('pause')
    .description('create nothing more there; what is paid for is polled and archived on')
    .argument('<name>')
    .addHelpText('after', examples('upstream pause xai'))
    .action(act((context, name: string) => pauseUpstream(context, name)))
  upstream
    .command('resume')
    .description('create again, after a pause or once the reason why the gate closed is mended')
    .argument('<name>')
    .addHelpText('after', examples('upstream resume xai'))
    .action(act((context, name: string) => resumeUpstream(context, name)))
  upstream
    .command('set')
    .description('live limits, in force over restarts until they are set to "default"')
    .argument('<name>')
    .option('--max-in-flight <n>', 'jobs sent and not yet rendered, or "default"')
    .option('--requests-per-minute <n>', 'creates, or "default"')
    .option('--polls-per-minute <n>', 'questions about tasks, or "default"')
    .addHelpText(
      'after',
      examples('upstream set xai --max-in-flight 20', 'upstream set xai --max-in-flight default'),
    )
    .action(act((context, name: string, options: LimitOptions) => setUpstream(context, name, options)))
  upstream
    .command('allow')
    .description('fetch its clips from this host too: unlisted, private or plain http; waiting clips follow')
    .argument('<name>')
    .argument('<host>', 'host or host:port, an IPv6 address in brackets')
    .addHelpText('after', examples('upstream allow xai cdn.example.com'))
    .action(act((context, name: string, host: string) => allowHost(context, name, host)))
  upstream
    .command('disallow')
    .description('take an allowed host back')
    .argument('<name>')
    .argument('<host>')
    .addHelpText('after', examples('upstream disallow xai cdn.example.com'))
    .action(act((context, name: string, host: string) => disallowHost(context, name, host)))
  program
    .command('try')
    .description('one real job, as cheap as the upstream sells one, with every reply shown and saved')
    .argument('<upstream>')
    .option('--model <model>', 'else the cheapest that makes clips from text')
    .option('--duration <seconds>', 'else the shortest')
    .option('--resolution <resolution>', 'else the cheapest')
    .option('--prompt <text>', 'else a harmless one')
    .option('--save <dir>', 'where each distinct reply goes (else ./try-UPSTREAM-DATE)')
    .option('--yes', 'spend without asking')
    .addHelpText('after', examples('try xai', 'try globalaiopc --model grok_video3 --duration 6'))
    .addHelpText('after', afterTryHelp)
    .action(act((context, name: string, options: TryOptions) => tryUpstream(context, name, options)))
}

const afterTryHelp = `
Prints what will be sent and its price, asks, sends it, and follows it until it is archived, failed or unconfirmed.
Names each status and field that the dialect does not know. Saved replies are redacted and ready to be put into the
dialect's fixtures. What comes next: docs/first-real-batch.md`
