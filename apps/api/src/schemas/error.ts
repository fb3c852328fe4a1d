import { z } from 'zod'

/** The one envelope of every refusal. */
export const errorSchema = z
  .object({
    error: z.object({
      type: z.string(),
      code: z.string(),
      message: z.string(),
      param: z.string().nullable(),
      request_id: z.string(),
      details: z.array(
        z.object({
          path: z.string().nullable(),
          row: z.number().int().nullable(),
          line: z.number().int().optional(),
          code: z.string(),
          message: z.string(),
          allowed: z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])).nullable(),
        }),
      ),
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
