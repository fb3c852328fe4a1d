import { Command, CommanderError } from 'commander'
import { openClient } from './client/client.ts'
import { findConnection } from './client/connection.ts'
import { RequestError } from './client/request-error.ts'
import type { CommandContext } from './context.ts'
import { CommandError, type ExitCode, exitCodes } from './exit-codes.ts'
import { ownVersionWords } from './own-version.ts'
import { asCalled } from './print/as-called.ts'
import { errorJson } from './print/error-json.ts'
import { momentWords } from './print/moment-words.ts'
import { printProblems } from './print/problems.ts'
import { refusalWords } from './print/refusal-words.ts'
import type { Act } from './program/act.ts'
import { addAdoptCommands } from './program/adopt-commands.ts'
import { addBatchCommands } from './program/batch-commands.ts'
import { addDatabaseCommands } from './program/database-commands.ts'
import { addDiagnosisCommands } from './program/diagnosis-commands.ts'
import { addHistoryCommands } from './program/history-commands.ts'
import { addJobCommands } from './program/job-commands.ts'
import { addKeepingCommands } from './program/keeping-commands.ts'
import { addKeysCommands } from './program/keys-commands.ts'
import { addMoneyCommands } from './program/money-commands.ts'
import { addPullCommands } from './program/pull-commands.ts'
import { addShellCommands } from './program/shell-commands.ts'
import { addUploadsCommands } from './program/uploads-commands.ts'
import { addUpstreamCommands } from './program/upstream-commands.ts'
import { fallbackWidth, openTerminal, type Terminal } from './terminal.ts'

/** Runs one command line and says with which code the process should end. */
export async function run(args: readonly string[], outside: Terminal = openTerminal()): Promise<number> {
  let exitCode: ExitCode = exitCodes.done
  const as = (options: () => GlobalOptions) =>
    asCalled(outside, {
      commands: () => program.commands.map((command) => command.name()),
      called: () => ({ words: process.env.REELKEEP_CALLED_AS ?? 'reelkeep', options: options() }),
      json: args.includes('--json'),
    })
  const terminal = as(() => program.opts<GlobalOptions>())
  const answers = watchAnswers(terminal)
  const program = buildProgram({ terminal: answers.terminal, help: as(() => ({})) }, (code) => {
    exitCode = code
  })
  try {
    await program.parseAsync([...args], { from: 'user' })
    return exitCode
  } catch (error) {
    terminal.endRedraw()
    const code = explain(error, terminal)
    // A script reads one answer: what was printed before stays the only one.
    if (args.includes('--json') && code !== exitCodes.done && !answers.haveBegun()) {
      terminal.print(errorJson(error, code))
    }
    return code
  }
}

/** The help tells what there is, wherever the server of this call may be. */
type Terminals = { readonly terminal: Terminal; readonly help: Terminal }

function buildProgram({ terminal, help }: Terminals, end: (code: ExitCode) => void): Command {
  const program = new Command('reelkeep')
    .description('Sends prompts to paid video upstreams and keeps every finished clip.')
    .option('--json', 'answer as JSON, for scripts')
    .option('--utc', 'times in UTC (else in the zone of this machine, with its offset)')
    .option('--url <url>', 'where the server is (else REELKEEP_URL, else the one started here)')
    .option('--as-owner <name>', 'act for this owner (needs a key with the scope admin)')
    .option('--data-dir <dir>', 'whose data dir holds the key (else REELKEEP_DATA_DIR, else .reelkeep)')
    .version(ownVersionWords(), '-V, --version', 'the version of this shell and of its Node')
    .configureHelp({
      minWidthToWrap: 20,
      helpWidth: Number.isFinite(terminal.width) ? terminal.width : fallbackWidth,
    })
    .configureOutput({
      writeOut: (text) => help.print(text.trimEnd()),
      writeErr: (text) => terminal.note(text.trimEnd()),
    })
    .addHelpText('after', afterHelp)
    .exitOverride()

  const act: Act =
    (command) =>
    async (...args) =>
      end(await command(contextOf(program, terminal), ...args))
  addBatchCommands(program, act)
  addAdoptCommands(program, act)
  addJobCommands(program, act)
  addDiagnosisCommands(program, act)
  addPullCommands(program, act)
  addHistoryCommands(program, act)
  addUpstreamCommands(program, act)
  addKeepingCommands(program, act)
  addUploadsCommands(program, act)
  addMoneyCommands(program, act)
  addKeysCommands(program, act)
  addDatabaseCommands(program, { terminal, end })
  addShellCommands(program, act, terminal)
  return program
}

const afterHelp = `
Examples:
  reelkeep quote prompts.csv --budget 20
  reelkeep submit prompts.csv --name autumn --budget 20 --watch
  reelkeep list --batch autumn --state failed,unconfirmed
  reelkeep pull autumn --out clips

Each command has its own examples: reelkeep submit --help
A batch is meant by its id or its name, the newest of that name; a job by its id.

Exit codes:
  0  done
  1  some jobs failed, are unconfirmed or canceled, or need attention, or a watched batch was charged over its budget
  2  bad usage or input; also what costs money without --yes and without a terminal
  3  the server cannot be reached
  4  over budget, nothing was sent`

type GlobalOptions = {
  readonly json?: boolean
  readonly utc?: boolean
  readonly url?: string
  readonly dataDir?: string
  readonly asOwner?: string
}

function contextOf(program: Command, terminal: Terminal): CommandContext {
  const { json, utc, url, dataDir, asOwner } = program.opts<GlobalOptions>()
  return {
    client: openClient(findConnection({ url, dataDir, asOwner }, process.env)),
    terminal,
    json: json === true,
    callerDir: process.env.REELKEEP_CALLER_DIR ?? process.cwd(),
    when: (moment) => momentWords(moment, { isUtc: utc === true }),
  }
}

function watchAnswers(terminal: Terminal): {
  readonly terminal: Terminal
  readonly haveBegun: () => boolean
} {
  let haveBegun = false
  const begin = () => {
    haveBegun = true
  }
  return {
    terminal: {
      ...terminal,
      print: (text) => {
        begin()
        terminal.print(text)
      },
      pour: (lines) => {
        begin()
        return terminal.pour(lines)
      },
    },
    haveBegun: () => haveBegun,
  }
}

function explain(error: unknown, terminal: Terminal): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage
  if (error instanceof CommandError) {
    terminal.note(error.message)
    return error.exitCode
  }
  if (error instanceof RequestError) {
    const { details = [], total = details.length, request_id: requestId } = error.envelope
    if (details.length > 1) printProblems(details, total, terminal)
    const message = refusalWords(error.message, details)
    terminal.note(requestId === undefined ? message : `${message} (request ${requestId})`)
    if (error.envelope.code === 'over_budget') return exitCodes.overBudget
    return error.status >= 500 ? exitCodes.unreachable : exitCodes.usage
  }
  throw error
}
