/**
 * `npm run bench`: our whole journey beside a plain BullMQ worker as a user would write it and a bare loop, in turn,
 * in one run, on the same services and the same simulated upstream. Every run is checked before it counts.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { checkRun } from './check-run.ts'
import { benchDashboard } from './dashboard/dashboard-bench.ts'
import type { Engine, RunFigures } from './engine.ts'
import { bareLoop, plainBullmq } from './engines/child-engine.ts'
import { reelkeep } from './engines/reelkeep.ts'
import { printTable } from './print-table.ts'
import { startServices } from './services/services.ts'

const help = `npm run bench [-- --jobs N] [--rounds R] [--json]

Times three engines in turn: create, four polls 200 ms apart, one 4 KiB clip into S3, for each job.
  --jobs N     jobs a run (2000)
  --rounds R   alternating rounds (3)
  --json       the figures of every run as JSON

npm run bench -- dashboard times the dashboard's requests over a million jobs; see its --help.
`

const [command, ...others] = process.argv.slice(2)
process.exitCode = command === 'dashboard' ? await benchDashboard(others) : await main()

async function main(): Promise<number> {
  const options = readOptions()
  if (options === null) return 2
  const folder = await mkdtemp(join(tmpdir(), 'reelkeep-bench-'))
  const services = await startServices(folder)
  const engines: readonly Engine[] = [bareLoop, plainBullmq, reelkeep]
  const figures: RunFigures[] = []
  try {
    for (let round = 0; round < options.rounds; round += 1) {
      // Back and forth, so that a machine that slows down slows nobody in particular.
      for (const engine of round % 2 === 0 ? engines : engines.toReversed()) {
        const world = await services.freshWorld(`${engine.name}_${round}`)
        const figure = await engine.run({ jobs: options.jobs, world, services })
        await checkRun(engine, figure, options.jobs, world)
        await world.stop()
        figures.push({ ...figure, round })
        console.error(`round ${round + 1}: ${engine.title}: ${Math.round(figure.jobsPerSecond)} jobs/s`)
      }
    }
    if (options.json) console.log(JSON.stringify(figures, null, 2))
    else printTable(engines, figures, options.jobs)
    return 0
  } finally {
    await services.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

function readOptions(): { jobs: number; rounds: number; json: boolean } | null {
  try {
    const { values } = parseArgs({
      options: {
        jobs: { type: 'string', default: '2000' },
        rounds: { type: 'string', default: '3' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    const jobs = Number(values.jobs)
    const rounds = Number(values.rounds)
    if (!values.help && Number.isInteger(jobs) && jobs > 0 && Number.isInteger(rounds) && rounds > 0) {
      return { jobs, rounds, json: values.json }
    }
    console.error(help)
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n${help}`)
  }
  return null
}
