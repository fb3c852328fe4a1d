import { isStorableValue, ticksFromUsd } from '@reelkeep/core'
import { z } from 'zod'

/** A moment, ISO 8601 in UTC. */
export const momentSchema = z.string().meta({ format: 'date-time' })

/** Money: 10^10 ticks a dollar, as decimal text, since it outgrows a JSON number. Null: unknown, never zero. */
export const ticksSchema = z
  .string()
  .meta({ pattern: '^-?[0-9]+$', description: '10^10 ticks a dollar, decimal text' })

export const jsonObjectSchema = z.record(z.string(), z.unknown())

/** Any id a caller may put into an address: long enough for ours, and nothing that could surprise a log. */
const idText = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9_-]+$/, 'must be an id such as job_01h45ytscbebyvny4gc8cr8ma2')

export const idParamsSchema = z.strictObject({ id: idText })

/** A moment in a query: a date, or a time with its zone. */
export const momentQuerySchema = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], {
    error: 'must be a date or a time such as 2026-11-20T18:00:00Z',
  })
  // There is no year 0, and the database knows it.
  .refine((text) => new Date(text).getUTCFullYear() >= 1, 'must be a date of our era')
  .meta({ format: 'date-time' })

/** A comma list of states, each of which must be known. */
export function stateListSchema(states: readonly string[]) {
  return knownListSchema(states, 'a state')
}

/** A comma list of words, each of which must be known; `noun` is what a word is. */
export function knownListSchema(known: readonly string[], noun: string) {
  return z
    .string()
    .max(300)
    .superRefine((list, context) => {
      for (const word of list.split(',')) {
        if (known.includes(word)) continue
        context.addIssue({
          code: 'invalid_value',
          values: [...known],
          input: word,
          message: `"${word}" is not ${noun}`,
        })
      }
    })
    .meta({ description: `comma list of ${known.join(', ')}` })
}

/** For actions that are told nothing: no body, or an empty object. */
export const noBodySchema = z.strictObject({}).nullish()

/** Dollars. Any decimal of up to 15 digits survives a JSON number unchanged; its shortest text is what was typed. */
export const usdSchema = z
  .union([z.string(), z.number()])
  .refine((value) => ticksFromUsd(String(value)) !== null, 'must be dollars such as "12.50"')
  .meta({ description: 'Dollars as decimal text, such as "12.50", or a number of at most 15 digits' })

/** 9 goes first. */
export const prioritySchema = z.number().int().min(0).max(9)

/** Why a person does it; kept in the audit. */
export const reasonSchema = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .refine(isStorableValue, 'must not hold a NUL or half a character')

/** What `?limit=` and `?cursor=` of every list are. */
export const pageQueryShape = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().min(1).max(300).optional(),
}

/** A page of a list, newest first. */
export function listSchema<Item extends z.ZodType>(item: Item) {
  return z.object({
    object: z.literal('list'),
    data: z.array(item),
    has_more: z.boolean(),
    next_cursor: z.string().nullable(),
  })
}
