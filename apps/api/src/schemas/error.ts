import { z } from 'zod'

/** One problem: where, what, and what would be taken. `line` and `column` are a file's own, from 1. */
export const detailSchema = z
  .object({
    path: z.string().nullable(),
    row: z.number().int().nullable(),
    line: z.number().int().optional(),
    column: z.number().int().optional(),
    code: z.string(),
    message: z.string(),
    allowed: z
      .array(z.union([z.string(), z.number(), z.boolean(), z.null()]))
      .readonly()
      .nullable(),
  })
  .meta({ id: 'Problem' })

/** The one envelope of every refusal. */
export const errorSchema = z
  .object({
    error: z.object({
      type: z.string(),
      code: z.string(),
      message: z.string(),
      param: z.string().nullable(),
      request_id: z.string(),
      details: z.array(detailSchema),
      total: z.number().int(),
    }),
  })
  .meta({ id: 'Error' })

/** The refusals of a route beside its answers, for the contract document. */
export function refusals<Status extends number>(...statuses: readonly Status[]) {
  return Object.fromEntries(statuses.map((status) => [status, errorSchema])) as Record<
    Status,
    typeof errorSchema
  >
}
