import { committedTotal, type Ticks } from '@reelkeep/core'
import type { Gate } from '@reelkeep/db'
import type { Caller } from '../caller.ts'
import type { AppDeps } from '../deps.ts'
import { presentBrakes } from '../presenters/present-brakes.ts'
import { type Admission, intakeCounts, quotedBatch, refusalOf } from './admit-batch.ts'
import type { BatchFields } from './batch-fields.ts'
import { quoteToken } from './quote-token.ts'
import type { AlsoIn } from './read-also-in.ts'
import type { Outlook } from './read-outlook.ts'
import type { Intake, PreviewedJob } from './take-in.ts'

/** The answer to a dry run: every problem, what each row would become, what it would cost, and a token to agree with. */
export function presentPreview(
  admission: Admission,
  {
    outlook,
    alsoIn,
    gates,
  }: { readonly outlook: Outlook; readonly alsoIn: readonly AlsoIn[]; readonly gates: readonly Gate[] },
  intake: Intake,
  fields: BatchFields,
  caller: Caller,
  { config }: Pick<AppDeps, 'config'>,
) {
  const { quote, money, standing } = admission
  const rulesOf = (name: string) => config.upstreams.find(({ rules }) => rules.name === name)?.rules
  const refusal = refusalOf(admission, { config })
  const isValid = intake.jobs.length > 0 && (intake.problems.total === 0 || fields.onInvalid === 'skip')
  const isSendable = isValid && refusal === null
  const actions = new Map(admission.plan.steps.map((step) => [step.row.place, step.action]))
  return {
    object: 'batch_preview' as const,
    name: fields.name,
    valid: isValid,
    rows: intake.jobs.length,
    problems: [...intake.problems.kept],
    total: intake.problems.total,
    ...intakeCounts(admission, intake, fields),
    standing: standing === null ? null : { batch_id: standing.id, state: standing.state },
    paused: pausedOf(admission, gates),
    also_in: alsoIn.map((earlier) => ({
      batch_id: earlier.id,
      name: earlier.name,
      created_at: earlier.createdAt.toISOString(),
      rows: earlier.rows,
      ticks: String(earlier.ticks),
      unpriced_rows: earlier.unpricedRows,
    })),
    local_images: [...intake.localImages],
    expanded: intake.preview.map((job) =>
      presentStaged(job, actions.get(job.place) ?? 'create', admission.reusable.get(job.place) ?? null),
    ),
    expanded_total: intake.jobs.length,
    quote: {
      rows: quote.rows,
      low_ticks: String(outlook.quote.lowTicks),
      expected_ticks: textOf(outlook.quote.expectedTicks),
      high_ticks: textOf(outlook.quote.highTicks),
      reserved_ticks: textOf(quote.highTicks),
      unknown_rows: quote.unknown.reduce((sum, { rows }) => sum + rows, 0),
      unknown: [...quote.unknown],
      lines: outlook.quote.lines.slice(0, linesShown).map((line) => ({
        upstream: line.upstream,
        model: line.model,
        simulated: rulesOf(line.upstream)?.simulated ?? false,
        price_version: line.ticks === null ? null : (rulesOf(line.upstream)?.priceVersion ?? null),
        rows: line.rows,
        each_ticks: textOf(line.ticks),
        low_ticks: textOf(line.lowTicks),
        expected_ticks: textOf(line.expectedTicks),
        high_ticks: textOf(line.highTicks),
        basis: line.basis,
        charges: line.charges,
      })),
      lines_total: outlook.quote.lines.length,
    },
    trial:
      outlook.trial === null
        ? null
        : {
            rows: outlook.trial.rows,
            last_row: outlook.trial.lastRow,
            clips: outlook.trial.clips,
            low_ticks: String(outlook.trial.quote.lowTicks),
            expected_ticks: textOf(outlook.trial.quote.expectedTicks),
            high_ticks: textOf(outlook.trial.quote.highTicks),
            unknown_rows: outlook.trial.unknownClips,
          },
    finish:
      outlook.finish === null
        ? null
        : {
            low_at: outlook.finish.lowAt.toISOString(),
            expected_at: outlook.finish.expectedAt.toISOString(),
            basis: outlook.finish.basis,
          },
    hints: intake.hints.map(({ advice, rows, sampleRow }) => ({
      code: advice.code,
      message: advice.message,
      rows,
      sample_row: sampleRow,
      source: advice.source,
    })),
    brakes: presentBrakes(admission.brakes),
    budget_ticks: money.budgetTicks === null ? null : String(money.budgetTicks),
    committed_ticks: String(committedTotal(money.committed)),
    committed: {
      charged_ticks: String(money.committed.chargedTicks),
      to_come_ticks: String(money.committed.toComeTicks),
      possible_ticks: String(money.committed.possibleTicks),
    },
    refusal: refusal === null ? null : { code: refusal.code, message: refusal.message },
    token: isSendable ? quoteToken(config.secret, quotedBatch(admission, intake, fields, caller)) : null,
  }
}

const linesShown = 100

function textOf(ticks: Ticks | null): string | null {
  return ticks === null ? null : String(ticks)
}

/** A person paused it, so that what is bought there is sent by nobody until a person resumes it. */
function pausedOf({ bought }: Admission, gates: readonly Gate[]): { upstream: string; rows: number }[] {
  return gates
    .filter(({ paused }) => paused)
    .map(({ upstream }) => ({ upstream, rows: bought.filter((row) => row.upstream === upstream).length }))
    .filter(({ rows }) => rows > 0)
}

function presentStaged(job: PreviewedJob, action: string, reusableFrom: string | null) {
  const { request } = job
  return {
    row: request.batch_row,
    line: job.line,
    take: job.take,
    action,
    reusable_from: reusableFrom,
    custom_id: request.custom_id,
    name: request.name,
    upstream: request.upstream,
    model: request.model,
    operation: request.operation,
    prompt: request.prompt,
    params: {
      duration: request.duration_s,
      aspect_ratio: request.aspect_ratio,
      resolution: request.resolution,
      image_urls: request.image_urls,
      video_url: request.video_url,
    },
    priority: request.priority,
    metadata: request.metadata,
    quoted_ticks: request.quoted_ticks,
  }
}
