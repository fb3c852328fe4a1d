import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Operation } from '../client/shapes.ts'
import type { CommandContext } from '../context.ts'
import { CommandError, type ExitCode, exitCodes } from '../exit-codes.ts'
import { ownVersion, ownVersionWords } from '../own-version.ts'
import { counted } from '../print/counted.ts'
import { plainText } from '../print/plain-text.ts'
import { wrapped } from '../print/wrap.ts'

type Check = Operation['checks'][number]

const lookEveryMs = 300
/** The server ends it within thirty seconds. */
const patienceMs = 45_000

/** Has the server look at everything it stands on, and prints each finding with its fix. */
export async function doctor(context: CommandContext, dataDir: string): Promise<ExitCode> {
  try {
    return await ask(context)
  } catch (error) {
    if (!(error instanceof CommandError) || error.exitCode !== exitCodes.unreachable) throw error
    const checks = await lookLocally(context.client.url, dataDir)
    print(checks, context)
    throw error
  }
}

async function ask(context: CommandContext): Promise<ExitCode> {
  const { client, terminal } = context
  const version = ownVersion()
  let operation = await client.post<Operation>('/v1/doctor', {
    body: version === null ? {} : { cli: version },
    idempotencyKey: randomUUID(),
  })
  const untilMs = performance.now() + patienceMs
  while (operation.state === 'running' && performance.now() < untilMs) {
    terminal.redraw(`looking · ${counted(operation.checks.length, 'check')} told so far`)
    await delay(lookEveryMs)
    operation = await client.get<Operation>(`/v1/operations/${operation.id}`)
  }
  terminal.endRedraw()
  const isWhole = operation.state === 'finished'
  print(operation.checks, context, operation)
  if (!isWhole) terminal.note('It did not come to its end: the api went down, or the database hangs.')
  return isWhole && operation.checks.every(({ outcome }) => outcome !== 'failed')
    ? exitCodes.done
    : exitCodes.incomplete
}

/** What this machine can say while no server answers. */
export async function lookLocally(url: string, dataDir: string): Promise<Check[]> {
  const { hostname, port, protocol } = new URL(url)
  const number = Number(port || (protocol === 'https:' ? 443 : 80))
  const isOpen = await answers(hostname, number)
  const finding = (name: string, outcome: Check['outcome'], message: string, fix: string | null): Check => ({
    name,
    outcome,
    message,
    fix,
    took_ms: 0,
  })
  return [
    isOpen
      ? finding(
          'server',
          'failed',
          `${url}: something listens there, and does not answer as a Reelkeep server`,
          'See which program has that port, or set REELKEEP_URL.',
        )
      : finding(
          'server',
          'failed',
          `${url}: nothing listens there`,
          'Start it with "npm start", or set REELKEEP_URL.',
        ),
    existsSync(dataDir)
      ? finding('data dir', 'ok', dataDir, null)
      : finding(
          'data dir',
          'warning',
          `${dataDir} is not there: no server was ever started with it`,
          'Set REELKEEP_DATA_DIR or --data-dir, or REELKEEP_URL and REELKEEP_API_KEY.',
        ),
    existsSync(join(dataDir, 'admin-key'))
      ? finding('key', 'ok', `found in ${join(dataDir, 'admin-key')}`, null)
      : finding('key', 'ok', 'from the environment', null),
    finding('cli', 'ok', ownVersionWords(), null),
  ]
}

const connectTimeoutMs = 2_000

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: host.replace(/^\[|\]$/g, ''), port, timeout: connectTimeoutMs })
    const end = (isOpen: boolean) => {
      socket.destroy()
      resolve(isOpen)
    }
    socket.once('connect', () => end(true))
    socket.once('timeout', () => end(false))
    socket.once('error', () => end(false))
  })
}

const marks = { ok: 'ok', warning: 'warning', failed: 'FAILED', skipped: 'skipped' } as const
/** So much is left for what was found in 80 columns. */
const nameWidthMax = 22
const order = ['failed', 'warning', 'ok', 'skipped'] as const

function print(checks: readonly Check[], { terminal, json }: CommandContext, operation?: Operation): void {
  if (json) {
    terminal.print(JSON.stringify(operation ?? { checks }, null, 2))
    return
  }
  const nameWidth = Math.min(nameWidthMax, Math.max(...checks.map(({ name }) => name.length), 4) + 2)
  const sorted = order.flatMap((wanted) => checks.filter(({ outcome }) => outcome === wanted))
  const count = (wanted: Check['outcome']) => checks.filter(({ outcome }) => outcome === wanted).length
  const lines = sorted.flatMap(({ name, outcome, message, fix }) => {
    const indent = nameWidth + 9
    const head = `${marks[outcome].padEnd(9)}${plainText(name)}`
    // A name that is too long for its column has a line of its own.
    const hasOwnLine = head.length >= indent
    return [
      ...(hasOwnLine ? [head] : []),
      wrapped(hasOwnLine ? '' : head, plainText(message), terminal.width, indent),
      ...(fix === null || outcome === 'ok'
        ? []
        : [wrapped('', `fix: ${plainText(fix)}`, terminal.width, indent)]),
    ]
  })
  terminal.print(
    [
      ...lines,
      '',
      `${count('ok')} ok, ${counted(count('warning'), 'warning')}, ${count('failed')} failed, ${count('skipped')} skipped`,
    ].join('\n'),
  )
}
