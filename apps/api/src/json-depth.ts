import { type ApiError, invalidValue } from './api-error.ts'

/** Judgement: nobody nests by hand so far, and the readers, writers and the database all give up somewhere beyond. */
const levelsMax = 100

/** Throws 400 for JSON that is nested so deep that writing it again would end in a stack overflow. */
export function refuseDeepJson<Value>(value: Value): Value {
  if (isTooDeep(value)) throw tooDeep()
  return value
}

export function tooDeep(): ApiError {
  return invalidValue(null, 'json_too_deep', tooDeepMessage)
}

export const tooDeepMessage = `JSON may be nested ${levelsMax} levels deep at most`

export function isTooDeep(value: unknown): boolean {
  return isDeeperThan(value, levelsMax)
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(inner, levels - 1))
}
