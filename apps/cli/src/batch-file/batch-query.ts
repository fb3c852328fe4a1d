import type { Query } from '../client/client.ts'
import { CommandError, exitCodes } from '../exit-codes.ts'
import type { BatchFile } from './open-batch-file.ts'

/** What a person can say of a file as a whole; the same for a quote and for the order. */
export type BatchOptions = {
  readonly name?: string
  /** A batch of its own, although one of another day holds the same rows. */
  readonly newBatch?: boolean
  readonly budget?: string
  readonly maxPrice?: string
  readonly template?: string
  readonly var?: readonly string[]
  readonly default?: readonly string[]
  readonly map?: readonly string[]
  readonly takes?: string
  readonly trial?: string
  readonly stopWhen?: string
  readonly encoding?: string
  readonly sheet?: string
  readonly onInvalid?: string
  readonly retry?: string
  readonly reuse?: boolean
}

/** The options as fields of `POST /v1/batches`. What the api knows better than we do, it checks. */
export function batchQuery(file: Pick<BatchFile, 'title'>, options: BatchOptions, today: Date): Query {
  return {
    name: options.name ?? `${file.title} ${dayOf(today)}`,
    budget_usd: options.budget,
    max_price_usd: options.maxPrice,
    template: options.template,
    variables: asJson(pairsOf('--var', options.var), splitValues),
    defaults: asJson(pairsOf('--default', options.default), defaultValue),
    // A header may hold an equals sign; a column of ours has none.
    map: asJson(pairsOf('--map', options.map, 'last'), (value) => value.trim()),
    takes: options.takes,
    trial: options.trial,
    stop_when: options.stopWhen === undefined ? undefined : stopRule(options.stopWhen),
    sheet: options.sheet,
    on_invalid: options.onInvalid,
    retry: options.retry,
    reuse: options.reuse === true ? true : undefined,
  }
}

/** The day where the person is: whoever sends a file in the evening means today. */
function dayOf(at: Date): string {
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 10)
}

type Pair = readonly [name: string, value: string]

function pairsOf(option: string, given: readonly string[] = [], divides: 'first' | 'last' = 'first'): Pair[] {
  return given.map((text): Pair => {
    const at = divides === 'first' ? text.indexOf('=') : text.lastIndexOf('=')
    if (at > 0) return [text.slice(0, at).trim(), text.slice(at + 1)]
    throw new CommandError(`${option} takes NAME=VALUE (found "${text}").`, exitCodes.usage)
  })
}

/** A name that is given twice adds its values, so that a value may hold any character. */
function asJson(pairs: readonly Pair[], read: (value: string, name: string) => unknown): string | undefined {
  if (pairs.length === 0) return undefined
  const found = new Map<string, unknown>()
  for (const [name, value] of pairs) {
    const before = found.get(name)
    const now = read(value, name)
    found.set(name, Array.isArray(before) && Array.isArray(now) ? [...before, ...now] : now)
  }
  return JSON.stringify(Object.fromEntries(found))
}

/** Commas separate values; `\,` is a comma. */
function splitValues(text: string): string[] {
  return text.split(/(?<!\\),/).map((value) => value.replaceAll('\\,', ',').trim())
}

function defaultValue(value: string, name: string): unknown {
  if (name === 'image_urls') return value.split(/[|\s]+/).filter(Boolean)
  const isNumber = name === 'duration' || name === 'priority'
  return isNumber && /^\d{1,6}$/.test(value) ? Number(value) : value
}

/** `never`, or `30%/10`: pause once 30 % went wrong, judged from the tenth on. */
function stopRule(text: string): string {
  if (text === 'never') return text
  const [, share, after] = /^(\d{1,3}(?:\.\d+)?)%\/(\d{1,5})$/.exec(text) ?? []
  if (share !== undefined && after !== undefined && Number(share) <= 100) {
    return JSON.stringify({ failed_share: Number(share) / 100, after: Number(after) })
  }
  throw new CommandError(
    `--stop-when takes "never", or the share that went wrong and after how many: "30%/10" (found "${text}").`,
    exitCodes.usage,
  )
}
