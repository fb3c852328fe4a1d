import { Command, CommanderError } from 'commander'
import { openClient } from './client/client.ts'
import { findConnection } from './client/connection.ts'
import { RequestError } from './client/request-error.ts'
import { allowHost, disallowHost } from './commands/allow-host.ts'
import { type LimitOptions, pauseUpstream, resumeUpstream, setUpstream } from './commands/change-upstream.ts'
import { type ExportOptions, exportBatch } from './commands/export.ts'
import { type ListOptions, list } from './commands/list.ts'
import { type RebuildOptions, rebuild } from './commands/rebuild.ts'
import { type ResolveOptions, resolve } from './commands/resolve.ts'
import { type ScrubOptions, scrub } from './commands/scrub.ts'
import { show } from './commands/show.ts'
import { type SubmitOptions, submit } from './commands/submit.ts'
import { type TryOptions, tryUpstream } from './commands/try.ts'
import { upstreams } from './commands/upstreams.ts'
import { watch } from './commands/watch.ts'
import type { CommandContext } from './context.ts'
import { CommandError, type ExitCode, exitCodes } from './exit-codes.ts'
import { printProblems } from './print/problems.ts'
import { fallbackWidth, openTerminal, type Terminal } from './terminal.ts'

/** Runs one command line and says with which code the process should end. */
export async function run(args: readonly string[], terminal: Terminal = openTerminal()): Promise<number> {
  let exitCode: ExitCode = exitCodes.done
  const program = buildProgram(terminal, (code) => {
    exitCode = code
  })
  try {
    await program.parseAsync([...args], { from: 'user' })
    return exitCode
  } catch (error) {
    terminal.endRedraw()
    return explain(error, terminal)
  }
}

function buildProgram(terminal: Terminal, end: (code: ExitCode) => void): Command {
  const program = new Command('reelkeep')
    .description('Sends prompts to paid video upstreams and keeps every finished clip.')
    .option('--json', 'answer as JSON, for scripts')
    .option('--url <url>', 'where the server is (else REELKEEP_URL, else the one started here)')
    .option('--data-dir <dir>', 'whose data dir holds the key (else REELKEEP_DATA_DIR, else .reelkeep)')
    .configureHelp({ helpWidth: Number.isFinite(terminal.width) ? terminal.width : fallbackWidth })
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.note(text.trimEnd()),
    })
    .addHelpText('after', afterHelp)
    .exitOverride()

  const act: Act =
    (command) =>
    async (...args) =>
      end(await command(contextOf(program, terminal), ...args))
  addJobCommands(program, act)
  addUpstreamCommands(program, act)
  addKeepingCommands(program, act)
  return program
}

/** Runs a command with its context and remembers its exit code. */
type Act = <Args extends unknown[]>(
  command: (context: CommandContext, ...args: Args) => Promise<ExitCode>,
) => (...args: Args) => Promise<void>

function addJobCommands(program: Command, act: Act): void {
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
  program
    .command('show')
    .description('one job with its history')
    .argument('<job>')
    .action(act((context, job: string) => show(context, job)))
  program
    .command('resolve')
    .description('end the doubt about an unconfirmed job: look its task up at the upstream first')
    .argument('<job>')
    .option('--bind <task>', 'the upstream shows this task for it: poll and archive that one')
    .option('--resubmit', 'the upstream shows none: submit again (may be paid twice)')
    .option('--write-off', 'give it up; the possible charge stays on the books')
    .option('--reason <text>', 'why; kept in the audit')
    .option('--yes', 'resubmit without asking')
    .action(act((context, job: string, options: ResolveOptions) => resolve(context, job, options)))
}

function addKeepingCommands(program: Command, act: Act): void {
  program
    .command('export')
    .description('a batch as a table: the columns of the file, then what became of each row')
    .argument('<batch>', 'its id or its name')
    .option('--format <format>', 'csv: safe in a spreadsheet · jsonl: lossless', 'csv')
    .option('--out <file>', 'where it goes (else stdout)')
    .action(act((context, batch: string, options: ExportOptions) => exportBatch(context, batch, options)))
  program
    .command('scrub')
    .description('read stored clips again and name those that are not what was kept (else a sample of 20)')
    .option('--all', 'every clip')
    .option('--batch <batch>', 'the clips of one batch, by id or name')
    .option('--job <job>', 'the clip of one job')
    .option('--sample <n>', 'so many, the least recently checked first')
    .action(act((context, options: ScrubOptions) => scrub(context, options)))
  program
    .command('rebuild')
    .description('put back into the database what only the bucket knows; nothing that stands is changed')
    .option('--dry-run', 'only say what would be restored')
    .action(act((context, options: RebuildOptions) => rebuild(context, options)))
}

function addUpstreamCommands(program: Command, act: Act): void {
  program
    .command('upstreams')
    .description('the upstreams: gates, limits, models; with a name, all that is known about one')
    .argument('[name]', 'models with modes, prices, poll plan, sources, and what surprised us')
    .action(act((context, name: string | undefined) => upstreams(context, name)))
  const upstream = program
    .command('upstream')
    .description(
      'pause, resume or limit an upstream, or allow a host for its links, at once and over restarts',
    )
  upstream
    .command('pause')
    .description('create nothing more there; what is paid for is polled and archived on')
    .argument('<name>')
    .action(act((context, name: string) => pauseUpstream(context, name)))
  upstream
    .command('resume')
    .description('create again, after a pause or once the reason why the gate closed is mended')
    .argument('<name>')
    .action(act((context, name: string) => resumeUpstream(context, name)))
  upstream
    .command('set')
    .description('live limits, in force over restarts until they are set to "default"')
    .argument('<name>')
    .option('--max-in-flight <n>', 'jobs sent and not yet rendered, or "default"')
    .option('--requests-per-minute <n>', 'creates, or "default"')
    .option('--polls-per-minute <n>', 'questions about tasks, or "default"')
    .action(act((context, name: string, options: LimitOptions) => setUpstream(context, name, options)))
  upstream
    .command('allow')
    .description('fetch its clips from this host too: unlisted, private or plain http; waiting clips follow')
    .argument('<name>')
    .argument('<host>', 'host or host:port, an IPv6 address in brackets')
    .action(act((context, name: string, host: string) => allowHost(context, name, host)))
  upstream
    .command('disallow')
    .description('take an allowed host back')
    .argument('<name>')
    .argument('<host>')
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
    .addHelpText('after', afterTryHelp)
    .action(act((context, name: string, options: TryOptions) => tryUpstream(context, name, options)))
}

const afterTryHelp = `
Prints what will be sent and its price, asks, sends it, and follows it until it is archived, failed or unconfirmed.
Names each status and field that the dialect does not know. Saved replies are redacted and ready to be put into the
dialect's fixtures. What comes next: docs/first-real-batch.md`

const afterHelp = `
Examples:
  reelkeep submit prompts.csv --budget 20 --watch
  reelkeep try xai
  reelkeep list --batch "prompts 2026-11-20" --state failed,unconfirmed
  reelkeep resolve job_01… --bind video_7f… --reason "found in the vendor's console"

Exit codes: 0 done · 1 some jobs failed, are unconfirmed or canceled, or need attention, or a watched batch was charged
more than its budget · 2 bad usage or input · 3 the server cannot be reached · 4 over budget, nothing was sent`

function contextOf(program: Command, terminal: Terminal): CommandContext {
  const { json, url, dataDir } = program.opts<{ json?: boolean; url?: string; dataDir?: string }>()
  return {
    client: openClient(findConnection({ url, dataDir }, process.env)),
    terminal,
    json: json === true,
    callerDir: process.env.REELKEEP_CALLER_DIR ?? process.cwd(),
  }
}

function explain(error: unknown, terminal: Terminal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage
  if (error instanceof CommandError) {
    terminal.note(error.message)
    return error.exitCode
  }
  if (error instanceof RequestError) {
    const { details = [], total = details.length, request_id: requestId } = error.envelope
    if (details.length > 1) printProblems(details, total, terminal)
    terminal.note(requestId === undefined ? error.message : `${error.message} (request ${requestId})`)
    return error.status >= 500 ? exitCodes.unreachable : exitCodes.usage
  }
  throw error
}
