import { expectedFinish, type QuoteOutlook, quoteOutlook, shapeKey, type UpstreamRules } from '@reelkeep/core'
import { type ModelPlace, readModelCharges, readRenderTimes, readUpstreamRoom } from '@reelkeep/db'
import type { AppDeps } from '../deps.ts'
import type { Admission } from './admit-batch.ts'
import type { BatchFields } from './batch-fields.ts'

export type Outlook = {
  readonly quote: QuoteOutlook
  /** Of that, what goes before a person is asked; null: there is no trial. */
  readonly trial: TrialOutlook | null
  /** Null: an upstream of the rows creates nothing now. */
  readonly finish: {
    readonly lowAt: Date
    readonly expectedAt: Date
    readonly basis: 'history' | 'plan'
  } | null
}

export type TrialOutlook = {
  /** Of the file; each becomes as many clips as it has takes, and values of variables. */
  readonly rows: number
  readonly lastRow: number
  readonly clips: number
  readonly unknownClips: number
  readonly quote: QuoteOutlook
}

/** What the rows are likely to cost, and when the last of them is likely to be rendered, as things stand. */
export async function readOutlook(
  { bought, brakes }: Admission,
  { maxPriceTicks }: BatchFields,
  { db, config, clock }: Pick<AppDeps, 'db' | 'config' | 'clock'>,
): Promise<Outlook> {
  const places = placesOf(bought)
  const [charges, renders, rooms] = await Promise.all([
    readModelCharges(db, places),
    readRenderTimes(db, places),
    readUpstreamRoom(db, [...new Set(places.map(({ upstream }) => upstream))]),
  ])
  const history = new Map(charges.map((each) => [shapeKey({ ...each, ticks: each.quotedTicks }), each]))
  const quoteOf = (rows: Admission['bought']) =>
    quoteOutlook(rows, (shape) => history.get(shapeKey(shape)) ?? null, maxPriceTicks)
  const quote = quoteOf(bought)
  const trial = trialOf(bought, brakes.trialRows, quoteOf)
  const rules = new Map(config.upstreams.map((known) => [known.rules.name, known.rules]))
  let lowMs = 0
  let expectedMs = 0
  let basis: 'history' | 'plan' = 'history'
  for (const room of rooms) {
    const known = rules.get(room.upstream)
    const times = timesAt(room.upstream, places, renders, known)
    const rows = bought.filter(({ upstream }) => upstream === room.upstream).length
    const finish = times === null ? null : expectedFinish({ ...room, rows, renderMs: times })
    if (times === null || finish === null) return { quote, trial, finish: null }
    lowMs = Math.max(lowMs, finish.lowMs)
    expectedMs = Math.max(expectedMs, finish.expectedMs)
    if (times.basis === 'plan') basis = 'plan'
  }
  if (rooms.length === 0) return { quote, trial, finish: null }
  const nowMs = clock.now().getTime()
  return {
    quote,
    trial,
    finish: { lowAt: new Date(nowMs + lowMs), expectedAt: new Date(nowMs + expectedMs), basis },
  }
}

function trialOf(
  bought: Admission['bought'],
  lastRow: number | null,
  quoteOf: (rows: Admission['bought']) => QuoteOutlook,
): TrialOutlook | null {
  if (lastRow === null) return null
  const tried = bought.filter(({ row }) => row <= lastRow)
  return {
    rows: new Set(tried.map(({ row }) => row)).size,
    lastRow,
    clips: tried.length,
    unknownClips: tried.filter(({ ticks }) => ticks === null).length,
    quote: quoteOf(tried),
  }
}

function placesOf(rows: Admission['bought']): ModelPlace[] {
  return [
    ...new Map(
      rows.map(({ upstream, model }) => [JSON.stringify([upstream, model]), { upstream, model }]),
    ).values(),
  ]
}

/** Fewer renders than this are no habit. */
const rendersMin = 5

type Times = { readonly low: number; readonly usual: number; readonly basis: 'history' | 'plan' }

/** The slowest model of the rows sets the pace. Without renders to go by: the poll plan, whose first look is when a clip may be there. */
function timesAt(
  upstream: string,
  places: readonly ModelPlace[],
  renders: Awaited<ReturnType<typeof readRenderTimes>>,
  rules: UpstreamRules | undefined,
): Times | null {
  const times = places
    .filter((place) => place.upstream === upstream)
    .map(({ model }): Times | null => {
      const seen = renders.find((each) => each.upstream === upstream && each.model === model)
      if (seen !== undefined && seen.renders >= rendersMin) {
        return { low: seen.lowMs, usual: seen.usualMs, basis: 'history' }
      }
      if (rules === undefined) return null
      const plan = rules.planFor(model, null)
      return { low: plan.firstMs, usual: plan.firstMs + plan.maxMs, basis: 'plan' }
    })
  return times.reduce(
    (slowest, each) => (slowest === null || each === null || each.usual > slowest.usual ? each : slowest),
    times[0] ?? null,
  )
}
