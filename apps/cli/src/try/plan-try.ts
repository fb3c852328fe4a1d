import { randomUUID } from 'node:crypto'
import type { Client } from '../client/client.ts'
import type { BatchPreview, Model, Upstream } from '../client/shapes.ts'
import { CommandError, exitCodes } from '../exit-codes.ts'
import { plainText } from '../print/plain-text.ts'
import { pickCheapest, type Wanted } from './pick-cheapest.ts'

export type TryOptions = {
  readonly model?: string
  readonly duration?: string
  readonly resolution?: string
  readonly prompt?: string
  readonly save?: string
  readonly yes?: boolean
}

export type PlannedJob = {
  /** As it will be sent, every value that the model takes said. */
  readonly request: {
    readonly upstream: string
    readonly model: string
    readonly prompt: string
    readonly duration?: number
    readonly aspect_ratio?: string
    readonly resolution?: string
  }
  /** The server's own quote. Null: the price is unknown. */
  readonly quotedTicks: string | null
  readonly model: Model
}

/** Harmless everywhere, and long enough to be recognized, and taken out, where a reply repeats it. */
const harmlessPrompt = 'A red ball rolls slowly across a wooden table, static camera, soft daylight'

/** Chooses the cheapest job and has the server check and price exactly that. Spends nothing. */
export async function planTry(client: Client, upstream: Upstream, options: TryOptions): Promise<PlannedJob> {
  const wanted = readWanted(options)
  const choice = pickCheapest(upstream.models, wanted)
  if (choice === null) throw nothingFits(upstream, wanted)
  const asked = {
    upstream: upstream.name,
    model: choice.model,
    prompt: options.prompt ?? harmlessPrompt,
    ...(choice.duration === null ? {} : { duration: choice.duration }),
    ...(choice.resolution === null ? {} : { resolution: choice.resolution }),
  }
  const preview = await client.post<BatchPreview>('/v1/batches', {
    query: { dry_run: true },
    body: { name: `try ${randomUUID()}`, items: [asked] },
    idempotencyKey: randomUUID(),
  })
  refuseProblems(preview)
  const { quotedTicks, ...settled } = readExpanded(preview)
  const model = upstream.models.find((known) => known.model === choice.model)
  if (model === undefined) throw nothingFits(upstream, wanted)
  return { request: { ...asked, ...settled }, quotedTicks, model }
}

function readWanted({ model, duration, resolution }: TryOptions): Wanted {
  const seconds = duration === undefined ? null : Number(duration)
  if (seconds !== null && (duration?.trim() === '' || !Number.isInteger(seconds) || seconds < 1)) {
    throw new CommandError(
      `--duration must be whole seconds, such as 6 (found "${duration}").`,
      exitCodes.usage,
    )
  }
  return { model: model ?? null, duration: seconds, resolution: resolution ?? null }
}

function nothingFits({ name, models }: Upstream, { model }: Wanted): CommandError {
  const known = models.map((capability) => capability.model).join(', ')
  return new CommandError(
    model === null
      ? `${name} makes no clip from text alone, so there is nothing cheap to try.`
      : `${name} makes no clip from text alone with --model ${model}. It has ${known}.`,
    exitCodes.usage,
  )
}

function refuseProblems({ problems, refusal }: BatchPreview): void {
  const message = problems[0]?.message ?? refusal?.message
  if (message === undefined) return
  throw new CommandError(
    `Nothing was sent. ${plainText(message)}`,
    refusal?.code === 'over_budget' ? exitCodes.overBudget : exitCodes.usage,
  )
}

/** The row as the server settled it; what the model does not take is null there, and not sent. */
function readExpanded({ expanded }: BatchPreview): {
  aspect_ratio?: string
  resolution?: string
  quotedTicks: string | null
} {
  const row = expanded[0] as
    | {
        params?: { aspect_ratio?: string | null; resolution?: string | null }
        quoted_ticks?: string | null
      }
    | undefined
  const { aspect_ratio: ratio = null, resolution = null } = row?.params ?? {}
  return {
    ...(ratio === null ? {} : { aspect_ratio: ratio }),
    ...(resolution === null ? {} : { resolution }),
    quotedTicks: row?.quoted_ticks ?? null,
  }
}
