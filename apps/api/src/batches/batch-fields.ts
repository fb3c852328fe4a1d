import {
  type HeaderMap,
  isRecord,
  type JobWish,
  type RetryRule,
  readItem,
  type Ticks,
  ticksFromUsd,
  type Variables,
} from '@reelkeep/core'
import type { StopRule } from '@reelkeep/db'
import { z } from 'zod'
import { type Detail, invalidRequest } from '../errors.ts'
import { refuseDeepJson } from '../json-depth.ts'
import { detailsOf, unstorableIn } from '../plugins/validation.ts'
import { brakesIn, stopRuleOf, stopWhenSchema, trialSchema } from './brake-fields.ts'
import { givenHeaderMap, readHeaderMap } from './header-map.ts'

/** What is asked of a batch as a whole, from a JSON body or from the query beside a file. */
export type BatchFields = {
  readonly name: string
  readonly defaults: JobWish
  readonly template: string | null
  readonly variables: Variables
  /** The JSON body's rows; null when it has none, and for files. */
  readonly items: readonly unknown[] | null
  readonly budgetTicks: Ticks | null
  readonly maxPriceTicks: Ticks | null
  readonly onInvalid: 'reject' | 'skip'
  readonly retry: RetryRule
  readonly takes: number
  /** So many rows run before a person is asked; null: not said. */
  readonly trial: number | null
  /** When it stops by itself; null: not said. */
  readonly stopWhen: StopRule | 'never' | null
  /** Rows whose clip we have already become copies of it, for nothing. */
  readonly reuse: boolean
  /** The id of a map from paths in the file to uploaded images; null: none. */
  readonly images: string | null
  /** Whether links of images are looked at; null: as each upstream is configured. */
  readonly checkImages: boolean | null
  readonly dryRun: boolean
  /** The token of a dry run whose quote was agreed to. */
  readonly confirm: string | null
  /** How a file is to be read; all of it empty for a JSON body. */
  readonly file: FileFields
  /** As given, for the record. */
  readonly options: { readonly [key: string]: unknown }
}

export type FileFields = {
  /** The encoding, when the caller names it. */
  readonly charset: string | null
  /** The sheet of a workbook; null: the first that shows. */
  readonly sheet: string | null
  readonly map: HeaderMap
}

const usd = z
  .union([z.string(), z.number()])
  .meta({ description: 'Dollars as decimal text, such as "12.50", or a number of at most 15 digits' })

const variableValue = z.union([z.string(), z.number()]).transform(String)

const shape = {
  name: z.string().trim().min(1).max(200),
  defaults: z.record(z.string(), z.unknown()).optional(),
  template: z.string().min(1).max(32_000).optional(),
  variables: z
    .record(
      z.string().min(1).max(100),
      z.union([variableValue, z.array(variableValue).min(1)]).transform((value) => [value].flat()),
    )
    .optional(),
  budget_usd: usd.optional(),
  max_price_usd: usd.optional(),
  on_invalid: z.enum(['reject', 'skip']).default('reject'),
  retry: z.enum(['safe', 'all']).default('safe'),
  takes: z.number().int().min(1).max(100).default(1),
  reuse: z
    .boolean()
    .default(false)
    .describe('copy clips that are archived already instead of buying them again; see reusable in a dry run'),
  trial: trialSchema.optional(),
  stop_when: stopWhenSchema.optional(),
  images: z
    .string()
    .max(64)
    .optional()
    .describe('which uploads stand for the paths that rows name: the id that POST /v1/uploads/maps gives'),
  check_images: z
    .boolean()
    .optional()
    .describe('whether links of images are looked at before anything is admitted; absent: unless simulated'),
  confirm: z.string().max(200).optional(),
}

export const batchBodySchema = z
  .strictObject({ ...shape, items: z.array(z.unknown()).optional() })
  .meta({ id: 'BatchRequest' })

const fileFieldsSchema = z.strictObject({
  ...shape,
  charset: z.string().trim().min(1).max(40).optional(),
  sheet: z.string().min(1).max(100).optional(),
  map: z.record(z.string(), z.string()).optional(),
})

/** The query of `POST /v1/batches`: the fields of a file, or what a JSON body leaves out. */
export const batchQuerySchema = z.strictObject({
  dry_run: z.enum(['true', 'false']).optional(),
  confirm: z.string().max(200).optional(),
  name: z.string().optional(),
  defaults: z.string().optional().meta({ description: 'JSON text' }),
  template: z.string().optional(),
  variables: z.string().optional().meta({ description: 'JSON text' }),
  budget_usd: z.string().optional(),
  max_price_usd: z.string().optional(),
  on_invalid: z.string().optional(),
  retry: z.string().optional(),
  takes: z.string().optional(),
  reuse: z.string().optional(),
  images: z.string().optional(),
  check_images: z.string().optional(),
  trial: z.string().optional(),
  stop_when: z.string().optional().meta({ description: '"never", or JSON text' }),
  charset: z
    .string()
    .optional()
    .meta({ description: 'The encoding of a file, such as gb18030; the content type may name it instead' }),
  sheet: z.string().optional().meta({ description: 'Which sheet of a workbook; else the first that shows' }),
  map: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .meta({
      description:
        'What headers of a file stand for: JSON text {"Ratio": "aspect_ratio"}, or Ratio=aspect_ratio, once for each',
    }),
})

export type BatchQuery = z.infer<typeof batchQuerySchema>

/** Reads the query. Throws every problem at once. */
export function readQuery(query: unknown): BatchQuery {
  return parse(batchQuerySchema, query)
}

/** The fields of a JSON body; the query fills in what the body leaves out. Throws every problem at once. */
export function readBodyFields(body: unknown, query: BatchQuery): BatchFields {
  const fields = parse(batchBodySchema, isRecord(body) ? { ...givenIn(query), ...body } : body)
  return settle(fields, fields.items ?? null, query)
}

/** The fields of a file, from the query. Throws every problem at once. */
export function readQueryFields(query: BatchQuery): BatchFields {
  return settle(parse(fileFieldsSchema, givenIn(query)), null, query)
}

/** The query's texts as the values they stand for. */
function givenIn(query: BatchQuery): { readonly [key: string]: unknown } {
  const {
    dry_run: _,
    defaults,
    variables,
    takes,
    reuse,
    check_images,
    map,
    trial,
    stop_when,
    ...texts
  } = query
  return {
    ...texts,
    ...(defaults === undefined ? {} : { defaults: jsonOf('defaults', defaults) }),
    ...(variables === undefined ? {} : { variables: jsonOf('variables', variables) }),
    ...brakesIn({
      ...(trial === undefined ? {} : { trial }),
      ...(stop_when === undefined ? {} : { stop_when }),
    }),
    ...(takes === undefined ? {} : { takes: numberIn(takes) }),
    ...(map === undefined ? {} : { map: givenHeaderMap(map) }),
    ...(reuse === undefined ? {} : { reuse: flags[reuse] ?? reuse }),
    ...(check_images === undefined ? {} : { check_images: flags[check_images] ?? check_images }),
  }
}

/** A text that is no number stays one, and is then refused for it. */
function numberIn(text: string): number | string {
  return /^-?\d{1,9}(\.\d{1,9})?$/.test(text) ? Number(text) : text
}

const flags: { readonly [text: string]: boolean } = { true: true, false: false }

type Parsed = z.infer<typeof fileFieldsSchema>

function settle(fields: Parsed, items: readonly unknown[] | null, query: BatchQuery): BatchFields {
  const { defaults: _defaults, ...rest } = fields
  const problems: Detail[] = [...unstorableIn({ ...rest, items: null })]
  const budgetTicks = readUsd('budget_usd', fields.budget_usd, problems)
  const maxPriceTicks = readUsd('max_price_usd', fields.max_price_usd, problems)
  const defaults = readDefaults(fields.defaults ?? {}, problems)
  const map = readHeaderMap(fields.map ?? {}, problems)
  if (problems.length > 0) throw invalidRequest(problems)
  const { confirm: _, ...options } = fields
  return {
    name: fields.name,
    defaults,
    template: fields.template ?? null,
    variables: new Map(Object.entries(fields.variables ?? {})),
    items,
    budgetTicks,
    maxPriceTicks,
    onInvalid: fields.on_invalid,
    retry: fields.retry,
    takes: fields.takes,
    trial: fields.trial ?? null,
    stopWhen: fields.stop_when === undefined ? null : stopRuleOf(fields.stop_when),
    reuse: fields.reuse,
    images: fields.images ?? null,
    checkImages: fields.check_images ?? null,
    dryRun: query.dry_run === 'true',
    confirm: fields.confirm ?? null,
    file: { charset: fields.charset ?? null, sheet: fields.sheet ?? null, map },
    options: { ...options, items: undefined },
  }
}

function readUsd(path: string, value: string | number | undefined, problems: Detail[]): Ticks | null {
  if (value === undefined) return null
  // Any decimal of up to 15 digits survives a JSON number unchanged; its shortest text is what was typed.
  const ticks = ticksFromUsd(String(value))
  if (ticks === null) {
    problems.push(problem(path, 'not_an_amount', `${path} must be dollars such as "12.50"`))
  }
  return ticks
}

function readDefaults(value: { readonly [key: string]: unknown }, problems: Detail[]): JobWish {
  const reading = readItem(value)
  for (const found of reading.problems) {
    problems.push({
      ...problem(`defaults.${found.path}`, found.code, found.message),
      allowed: found.allowed ?? null,
    })
  }
  for (const key of ['prompt', 'custom_id', 'name']) {
    if (value[key] === undefined) continue
    const fix = key === 'prompt' ? 'use template for it' : 'each row has its own'
    problems.push(problem(`defaults.${key}`, 'not_a_default', `defaults cannot hold ${key}; ${fix}`))
  }
  return reading.wish
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const result = schema.safeParse(value, { reportInput: true })
  if (!result.success) throw invalidRequest(detailsOf(result.error.issues, schema))
  return result.data
}

function jsonOf(path: string, text: string): unknown {
  try {
    return refuseDeepJson(JSON.parse(text))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw invalidRequest([problem(path, 'not_json', `${path} must be JSON text, URL-encoded`)])
  }
}

function problem(path: string, code: string, message: string, allowed: Detail['allowed'] = null): Detail {
  return { path, row: null, code, message, allowed }
}
