import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { IncomingRow, JobWish, Problem, Ticks } from '@reelkeep/core'
import type { StagedJob } from '@reelkeep/db'
import type { KeyLimits } from '../caller.ts'
import type { AppDeps } from '../deps.ts'
import { type Detail, problemsListedMax } from '../errors.ts'
import type { ImageDesk } from '../images/open-image-desk.ts'
import { rowGroups } from '../images/row-groups.ts'
import { type SettledWish, settleWish } from '../settle-wish.ts'
import type { BatchFields } from './batch-fields.ts'
import { expandRow, jobsOfRow } from './expand-row.ts'
import { type Hint, HintList } from './hint-list.ts'
import { jobsMax, tooManyJobs } from './job-limit.ts'
import type { JobPreparer } from './prepare-job.ts'
import { detailOf, ProblemList } from './problem-list.ts'
import type { Source } from './read-source.ts'
import { longPrompt, RowWatch } from './row-watch.ts'
import type { SourceRow } from './source-row.ts'
import { type WarningGroup, WarningGroups } from './warning-groups.ts'

/** A job of the file, as far as plan and quote need it. Small: fifty thousand of them are held at once. */
export type IncomingJob = {
  /** In the expanded file, from 1. */
  readonly place: number
  readonly rowKey: string
  readonly contentHash: string
  readonly named: IncomingRow['named']
  /** What a clip that we have already would be known by; null: a new one is wanted whatever we have. */
  readonly reuseHashes: readonly [string, string] | null
  /** Of the file, from 1. */
  readonly row: number
  readonly upstream: string
  readonly model: string
  readonly ticks: Ticks | null
}

/** A file once read to its end. */
export type Intake = {
  readonly jobs: readonly IncomingJob[]
  /** Of all rows, also of those that were asked to be skipped. */
  readonly problems: ProblemList
  readonly warnings: ProblemList
  /** The same warnings by what they say. */
  readonly warningGroups: readonly WarningGroup[]
  /** Advice that rows do not follow; nothing is refused for it. */
  readonly hints: readonly Hint[]
  readonly skipped: readonly SkippedRow[]
  readonly skippedTotal: number
  /** Paths of the caller's own files that rows name as images. */
  readonly localImages: readonly string[]
  /** The first rows as they will be made. */
  readonly preview: readonly PreviewedJob[]
  /** Of all rows and their prices, in order. */
  readonly rowsHash: string
  readonly priceVersions: readonly string[]
}

/** Which of its row's takes it is; null: its row has one. */
export type PreviewedJob = StagedJob & {
  readonly take: { readonly number: number; readonly of: number } | null
}

/** What rows are held against: the models of the configuration, what the caller's key may ask for, and their images. */
export type RowDeps = Pick<AppDeps, 'config'> & { readonly limits: KeyLimits; readonly images: ImageDesk }

export type SkippedRow = { readonly row: number; readonly details: readonly Detail[] }

const chunkSize = 1000
const previewSize = 100

/**
 * Reads every row, holds it against its model, and hands the good ones to `keep` in chunks. Finds every problem of
 * the file before anything is refused. The rows themselves are not held.
 */
export async function takeIn(
  { rows, notices }: Pick<Source, 'rows' | 'notices'>,
  fields: BatchFields,
  deps: RowDeps,
  keep: (jobs: readonly StagedJob[]) => Promise<void>,
  preparer: JobPreparer,
): Promise<Intake> {
  const reader = new Reader(fields, deps, preparer)
  for await (const group of rowGroups(rows, fields, deps.images)) {
    for (const source of group) {
      reader.read(source)
      if (reader.chunk.length >= chunkSize) await keep(reader.takeChunk())
    }
    // Rows that are in memory already, of a workbook or JSON, come without a pause, in which nobody else is answered.
    await setImmediate()
  }
  if (reader.chunk.length > 0) await keep(reader.takeChunk())
  return reader.intake(notices)
}

class Reader {
  readonly #fields: BatchFields
  readonly #deps: RowDeps
  readonly #preparer: JobPreparer
  readonly #jobs: IncomingJob[] = []
  readonly #problems = new ProblemList()
  readonly #warnings = new ProblemList()
  /** Cells that were read although written otherwise: there may be one in every row, and rarer warnings come first. */
  readonly #understood = new ProblemList()
  readonly #warningGroups = new WarningGroups()
  readonly #hints = new HintList()
  readonly #skipped: SkippedRow[] = []
  readonly #preview: PreviewedJob[] = []
  readonly #hash = createHash('sha256')
  readonly #priceVersions = new Set<string>()
  /** Where each custom_id was met first. */
  readonly #rowOfCustomId = new Map<string, number>()
  readonly #watch = new RowWatch()
  #skippedTotal = 0
  chunk: StagedJob[] = []

  constructor(fields: BatchFields, deps: RowDeps, preparer: JobPreparer) {
    this.#fields = fields
    this.#deps = deps
    this.#preparer = preparer
  }

  read(source: SourceRow): void {
    if (this.#jobs.length + jobsOfRow(source, this.#fields) > jobsMax) throw tooManyJobs()
    const problems = source.reading.problems.map((problem) => detailOf(source, problem))
    const warnings = source.reading.warnings.map((warning) => detailOf(source, warning))
    const good: (() => void)[] = []
    if (problems.length === 0) {
      for (const expanded of expandRow(source, this.#fields)) {
        const fresh = expanded.warnings.filter((warning) => this.#watch.isFresh(warning))
        warnings.push(...fresh.map((warning) => detailOf(source, warning)))
        problems.push(...expanded.problems.map((problem) => detailOf(source, problem)))
        problems.push(...this.#check(source, expanded.wish, good))
      }
    } else {
      // What else is wrong with the row is said at once; a value that could not be read is not held against it twice.
      problems.push(...this.#checkMore(source))
    }
    this.#warn(warnings)
    if (problems.length > 0) this.#refuse(source, problems)
    else for (const make of good) make()
  }

  takeChunk(): readonly StagedJob[] {
    const { chunk } = this
    this.chunk = []
    return chunk
  }

  intake(notices: readonly Detail[]): Intake {
    this.#warnings.addFirst(notices)
    this.#warnings.append(this.#understood)
    this.#warningGroups.add(notices)
    return {
      jobs: this.#jobs,
      problems: this.#problems,
      warnings: this.#warnings,
      warningGroups: this.#warningGroups.all(),
      hints: this.#hints.all(),
      skipped: this.#skipped,
      skippedTotal: this.#skippedTotal,
      localImages: this.#deps.images.localPaths(),
      preview: this.#preview,
      rowsHash: this.#hash.digest('hex'),
      priceVersions: [...this.#priceVersions].sort(),
    }
  }

  #warn(warnings: readonly Detail[]): void {
    this.#warningGroups.add(warnings)
    this.#warnings.add(warnings.filter(({ code }) => code !== 'understood'))
    this.#understood.add(warnings.filter(({ code }) => code === 'understood'))
  }

  #check(source: SourceRow, wish: JobWish, good: (() => void)[]): Detail[] {
    const { config, limits } = this.#deps
    const settlement = settleWish(wish, config.upstreams, config.defaultUpstream, limits)
    const problems: Problem[] = settlement.ok ? [] : [...settlement.problems]
    if (wish.customId !== null) problems.push(...this.#checkCustomId(wish.customId, source.row))
    const images = this.#deps.images.judge(wish, settlement)
    problems.push(...images.problems)
    this.#warn(images.warnings.map((warning) => detailOf(source, warning)))
    if (settlement.ok && images.problems.length === 0)
      good.push(() => this.#make(source, wish, settlement.settled))
    return problems.map((problem) => detailOf(source, problem))
  }

  #checkMore(source: SourceRow): Detail[] {
    const unread = new Set(source.reading.problems.map(({ path }) => path.replace(/^body\./, '')))
    if (unread.has('') || unread.has('row') || unread.has('body')) return []
    const [expanded] = expandRow(source, this.#fields)
    if (expanded === undefined) return []
    return this.#check(source, expanded.wish, []).filter(
      ({ path, code }) => !(code === 'required' && unread.has((path ?? '').replace(source.pathPrefix, ''))),
    )
  }

  #checkCustomId(customId: string, row: number): Problem[] {
    const first = this.#rowOfCustomId.get(customId)
    if (first === undefined) {
      this.#rowOfCustomId.set(customId, row)
      return []
    }
    const message = `custom_id "${customId}" is in row ${first} already; each row needs its own`
    return [{ path: 'custom_id', code: 'custom_id_twice', message }]
  }

  #make(source: SourceRow, wish: JobWish, settled: SettledWish): void {
    this.#hints.add(source.row, settled.hints)
    this.#warn(longPrompt(settled).map((warning) => detailOf(source, warning)))
    const takes = wish.takes ?? this.#fields.takes
    for (let take = 1; take <= takes; take += 1) {
      const place = this.#jobs.length + 1
      const { staged, named, reuseHashes } = this.#preparer.prepare({ source, wish, settled, take, place })
      if (take === 1) this.#warn(this.#watch.equalRows(source, staged.contentHash))
      const { upstream, model } = staged.request
      const ticks = settled.quotedTicks
      this.#jobs.push({
        place,
        rowKey: staged.rowKey,
        contentHash: staged.contentHash,
        named,
        reuseHashes,
        row: source.row,
        upstream,
        model,
        ticks,
      })
      this.#hash.update(`${staged.rowKey}\n${staged.contentHash}\n${ticks ?? 'unknown'}\n`)
      this.#priceVersions.add(`${upstream}:${settled.priceVersion}`)
      if (this.#preview.length < previewSize) {
        this.#preview.push({ ...staged, take: takes === 1 ? null : { number: take, of: takes } })
      }
      // Nothing is admitted from a file with problems, so nothing more is staged either.
      if (this.#problems.total === 0 || this.#fields.onInvalid === 'skip') this.chunk.push(staged)
    }
  }

  #refuse(source: SourceRow, problems: readonly Detail[]): void {
    this.#problems.add(problems)
    if (this.#fields.onInvalid === 'reject') return
    this.#skippedTotal += 1
    if (this.#skipped.length < problemsListedMax) this.#skipped.push({ row: source.row, details: problems })
  }
}
