/**
 * `npm test` and `npm run check`: runs every check, prints what failed and what was skipped by name, and ends with
 * the line `N passed, N failed, N skipped`. A static check counts as one; a suite counts its tests.
 * `npm test -- packages/db/test/stats` runs the test files whose paths have one of the texts, and nothing else.
 */
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { isAbsolute, join } from 'node:path'

type Counts = { readonly passed: number; readonly failed: number; readonly skipped: readonly string[] }
type Check = { readonly name: string; readonly run: () => Promise<Counts> }

const root = join(import.meta.dirname, '..')

const staticChecks: readonly Check[] = [
  command('format and lint', 'biome', ['ci', '--colors=off', '--diagnostic-level=warn', '.']),
  command('types', 'tsc', ['-p', 'tsconfig.json']),
  command('types of the dashboard', 'tsc', ['-p', 'apps/dashboard/tsconfig.json']),
  command('boundaries', 'depcruise', [
    '-c',
    '.dependency-cruiser.mjs',
    'apps',
    'packages',
    'bench',
    'chaos',
    'tools',
  ]),
  command('unused files, exports and dependencies', 'knip', ['--no-config-hints']),
]

// As demo and start do, which would build it again where they find no build of theirs.
const dashboardBuild = command('dashboard build', process.execPath, ['apps/standalone/src/dashboard-main.ts'])

const suites: readonly Check[] = [
  suite('unit tests', ['--project', 'unit']),
  dashboardBuild,
  suite('services tests', ['--project', 'services']),
  suite('journey tests', ['--project', 'journey']),
  suite('browser tests', ['--project', 'browser']),
  { name: 'chaos: one seed of each release-gate row', run: playReleaseGate },
]

const [, , mode = 'test', ...paths] = process.argv
process.exitCode = await main(roundsOf())

/** The checks of a round run side by side: most of the static ones use one processor. A suite uses all there are. */
function roundsOf(): readonly (readonly Check[])[] {
  if (mode === 'check') return [staticChecks]
  const one = (check: Check) => [check]
  if (paths.length > 0) return [dashboardBuild, suite(`tests of ${paths.join(', ')}`, paths)].map(one)
  return [staticChecks, ...suites.map(one)]
}

async function main(rounds: readonly (readonly Check[])[]): Promise<number> {
  const all: Counts[] = []
  for (const checks of rounds) all.push(...(await Promise.all(checks.map(perform))))
  const total = all.reduce(
    (sum, counts) => ({
      passed: sum.passed + counts.passed,
      failed: sum.failed + counts.failed,
      skipped: [...sum.skipped, ...counts.skipped],
    }),
    { passed: 0, failed: 0, skipped: [] as readonly string[] },
  )
  process.stdout.write(`\n${line(total)}\n`)
  return total.failed === 0 ? 0 : 1
}

async function perform(check: Check): Promise<Counts> {
  const startedAt = performance.now()
  process.stdout.write(`▸ ${check.name}\n`)
  const counts = await check.run()
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  process.stdout.write(`${counts.failed === 0 ? '✓' : '✗'} ${check.name}: ${line(counts)} (${seconds} s)\n`)
  for (const skipped of counts.skipped) process.stdout.write(`  skipped: ${skipped}\n`)
  return counts
}

function line(counts: Counts): string {
  return `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped.length} skipped`
}

/** A tool that passes or fails as a whole; it speaks only when it fails. */
function command(name: string, program: string, args: readonly string[]): Check {
  return {
    name,
    run: async () => {
      const { code, output } = await capture(program, args)
      if (code === 0) return { passed: 1, failed: 0, skipped: [] }
      process.stdout.write(output)
      return { passed: 0, failed: 1, skipped: [] }
    },
  }
}

/** Tests that vitest runs; a suite that ends without a report, or has no test, has failed, whatever its exit code. */
function suite(name: string, chosen: readonly string[]): Check {
  return {
    name,
    run: async () => {
      const folder = await mkdtemp(join(tmpdir(), 'reelkeep-test-'))
      const report = join(folder, 'report.json')
      try {
        const args = ['run', ...chosen, '--reporter=default', '--reporter=json', `--outputFile=${report}`]
        const { code, output } = await capture('vitest', args)
        const counts = await readReport(report)
        const unexplained = code !== 0 && counts?.failed === 0
        if (counts === null || counts.failed > 0 || unexplained) process.stdout.write(output)
        if (counts === null || unexplained || counts.passed + counts.failed === 0) {
          return { passed: counts?.passed ?? 0, failed: 1, skipped: counts?.skipped ?? [] }
        }
        return counts
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
  }
}

/** Each run counts as a test; where no Redis server can be had none is played, and each is named. */
async function playReleaseGate(): Promise<Counts> {
  const folder = await mkdtemp(join(tmpdir(), 'reelkeep-test-'))
  const report = join(folder, 'chaos.json')
  try {
    const main = join(root, 'chaos/src/main.ts')
    const args = [main, '--gate', '--repeat', '1', '--parallel', '2', '--json', report]
    const { code, output } = await capture(process.execPath, args)
    const text = await readFile(report, 'utf8').catch(() => null)
    if (code !== 0 || text === null) process.stdout.write(output)
    if (text === null) return { passed: 0, failed: 1, skipped: [] }
    const { skipped, results } = JSON.parse(text) as ChaosReport
    const passed = results.filter(({ isGreen }) => isGreen).length
    const failed = results.length - passed
    return { passed, failed: code !== 0 && failed === 0 ? 1 : failed, skipped }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

type ChaosReport = {
  readonly skipped: readonly string[]
  readonly results: readonly { readonly isGreen: boolean }[]
}

type Report = {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly testResults: readonly {
    readonly status: string
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
  }[]
}

async function readReport(path: string): Promise<Counts | null> {
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text === null) return null
  const report = JSON.parse(text) as Report
  const skipped = report.testResults.flatMap((file) =>
    file.assertionResults
      .filter((result) => result.status !== 'passed' && result.status !== 'failed')
      .map((result) => result.fullName.trim()),
  )
  // A file that could not be loaded has failed although none of its tests ran.
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  )
  return { passed: report.numPassedTests, failed: report.numFailedTests + broken.length, skipped }
}

async function capture(program: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  const file = isAbsolute(program) ? program : join(root, 'node_modules/.bin', program)
  const child = spawn(file, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
  })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
  const code = await new Promise<number>((resolve) => {
    child.on('error', (error) => {
      chunks.push(Buffer.from(`${program}: ${error.message}\n`))
      resolve(127)
    })
    child.on('close', (exitCode) => resolve(exitCode ?? 1))
  })
  return { code, output: Buffer.concat(chunks).toString() }
}
