import {
  isFineStep,
  isWallStep,
  listSteps,
  readJobSeries,
  readQueueSeries,
  readSpendSeries,
  type StatStep,
  statSteps,
} from '@reelkeep/db'
import { z } from 'zod'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { invalidValue } from '../../errors.ts'
import { presentFigures, presentQueue, presentTotal } from '../../presenters/present-series.ts'
import { refusals } from '../../schemas/error.ts'
import { seriesSchema } from '../../schemas/series.ts'
import { momentQuerySchema } from '../../schemas/values.ts'

const text = z.string().min(1).max(300)

const querySchema = z.strictObject({
  from: momentQuerySchema.optional().describe('a day before `to` when absent'),
  to: momentQuerySchema.optional().describe('now when absent'),
  step: z.enum(statSteps).optional().describe('chosen by the length of the time when absent'),
  upstream: text.optional(),
  model: text.optional(),
})

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** How long a time each step may be asked for, and up to which it is the one that is chosen. */
const stepRanges: readonly {
  readonly step: StatStep
  readonly chosenToMs: number
  readonly maxMs: number
}[] = [
  { step: '1m', chosenToMs: 2 * hourMs, maxMs: 6 * hourMs },
  { step: '5m', chosenToMs: 12 * hourMs, maxMs: dayMs },
  { step: '15m', chosenToMs: 36 * hourMs, maxMs: 7 * dayMs },
  { step: '1h', chosenToMs: 8 * dayMs, maxMs: 32 * dayMs },
  { step: '6h', chosenToMs: 32 * dayMs, maxMs: 180 * dayMs },
  { step: '1d', chosenToMs: 731 * dayMs, maxMs: 731 * dayMs },
]

export function registerReadSeries(app: App, { db, clock, config }: AppDeps): void {
  app.get(
    '/v1/stats/series',
    {
      schema: {
        operationId: 'readStatsSeries',
        summary: 'Throughput, latencies, queue and spend over time',
        description:
          'One entry for each step, the first at or before `from`, the last up to `to`; a step in which nothing happened is there with zeros. Percentiles come out of bins and are at most 10 % off.',
        tags: ['reports'],
        querystring: querySchema,
        response: { 200: seriesSchema, ...refusals(400, 401, 503) },
      },
    },
    async (request) => {
      const { query } = request
      const to = query.to === undefined ? clock.now() : new Date(query.to)
      const from = query.from === undefined ? new Date(to.getTime() - dayMs) : new Date(query.from)
      const step = stepFor(to.getTime() - from.getTime(), query.step)
      const { timeZone } = config
      const steps = await listSteps(db, { from, to, step, timeZone })
      const wish = {
        ownerId: callerOf(request).ownerId,
        upstream: query.upstream ?? null,
        model: query.model ?? null,
        steps,
        to,
        isFine: isFineStep(step),
        isByWall: isWallStep(step),
        timeZone,
      }
      const [jobs, spend, queue] = await Promise.all([
        readJobSeries(db, wish),
        readSpendSeries(db, wish),
        readQueueSeries(db, wish),
      ])
      return {
        object: 'stats_series' as const,
        from: steps[0].toISOString(),
        to: to.toISOString(),
        step,
        time_zone: timeZone,
        data: steps.map((at, place) => ({
          at: at.toISOString(),
          ...presentFigures(
            jobs.find((figures) => figures.step === place),
            spend.filter((figures) => figures.step === place),
          ),
          queue: presentQueue(queue.find((figures) => figures.step === place)),
        })),
        total: presentTotal(jobs, spend),
      }
    },
  )
}

function stepFor(rangeMs: number, wanted: StatStep | undefined): StatStep {
  if (rangeMs <= 0) throw invalidValue('to', 'not_after_from', 'to must be after from')
  const open = stepRanges.filter(({ maxMs }) => rangeMs <= maxMs).map(({ step }) => step)
  if (open.length === 0) {
    throw invalidValue('from', 'range_too_long', 'from must be within two years of to')
  }
  const chosen = wanted ?? stepRanges.find(({ chosenToMs }) => rangeMs <= chosenToMs)?.step ?? '1d'
  if (open.includes(chosen)) return chosen
  throw invalidValue(
    'step',
    'step_too_fine',
    `step must be ${open.join(', ')} for so long a time; or ask for a shorter one`,
    open,
  )
}
