import type { Caller } from '../caller.ts'
import { ApiError } from '../errors.ts'
import { lengthProblems, placeProblems } from '../key-limits.ts'
import type { BulkPreview } from './preview-bulk.ts'

/**
 * Refuses to send again what the caller's key may not have made. How long each clip gets is not looked at: a key that may
 * not have long ones retries them one by one.
 */
export function refuseKinds({ kinds }: BulkPreview, { limits }: Caller): void {
  const problems = kinds.flatMap((kind) => [...placeProblems(kind, limits), ...lengthProblems(null, limits)])
  const [first] = problems
  if (first === undefined) return
  throw new ApiError({
    type: 'permission',
    code: first.code,
    message: first.message,
    param: first.path,
    details: problems.map((problem) => ({ ...problem, row: null, allowed: problem.allowed ?? null })),
  })
}
