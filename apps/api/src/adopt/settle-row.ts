import {
  findModel,
  type JobWish,
  type Problem,
  quoteTicks,
  shortIdOf,
  type Ticks,
  uniqueClipKey,
} from '@reelkeep/core'
import { type AdoptedTask, newJobId, newSubmissionId } from '@reelkeep/db'
import type { UpstreamSettings } from '@reelkeep/upstreams'
import { contentHashOf } from '../batches/content-hash.ts'
import { type Caller, noLimits } from '../caller.ts'
import type { AppDeps } from '../deps.ts'
import { settleWish } from '../settle-wish.ts'
import type { AdoptRow } from './read-adoption.ts'

/** A row whose task can be asked about. */
export type SettledRow = {
  readonly row: AdoptRow
  readonly upstream: UpstreamSettings
  readonly taskId: string
  readonly credentialId: string
  /** Of what it asked, when prompt and model were given; null: nobody knows. */
  readonly contentHash: string | null
  /** Null: the price is unknown. */
  readonly quotedTicks: Ticks | null
}

export type RowSettlement =
  | { readonly ok: true; readonly settled: SettledRow; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/**
 * Holds a row against the configuration. What it says of the render is believed as far as it goes: a model that we do not
 * know, or a value that it does not take, is no reason to leave a paid task alone.
 */
export function settleRow(
  row: AdoptRow,
  { limits }: Caller,
  { config }: Pick<AppDeps, 'config'>,
): RowSettlement {
  const { wish, taskId } = row
  const upstream = config.upstreams.find(({ rules }) => rules.name === wish.upstream)
  const problems = [...row.problems, ...upstreamProblems(wish, upstream, limits.upstreams, config.upstreams)]
  const credentialId = upstream?.credentials[0]?.id
  if (problems.length > 0 || upstream === undefined || taskId === null || credentialId === undefined) {
    return { ok: false, problems }
  }
  const { known, capability } = modelOf(wish, upstream)
  const asked = settleWish(wish, config.upstreams, config.defaultUpstream, noLimits)
  return {
    ok: true,
    settled: {
      row,
      upstream,
      taskId,
      credentialId,
      contentHash: asked.ok ? contentHashOf(asked.settled, wish.upstream) : null,
      quotedTicks: known === null ? null : quotedFor(wish, upstream, known),
    },
    warnings: capability === undefined && wish.model !== null ? [unknownModel(wish.model, upstream)] : [],
  }
}

function upstreamProblems(
  { upstream: name }: JobWish,
  upstream: UpstreamSettings | undefined,
  permitted: readonly string[] | null,
  all: readonly UpstreamSettings[],
): Problem[] {
  const allowed = all.map(({ rules }) => rules.name)
  if (name === null) {
    const message = `upstream is required: the one that has the task (${allowed.join(', ')})`
    return [{ path: 'upstream', code: 'required', message, allowed }]
  }
  if (upstream === undefined) {
    const message = `upstream must be one of ${allowed.join(', ')}; asked: ${name}`
    return [{ path: 'upstream', code: 'upstream_not_known', message, allowed }]
  }
  if (permitted !== null && !permitted.includes(name)) {
    const message = `the key may use ${permitted.join(', ')}, not ${name}; use another key`
    return [{ path: 'upstream', code: 'upstream_not_allowed', message, allowed: permitted }]
  }
  if (upstream.configured && upstream.credentials.length > 0) return []
  const message = `${name} has no key, so that its tasks cannot be asked about: set one and start again`
  return [{ path: 'upstream', code: 'upstream_not_configured', message }]
}

function modelOf(wish: JobWish, { profile, rules }: UpstreamSettings) {
  const capability = findModel(profile.models, wish.model)
  return {
    capability,
    known: capability?.model ?? (wish.model === null ? null : rules.modelNamed(wish.model)),
  }
}

/** By what was given and no more: a default of ours may not be what the task was made with. */
function quotedFor(wish: JobWish, { rules }: UpstreamSettings, model: string): Ticks | null {
  const { durationS, resolution, imageUrls } = wish
  return quoteTicks(rules.priceFor(model), { durationS, resolution, images: imageUrls.length })
}

function unknownModel(model: string, { rules }: UpstreamSettings): Problem {
  const message = `${rules.name} has no model ${model} that we know; the task is adopted all the same, without a price`
  return { path: 'model', code: 'model_not_known', message }
}

const priorityDefault = 5
const unknownModelName = 'unknown'

/** The job that the task is to be born with. */
export function adoptedTask(
  { row, upstream, taskId, credentialId, contentHash, quotedTicks }: SettledRow,
  place: {
    readonly owner: string
    readonly batch: string | null
    readonly rowKey: string | null
    readonly isClipKeyTaken: (key: string) => boolean
    readonly clipKeyTemplate: string
    readonly firstPollMs: number
  },
): AdoptedTask {
  const { wish, source } = row
  const jobId = newJobId()
  const prompt = wish.prompt ?? ''
  const parts = {
    owner: place.owner,
    batch: place.batch,
    row: place.batch === null ? null : source.row,
    customId: wish.customId,
    prompt: prompt === '' ? taskId : prompt,
    shortId: shortIdOf(jobId),
  }
  return {
    job_id: jobId,
    submission_id: newSubmissionId(),
    task_id: taskId,
    credential_id: credentialId,
    base_url: upstream.baseUrl,
    row: source.row,
    row_key: place.rowKey,
    content_hash: contentHash,
    custom_id: wish.customId,
    name: wish.name,
    priority: wish.priority ?? priorityDefault,
    metadata: wish.metadata,
    row_data: row.data,
    upstream: upstream.rules.name,
    model: modelOf(wish, upstream).known ?? unknownModelName,
    operation: wish.operation ?? 'generate',
    prompt,
    duration_s: wish.durationS,
    aspect_ratio: wish.aspectRatio,
    resolution: wish.resolution,
    image_urls: wish.imageUrls,
    video_url: wish.videoUrl,
    clip_key: uniqueClipKey(place.clipKeyTemplate, parts, place.isClipKeyTaken),
    clip_key_apart: uniqueClipKey(place.clipKeyTemplate, parts, () => true),
    simulated: upstream.rules.simulated,
    quoted_ticks: quotedTicks === null ? null : String(quotedTicks),
    price_version: upstream.rules.priceVersion,
    first_poll_ms: place.firstPollMs,
  }
}
