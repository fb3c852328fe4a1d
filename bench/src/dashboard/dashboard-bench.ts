/**
 * `npm run bench -- dashboard`: what each page of the dashboard asks for, against the real api over a Postgres that holds
 * a million jobs. Measured, never asserted: it ends with 0 whatever it saw.
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { migrate } from '@reelkeep/db'
import { measureRequests } from './measure-requests.ts'
import { moveNewest } from './move-newest.ts'
import { openStage } from './open-stage.ts'
import { printRequests } from './print-requests.ts'
import { readPlaces } from './read-places.ts'
import { listRequests } from './requests.ts'
import { seedJobs } from './seed/seed-jobs.ts'
import { sumUp } from './sum-up.ts'

const help = `npm run bench -- dashboard [--jobs N] [--rounds R] [--seed] [--data DIR] [--only TEXT] [--json]

Asks the api for what each page of the dashboard asks for, over and over, and prints how long it took.
  --jobs N     jobs in the database (1000000); filling it takes a quarter of an hour and 9 GB the first time
  --rounds R   how often each request is made (30)
  --seed       only fill the database
  --data DIR   where it is kept between runs (.reelkeep/bench-dashboard-N)
  --only TEXT  only requests whose page or name has the text
  --json       the figures as JSON
With DATABASE_URL set, that database is used and kept: an empty one is filled.
`

export async function benchDashboard(args: readonly string[]): Promise<number> {
  const options = readOptions(args)
  if (options === null) return 2
  const say = (line: string) => console.error(line)
  await using stage = await openStage(options.dataDir, process.env.DATABASE_URL ?? null)
  await migrate(stage.databaseUrl)
  if (await stage.isEmpty()) {
    const took = await seedJobs(stage.databaseUrl, options.jobs, say)
    for (const [part, ms] of took) say(`${part}: ${(ms / 1000).toFixed(1)} s`)
  }
  say(`${await moveNewest(stage.databaseUrl)} jobs of the newest hour moved up to now`)
  say(`summed up in ${((await sumUp(stage.databaseUrl)) / 1000).toFixed(1)} s; ${await stage.describe()}`)
  if (options.isSeedOnly) return 0
  const api = await stage.startApi()
  const requests = listRequests(await readPlaces(stage.databaseUrl)).filter(
    ({ page, name }) => options.only === null || `${page} ${name}`.includes(options.only),
  )
  const figures = await measureRequests(requests, options.rounds, api)
  if (options.isJson) console.log(JSON.stringify(figures, null, 2))
  else printRequests(figures)
  return 0
}

function readOptions(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        jobs: { type: 'string', default: '1000000' },
        rounds: { type: 'string', default: '30' },
        seed: { type: 'boolean', default: false },
        data: { type: 'string' },
        only: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    const jobs = Number(values.jobs)
    const rounds = Number(values.rounds)
    if (!values.help && Number.isInteger(jobs) && jobs > 0 && Number.isInteger(rounds) && rounds > 0) {
      const dataDir =
        values.data ?? join(import.meta.dirname, '../../..', '.reelkeep', `bench-dashboard-${jobs}`)
      return {
        jobs,
        rounds,
        dataDir,
        isSeedOnly: values.seed,
        isJson: values.json,
        only: values.only ?? null,
      }
    }
    console.error(help)
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n${help}`)
  }
  return null
}
